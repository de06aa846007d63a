/** Executions of a workflow, or of one node. */
import './beforeCore.ts';
import { createRunExecutionData, NodeConnectionTypes } from 'n8n-workflow';
import type {
	ExecutionError,
	IConnections,
	IDataObject,
	INodeExecutionData,
	IRun,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import { loadWorkflow } from './workflow.ts';
import type { EngineOptions, NodeSpec } from './workflow.ts';

export interface RunOptions extends EngineOptions {
	/** The input of the workflow. */
	items?: INodeExecutionData[];
	/** `manual` makes a trigger node poll. */
	mode?: WorkflowExecuteMode;
	/** Stops the execution, as the editor's stop button does. */
	signal?: AbortSignal;
}

export interface Run {
	run: IRun;
	/** Names of the nodes in the order of their ends. */
	order: string[];
	/** The last output of a node, without binary data and pairing. */
	json(node: string, output?: number): IDataObject[];
	/** The last output of a node. */
	items(node: string, output?: number): INodeExecutionData[];
	/** The error that stopped a node, or the workflow. */
	error(node?: string): ExecutionError | undefined;
}

/**
 * Runs a workflow from its first node (`test.start`, or one of this package's triggers in `manual` mode).
 * Node types are full names, such as `n8n-nodes-gemini-tuning.geminiTunedModel`.
 */
export async function runWorkflow(
	{ nodes, connections }: { nodes: NodeSpec[]; connections: IConnections },
	options: RunOptions = {},
): Promise<Run> {
	const { items = [{ json: {} }], mode = 'trigger', signal } = options;
	const { workflow, additionalData } = await loadWorkflow(nodes, connections, options);
	const start = workflow.getStartNode();
	if (!start) throw new Error('The workflow has no node to start from');
	const order: string[] = [];
	additionalData.hooks = hooksFor(workflow, mode, options.executionId ?? '1', order);
	const data = createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node: start, data: { main: [items] }, source: null }] },
	});
	const execution = new WorkflowExecute(additionalData, mode, data).processRunExecutionData(workflow);
	signal?.addEventListener('abort', () => execution.cancel());
	return resultOf(await execution, order);
}

/** Adds each finished node to `order`. */
export function hooksFor(
	workflow: Workflow,
	mode: WorkflowExecuteMode,
	executionId: string,
	order: string[],
) {
	const now = new Date();
	const hooks = new ExecutionLifecycleHooks(mode, executionId, {
		id: workflow.id,
		name: 'wf',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
		settings: workflow.settings,
	});
	hooks.addHandler('nodeExecuteAfter', (name) => {
		order.push(name);
	});
	return hooks;
}

function resultOf(run: IRun, order: string[]): Run {
	const { runData, error } = run.data.resultData;
	const last = (node: string) => runData[node]?.at(-1);
	const items = (node: string, output = 0) => last(node)?.data?.main?.[output] ?? [];
	return {
		run,
		order,
		items,
		json: (node, output) => items(node, output).map(({ json }) => json),
		error: (node) => (node === undefined ? error : last(node)?.error),
	};
}

/** Runs one node on the given items; its name is `Node`. */
export async function runNode(node: NodeSpec, options: RunOptions = {}): Promise<Run> {
	const connections = { Start: { main: [[{ node: 'Node', type: NodeConnectionTypes.Main, index: 0 }]] } };
	return await runWorkflow(
		{
			nodes: [
				{ name: 'Start', type: 'test.start' },
				{ ...node, name: 'Node' },
			],
			connections,
		},
		options,
	);
}
