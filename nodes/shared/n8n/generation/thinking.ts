import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ThinkingConfig } from '../../backend/content';
import type { ItemContext } from '../context';
import { asChoice, asNumber } from '../parameters';

const levels = ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'] as const;

/** How much a model thinks before it answers. */
export const thinkingFields: INodeProperties[] = [
	{
		displayName: 'Thinking Budget',
		name: 'thinkingBudget',
		type: 'number',
		typeOptions: { minValue: -1 },
		default: 0,
		description:
			'How many tokens the model may think for, up to Gemini 2.5; 0 switches thinking off, which suits most tuned models, and -1 leaves it to the model',
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
		description: 'How much the model thinks, from Gemini 3 on. Excludes Thinking Budget.',
	},
];

/**
 * Undefined where nothing is said of thinking.
 *
 * @throws NodeOperationError where both a budget and a level are given
 */
export function readThinking(
	ctx: ItemContext,
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
