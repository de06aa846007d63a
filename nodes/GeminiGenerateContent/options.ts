import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Capabilities } from '../shared/backend/backend';
import { shownWhere } from '../shared/n8n/apis';
import { labelsField } from '../shared/n8n/labels';

/** What an option needs of the service where that is not a field of its own name in the request. */
const needs: Readonly<Record<string, (supports: Capabilities) => boolean>> = {
	checkpointId: ({ checkpoints }) => checkpoints,
	earlierMessages: () => true,
	ifBlocked: () => true,
	jsonSchema: takes('responseJsonSchema'),
	outputFormat: takes('responseMimeType'),
	safetySettings: () => true,
	thinkingBudget: takes('thinkingConfig'),
	thinkingLevel: takes('thinkingConfig'),
};

function takes(name: string): (supports: Capabilities) => boolean {
	return ({ generation }) => generation.some((field) => field === name);
}

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

const entries: INodeProperties[] = [
	{
		displayName: 'Candidate Count',
		name: 'candidateCount',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		description: 'How many answers to ask for; more than one are all put out under candidates',
	},
	{
		displayName: 'Checkpoint ID',
		name: 'checkpointId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2',
		description: 'Ask this checkpoint of the tuned model instead of the finished one',
		displayOptions: { show: { '/ask': ['tunedModel'] } },
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
		displayName: 'JSON Schema',
		name: 'jsonSchema',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '{\n  "type": "object",\n  "properties": {}\n}',
		description: 'What the answer must look like, as a JSON Schema. The answer is JSON then.',
	},
	labelsField('Words by which Google Cloud sorts costs'),
	{
		displayName: 'Maximum Output Tokens',
		name: 'maxOutputTokens',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1024,
		description: 'After how many tokens the answer is cut off, thinking included',
	},
	{
		displayName: 'Output Format',
		name: 'outputFormat',
		type: 'options',
		options: [
			{ name: 'JSON', value: 'application/json', description: 'Valid JSON, also put out as data' },
			{ name: 'Text', value: 'text/plain' },
		],
		default: 'application/json',
		description: 'The form of the answer',
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
		displayName: 'System Instruction',
		name: 'systemInstruction',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Answer in one word.',
		description: 'What the model is told before the conversation',
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
];

/** A setting that is not added is not sent: the model's own default holds then. */
export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: entries.map((entry) => shownWhere(needs[entry.name] ?? takes(entry.name), entry)),
};
