import './beforeCore.ts';
import { createRunExecutionData, NodeConnectionTypes } from 'n8n-workflow';
import type { ITaskData } from 'n8n-workflow';
import { SupplyDataContext } from 'n8n-core';
import { hooksFor } from './run.ts';
import type { RunOptions } from './run.ts';
import { loadNode } from './workflow.ts';
import type { EngineOptions, NodeSpec } from './workflow.ts';

/** A chat model as n8n's agents and chains receive it; only the part that tests use. */
export interface SuppliedChatModel {
	invoke(messages: ChatMessage[], options?: { stop?: string[] }): Promise<ChatAnswer>;
	stream(messages: ChatMessage[]): Promise<AsyncIterable<ChatAnswer>>;
	bindTools(tools: object[]): SuppliedChatModel;
}

export interface ToolCall {
	id: string;
	name: string;
	args: object;
}

/** A message that LangChain accepts. */
export interface ChatMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string | object[];
	tool_call_id?: string;
	tool_calls?: Array<ToolCall & { type: 'tool_call' }>;
	status?: 'success' | 'error';
}

export interface ChatAnswer {
	text: string;
	tool_calls?: ToolCall[];
	usage_metadata?: object;
	response_metadata: object;
}

/** What a sub-node supplies to an agent or a chain, and its runs in n8n. */
export async function supplyChatModel(
	spec: NodeSpec,
	options: EngineOptions & Pick<RunOptions, 'signal'> = {},
): Promise<{ model: SuppliedChatModel; runs: () => ITaskData[] }> {
	const { workflow, node, type, additionalData } = await loadNode({ ...spec, name: 'Node' }, options);
	const runData = createRunExecutionData();
	const items = { main: [[{ json: {} }]] };
	additionalData.hooks = hooksFor(workflow, 'trigger', '1', []);
	const context = new SupplyDataContext(
		workflow,
		node,
		additionalData,
		'trigger',
		runData,
		0,
		[{ json: {} }],
		items,
		NodeConnectionTypes.AiLanguageModel,
		{ node, data: items, source: null },
		[],
		options.signal,
	);
	if (!type.supplyData) throw new Error('The node supplies nothing');
	const { response } = await Reflect.apply(type.supplyData, context, [0]);
	if (!isChatModel(response)) throw new Error('The node supplies no chat model');
	return { model: response, runs: () => runData.resultData.runData['Node'] ?? [] };
}

function isChatModel(value: unknown): value is SuppliedChatModel {
	return typeof value === 'object' && value !== null && 'invoke' in value && 'bindTools' in value;
}
