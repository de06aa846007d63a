import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ThinkingConfig } from '../shared/backend/content';
import { asChoice, asNumber } from '../shared/n8n/parameters';

const levels = ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'] as const;

/**
 * Undefined where nothing is said of thinking.
 *
 * @throws NodeOperationError where both a budget and a level are given
 */
export function readThinking(
	ctx: IExecuteFunctions,
	{ thinkingBudget, thinkingLevel }: IDataObject,
	itemIndex: number,
): ThinkingConfig | undefined {
	if (thinkingBudget !== undefined && thinkingLevel !== undefined) {
		const message = `'Thinking Budget' and 'Thinking Level' exclude each other [item ${itemIndex}]`;
		const description = 'Remove the level for models up to Gemini 2.5, the budget for newer ones.';
		throw new NodeOperationError(ctx.getNode(), message, { itemIndex, description });
	}
	if (thinkingBudget !== undefined)
		return { thinkingBudget: asNumber(ctx, thinkingBudget, 'Thinking Budget', itemIndex) };
	if (thinkingLevel === undefined) return undefined;
	return { thinkingLevel: asChoice(ctx, thinkingLevel, levels, 'Thinking Level', itemIndex) };
}
