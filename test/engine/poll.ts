import './beforeCore.ts';
import type { INodeExecutionData, WorkflowActivateMode, WorkflowExecuteMode } from 'n8n-workflow';
import { PollContext } from 'n8n-core';
import { loadNode } from './workflow.ts';
import type { EngineOptions, NodeSpec } from './workflow.ts';

export interface PollOptions extends EngineOptions {
	/** `trigger` in an active workflow, `manual` for a test event in the editor. */
	mode?: WorkflowExecuteMode;
	activation?: WorkflowActivateMode;
	/** Milliseconds that the poll may take. */
	budgetMs?: number;
}

/** Polls once. @returns what would start an execution, or null */
export async function poll(
	spec: NodeSpec,
	options: PollOptions = {},
): Promise<INodeExecutionData[][] | null> {
	const { mode = 'trigger', activation = 'activate', budgetMs = 300_000 } = options;
	const { workflow, node, type, additionalData } = await loadNode({ name: 'Trigger', ...spec }, options);
	if (!type.poll) throw new Error('The node is not a polling trigger');
	const context = new PollContext(
		workflow,
		node,
		additionalData,
		mode,
		activation,
		undefined,
		undefined,
		undefined,
		undefined,
		undefined,
		() => budgetMs,
	);
	return await Reflect.apply(type.poll, context, []);
}
