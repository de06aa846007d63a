import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ThinkingConfig } from '../../google/generation/content';
import type { ItemContext } from '../../runtime/context';
import { asChoice, asNumber } from '../parameters';

const levels = ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'] as const;

/** Settings for the thinking of a model before its response. */
export const thinkingFields: INodeProperties[] = [
	{
		displayName: 'Thinking Budget',
		name: 'thinkingBudget',
		type: 'number',
		typeOptions: { minValue: -1 },
		default: 0,
		description:
			'Maximum number of thinking tokens, for models up to Gemini 2.5. Use 0 to turn thinking off, which suits most tuned models, or -1 to let the model decide.',
	},
	{
		displayName: 'Thinking Level',
		name: 'thinkingLevel',
		type: 'options',
		options: [
			{ name: 'High', value: 'HIGH' },
			{ name: 'Low', value: 'LOW' },
			{ name: 'Medium', value: 'MEDIUM' },
			{ name: 'Minimal', value: 'MINIMAL', description: 'Suits most tuned models' },
		],
		default: 'MINIMAL',
		description: "Amount of thinking, for Gemini 3 and later. Can't be combined with 'Thinking Budget'.",
	},
];

/**
 * Undefined without a thinking setting.
 *
 * @throws NodeOperationError for a budget together with a level
 */
export function readThinking(
	ctx: ItemContext,
	{ thinkingBudget, thinkingLevel }: IDataObject,
	itemIndex: number,
): ThinkingConfig | undefined {
	if (thinkingBudget !== undefined && thinkingLevel !== undefined) {
		const message = `'Thinking Budget' and 'Thinking Level' can't be combined [item ${itemIndex}]`;
		const description = 'Remove the level for models up to Gemini 2.5, or the budget for newer models.';
		throw new NodeOperationError(ctx.getNode(), message, { itemIndex, description });
	}
	if (thinkingBudget !== undefined)
		return { thinkingBudget: asNumber(ctx, thinkingBudget, 'Thinking Budget', itemIndex) };
	if (thinkingLevel === undefined) return undefined;
	return { thinkingLevel: asChoice(ctx, thinkingLevel, levels, 'Thinking Level', itemIndex) };
}
