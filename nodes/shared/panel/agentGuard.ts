import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

const parameterName = 'allowAgents';
const displayName = 'Allow AI Agents to Spend or Delete';

/** The switch that allows an agent's tool call. It appears only in a tool. */
export const agentPermissionField: INodeProperties = {
	displayName,
	name: parameterName,
	type: 'boolean',
	// A model must not be able to fill in its own permission.
	noDataExpression: true,
	default: false,
	description:
		'Whether to allow AI agents to use this tool, which can cost money or permanently delete data. By default, the tool rejects these calls.',
	displayOptions: { show: { '@tool': [true] } },
};

/**
 * Rejects an agent's call unless the author of the workflow allows it. Other calls pass.
 *
 * @param act the action for the message, such as "start a tuning job"
 * @throws NodeOperationError
 */
export function refuseAgents(ctx: IExecuteFunctions, act: string, itemIndex: number): void {
	if (!isAgentCall(ctx) || isAllowed(ctx)) return;
	throw new NodeOperationError(ctx.getNode(), `An AI agent isn't allowed to ${act}`, {
		itemIndex,
		description: `Nothing was changed. To allow it, turn on '${displayName}' in this tool.`,
	});
}

/**
 * Whether an agent runs the node. n8n 2.41 calls a tool in three ways:
 *
 * - Agents that use tools as objects run it in a supply-data context.
 * - Agents that pass calls to the engine run it as an ordinary node with a rewired log.
 * - Standalone agents run it in the mode `internal`, without a workflow.
 *
 * A node on an agent's tool connection has a type that ends in `Tool`.
 */
function isAgentCall(ctx: IExecuteFunctions): boolean {
	const { type, rewireOutputLogTo } = ctx.getNode();
	return (
		ctx.isToolExecution?.() ||
		rewireOutputLogTo === NodeConnectionTypes.AiTool ||
		type.endsWith('Tool') ||
		ctx.getMode() === 'internal'
	);
}

/** Reads the node itself, so that expressions and agents can't change the value. */
function isAllowed(ctx: IExecuteFunctions): boolean {
	return ctx.getNode().parameters[parameterName] === true;
}
