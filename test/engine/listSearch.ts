import './beforeCore.ts';
import type { INodeListSearchResult } from 'n8n-workflow';
import { LoadOptionsContext } from 'n8n-core';
import { loadNode } from './workflow.ts';
import type { EngineOptions, NodeSpec } from './workflow.ts';

/** Searches for the list of a resource locator, as the editor does. */
export async function listSearch(
	spec: NodeSpec,
	method: string,
	options: EngineOptions & { filter?: string; paginationToken?: string; path?: string } = {},
): Promise<INodeListSearchResult> {
	const { workflow, node, type, additionalData } = await loadNode({ name: 'Node', ...spec }, options);
	additionalData.currentNodeParameters ??= node.parameters;
	const search = type.methods?.listSearch?.[method];
	if (!search) throw new Error(`The node type has no list search "${method}"`);
	const context = new LoadOptionsContext(workflow, node, additionalData, options.path ?? 'parameters.model');
	return await Reflect.apply(search, context, [options.filter, options.paginationToken]);
}
