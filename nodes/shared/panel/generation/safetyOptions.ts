import type { INodePropertyOptions } from 'n8n-workflow';
import type { SafetySetting } from '../../google/generation/content';
import { fieldOf } from '../fields';
import { entriesOf } from '../parameters';

const harmCategories: INodePropertyOptions[] = [
	{ name: 'Civic Integrity', value: 'HARM_CATEGORY_CIVIC_INTEGRITY' },
	{ name: 'Dangerous Content', value: 'HARM_CATEGORY_DANGEROUS_CONTENT' },
	{ name: 'Harassment', value: 'HARM_CATEGORY_HARASSMENT' },
	{ name: 'Hate Speech', value: 'HARM_CATEGORY_HATE_SPEECH' },
	{ name: 'Sexually Explicit', value: 'HARM_CATEGORY_SEXUALLY_EXPLICIT' },
];

const thresholds: INodePropertyOptions[] = [
	{ name: 'Block Low and Above', value: 'BLOCK_LOW_AND_ABOVE' },
	{ name: 'Block Medium and Above', value: 'BLOCK_MEDIUM_AND_ABOVE' },
	{ name: 'Block None', value: 'BLOCK_NONE' },
	{ name: 'Block Only High', value: 'BLOCK_ONLY_HIGH' },
	{ name: 'Off', value: 'OFF', description: 'Turn the filter off' },
];

export const safetySettingsField = fieldOf(
	{
		displayName: 'Safety Settings',
		name: 'safetySettings',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Safety Setting',
		default: {},
		description:
			"The likelihood of harm at which Google blocks content, by category. Without a setting, Google's default applies.",
		options: [
			{
				displayName: 'Setting',
				name: 'setting',
				values: [
					{
						displayName: 'Category',
						name: 'category',
						type: 'options',
						options: harmCategories,
						default: 'HARM_CATEGORY_HARASSMENT',
					},
					{
						displayName: 'Threshold',
						name: 'threshold',
						type: 'options',
						options: thresholds,
						default: 'BLOCK_MEDIUM_AND_ABOVE',
					},
				],
			},
		],
	},
	toSafetySettings,
);

/** Drops incomplete settings: Google rejects a category without a threshold and the reverse. */
function toSafetySettings(value: unknown): SafetySetting[] {
	return entriesOf(value, 'setting').flatMap(({ category, threshold }) =>
		typeof category === 'string' && typeof threshold === 'string' && category && threshold
			? [{ category, threshold }]
			: [],
	);
}
