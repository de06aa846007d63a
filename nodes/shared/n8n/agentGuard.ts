import type { IDisplayOptions, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

const parameterName = 'allowAgents';
const displayName = 'Allow AI Agents to Spend or Delete';

/**
 * The switch without which an agent's tool call is refused; shown only where the node is used as a tool.
 *
 * @param show further conditions, such as the operations that need it
 */
export function agentPermissionField(show: NonNullable<IDisplayOptions['show']> = {}): INodeProperties {
	return {
		displayName,
		name: parameterName,
		type: 'boolean',
		// A model must not be able to fill in its own permission.
		noDataExpression: true,
		default: false,
		description:
			'Whether an AI agent may use this tool although it costs money or takes something away for good. Off, every such call is refused.',
		displayOptions: { show: { ...show, '@tool': [true] } },
	};
}

/**
 * Refuses what an agent asks for unless the workflow's author allowed it; calls that no agent makes pass.
 *
 * @param act what would happen, as in "start a tuning job"
 * @throws NodeOperationError
 */
export function refuseAgents(ctx: IExecuteFunctions, act: string, itemIndex: number): void {
	if (!isAgentCall(ctx) || isAllowed(ctx)) return;
	throw new NodeOperationError(ctx.getNode(), `An AI agent is not allowed to ${act}`, {
		itemIndex,
		description: `Nothing was done. If agents may do this, switch on '${displayName}' in this tool.`,
	});
}

/**
 * Whether an agent runs the node. n8n 2.41 calls a tool in three ways, each with its own mark: agents that take tools as
 * objects run it in a supply-data context; agents that hand their calls to the engine run it as an ordinary node whose log is
 * rewired; standalone agents run it alone in the mode `internal`, where no workflow runs. A node dropped on an agent's
 * tool connection has a type that ends in `Tool`.
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

/** Read from the node itself: what an expression or an agent fills in does not count. */
function isAllowed(ctx: IExecuteFunctions): boolean {
	return ctx.getNode().parameters[parameterName] === true;
}
