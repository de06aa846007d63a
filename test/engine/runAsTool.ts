import './beforeCore.ts';
import { createRunExecutionData, NodeConnectionTypes } from 'n8n-workflow';
import type { INodeExecutionData } from 'n8n-workflow';
import { SupplyDataContext } from 'n8n-core';
import type { RunOptions } from './run.ts';
import { loadNode } from './workflow.ts';
import type { NodeSpec } from './workflow.ts';

/** Runs a node as n8n does when an AI agent calls it as its tool. */
export async function runAsTool(spec: NodeSpec, options: RunOptions = {}): Promise<INodeExecutionData[][]> {
	const { items = [{ json: {} }], mode = 'trigger' } = options;
	const tool = { ...spec, name: 'Node', type: `${spec.type}Tool` };
	const { workflow, node, type, additionalData } = await loadNode(tool, options);
	const context = new SupplyDataContext(
		workflow,
		node,
		additionalData,
		mode,
		createRunExecutionData(),
		0,
		items,
		{},
		NodeConnectionTypes.AiTool,
		{ node, data: { main: [items] }, source: null },
		[],
	);
	context.addInputData(NodeConnectionTypes.AiTool, [items]);
	if (!type.execute) throw new Error('The node cannot be a tool');
	return await Reflect.apply(type.execute, context, []);
}
