import type { INodeProperties } from 'n8n-workflow';

const onlyIfChanged: INodeProperties = {
	displayName: 'Create Only If Changed',
	name: 'createOnlyIfChanged',
	type: 'fixedCollection',
	placeholder: 'Add Condition',
	default: { condition: { ifMissing: 'create', minimumRows: 1, series: '' } },
	description:
		'Creates nothing unless enough rows are new or changed since the last job of the same series, and puts out an item with "skipped: true" instead. On the Gemini API the number is an estimate. Force New creates in any case.',
	options: [
		{
			displayName: 'Condition',
			name: 'condition',
			values: [
				{
					displayName: 'If Earlier Data Is Missing',
					name: 'ifMissing',
					type: 'options',
					options: [
						{ name: 'Create', value: 'create', description: 'Tune again, since nothing can be compared' },
						{ name: 'Skip', value: 'skip', description: 'Create nothing, and say so' },
					],
					default: 'create',
					description: 'What to do when the rows of the last job cannot be read any more',
				},
				{
					displayName: 'Minimum Rows',
					name: 'minimumRows',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 1,
					description: 'How many new and changed rows together are worth a job',
				},
				{
					displayName: 'Series',
					name: 'series',
					type: 'string',
					default: '',
					placeholder: 'e.g. ticket-classifier',
					description:
						'Name that all jobs which retrain this model share. Made from display name and base model when empty.',
				},
			],
		},
	],
};

const tokenCount: INodeProperties = {
	displayName: 'Token Count',
	name: 'tokenCount',
	type: 'options',
	options: [
		{
			name: 'By Google',
			value: 'google',
			description: 'Ask Google, with at most 5 requests; of a large dataset only a sample is counted',
		},
		{ name: 'By Rule', value: 'rule', description: 'Tell it by the number of characters' },
	],
	default: 'google',
	description: 'How the tokens of the estimate are told',
};

/** Options about what a job costs, and whether it is worth that. */
export const spendingEntries: INodeProperties[] = [
	onlyIfChanged,
	{
		displayName: 'Price per Million Training Tokens (USD)',
		name: 'trainingPrice',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 4 },
		default: 10,
		description: "Used for the estimate instead of the price that this node knows, which is not today's",
	},
	{
		displayName: 'Spending Limit (USD)',
		name: 'spendingLimit',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 10,
		description:
			'Refuse to create a job that is estimated to cost more, or whose cost cannot be told, before anything is uploaded',
	},
	tokenCount,
];
