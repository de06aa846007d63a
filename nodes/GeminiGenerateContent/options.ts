import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** What to do with an item whose answer is blocked or has no text. */
const blockedChoices: INodePropertyOptions[] = [
	{
		name: 'Output Item With Reason',
		value: 'output',
		description: 'The item tells in blocked, blockReason and explanation what happened',
	},
	{ name: 'Skip Item', value: 'skip', description: 'Nothing is put out for the item' },
	{
		name: 'Stop With Error',
		value: 'error',
		description: 'The item fails, which the On Error setting of this node can catch',
	},
];

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
	{ name: 'Off', value: 'OFF', description: 'Switch the filter off' },
];

const earlierMessages: INodeProperties = {
	displayName: 'Earlier Messages',
	name: 'earlierMessages',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Message',
	default: {},
	description: 'The conversation before the prompt, oldest first',
	options: [
		{
			displayName: 'Message',
			name: 'message',
			values: [
				{
					displayName: 'Role',
					name: 'role',
					type: 'options',
					options: [
						{ name: 'Model', value: 'model', description: 'What the model answered' },
						{ name: 'User', value: 'user', description: 'What was asked' },
					],
					default: 'user',
				},
				{
					displayName: 'Text',
					name: 'text',
					type: 'string',
					typeOptions: { rows: 2 },
					default: '',
				},
			],
		},
	],
};

const safetySettings: INodeProperties = {
	displayName: 'Safety Settings',
	name: 'safetySettings',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Safety Setting',
	default: {},
	description: 'From which likelihood of harm on Google blocks, by category',
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
};

/** A setting that is not added is not sent: the tuned model's own default holds then. */
export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Candidate Count',
			name: 'candidateCount',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1,
			description: 'How many answers to ask for; more than one are all put out under candidates',
		},
		earlierMessages,
		{
			displayName: 'Frequency Penalty',
			name: 'frequencyPenalty',
			type: 'number',
			typeOptions: { minValue: -2, maxValue: 2, numberPrecision: 2 },
			default: 0,
			description: 'How much a token is avoided the more often it has been used already',
		},
		{
			displayName: 'If Blocked or Empty',
			name: 'ifBlocked',
			type: 'options',
			options: blockedChoices,
			default: 'output',
			description: 'What to do with an item whose answer Google blocks or leaves empty',
		},
		{
			displayName: 'Maximum Output Tokens',
			name: 'maxOutputTokens',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1024,
			description: 'After how many tokens the answer is cut off, thinking included',
		},
		{
			displayName: 'Presence Penalty',
			name: 'presencePenalty',
			type: 'number',
			typeOptions: { minValue: -2, maxValue: 2, numberPrecision: 2 },
			default: 0,
			description: 'How much a token is avoided once it has been used',
		},
		safetySettings,
		{
			displayName: 'Seed',
			name: 'seed',
			type: 'number',
			default: 0,
			description: 'With the same seed and settings, the same prompt mostly gets the same answer',
		},
		{
			displayName: 'Stop Sequences',
			name: 'stopSequences',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Stop Sequence' },
			default: [],
			description: 'Texts at which the answer ends before they are written, at most five',
		},
		{
			displayName: 'Temperature',
			name: 'temperature',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 2, numberPrecision: 2 },
			default: 0,
			description: 'How random the answer is; 0 always picks the likeliest token',
		},
		{
			displayName: 'Top K',
			name: 'topK',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 40,
			description: 'From how many of the likeliest tokens the next one is picked',
		},
		{
			displayName: 'Top P',
			name: 'topP',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
			default: 0.95,
			description: 'From the likeliest tokens up to which share of probability the next one is picked',
		},
	],
};
