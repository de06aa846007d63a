import type { IDataObject } from 'n8n-workflow';
import type { ThinkingConfig } from '../../google/generation/content';
import { ItemError } from '../../runtime/itemError';
import { takes } from '../apis';
import { choiceField, numberField, readEntries } from '../fields';

/** Settings for the thinking of a model before its response. */
export const thinkingFields = {
	thinkingBudget: numberField({
		displayName: 'Thinking Budget',
		name: 'thinkingBudget',
		typeOptions: { minValue: -1 },
		default: 0,
		description:
			'Maximum number of thinking tokens, for models up to Gemini 2.5. Use 0 to turn thinking off, which suits most tuned models, or -1 to let the model decide.',
		needs: takes('thinkingConfig'),
	}),
	thinkingLevel: choiceField({
		displayName: 'Thinking Level',
		name: 'thinkingLevel',
		options: [
			{ name: 'High', value: 'HIGH' },
			{ name: 'Low', value: 'LOW' },
			{ name: 'Medium', value: 'MEDIUM' },
			{ name: 'Minimal', value: 'MINIMAL', description: 'Suits most tuned models' },
		],
		default: 'MINIMAL',
		description: "Amount of thinking, for Gemini 3 and later. Can't be combined with 'Thinking Budget'.",
		needs: takes('thinkingConfig'),
	}),
};

/**
 * Undefined without a thinking setting.
 *
 * @throws ItemError for a budget together with a level
 */
export function readThinking(options: IDataObject): ThinkingConfig | undefined {
	const thinking = readEntries(thinkingFields, options);
	if (thinking.thinkingBudget !== undefined && thinking.thinkingLevel !== undefined)
		throw new ItemError(
			"'Thinking Budget' and 'Thinking Level' can't be combined",
			'Remove the level for models up to Gemini 2.5, or the budget for newer models.',
		);
	return Object.keys(thinking).length > 0 ? thinking : undefined;
}
