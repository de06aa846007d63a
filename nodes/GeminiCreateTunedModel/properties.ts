import type { INodeProperties } from 'n8n-workflow';
import { agentPermissionField } from '../shared/n8n/agentGuard';
import { authenticationProperty } from '../shared/n8n/authentication';
import { baseModelLocator, tunedModelLocator } from '../shared/n8n/modelLocator';

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Batch Size',
			name: 'batchSize',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 4,
			description: 'How many examples go into one training step',
		},
		{
			displayName: 'Default Temperature',
			name: 'temperature',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
			default: 1,
			description: 'How random the answers of the tuned model are unless a request says otherwise',
		},
		{
			displayName: 'Default Top K',
			name: 'topK',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 64,
			description:
				'From how many of the likeliest tokens the tuned model picks unless a request says otherwise',
		},
		{
			displayName: 'Default Top P',
			name: 'topP',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
			default: 0.95,
			description: 'From which share of probability the tuned model picks unless a request says otherwise',
		},
		{
			displayName: 'Description',
			name: 'description',
			type: 'string',
			default: '',
			description: 'What the tuned model is for',
		},
		{
			displayName: 'Epochs',
			name: 'epochCount',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 5,
			description: 'How many times training goes through all examples',
		},
		{
			displayName: 'Force New',
			name: 'forceNew',
			type: 'boolean',
			default: false,
			description:
				'Whether to start a new job although one with the same rows and settings exists. A retry of the same execution still makes only one.',
		},
		{
			displayName: 'Learning Rate',
			name: 'learningRate',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 6 },
			default: 0.001,
			description: 'How far one training step moves the model. Excludes Learning Rate Multiplier.',
		},
		{
			displayName: 'Learning Rate Multiplier',
			name: 'learningRateMultiplier',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 6 },
			default: 1,
			description: 'Multiplies the learning rate that Google recommends. Excludes Learning Rate.',
		},
		{
			displayName: 'Model ID',
			name: 'modelId',
			type: 'string',
			default: '',
			placeholder: 'e.g. ticket-classifier',
			description:
				'ID of the new tuned model: at most 40 lower-case letters, digits and dashes. Made from the display name, the rows and the settings when empty.',
		},
		{
			displayName: 'Reader Project Numbers',
			name: 'readerProjectNumbers',
			type: 'string',
			default: '',
			placeholder: 'e.g. 123456789012, 210987654321',
			description: 'Numbers of the Google Cloud projects that may use the tuned model, separated by commas',
		},
	],
};

export const properties: INodeProperties[] = [
	authenticationProperty,
	{
		displayName:
			'All input items are the examples of one tuned model. The Gemini API has offered no model to tune since May 2025; the nodes stand ready for when it does.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Tune From',
		name: 'tuneFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Base Model', value: 'baseModel', description: 'Start from one of Google’s models' },
			{
				name: 'Tuned Model',
				value: 'tunedModel',
				description: 'Continue from a model that is tuned already',
			},
		],
		default: 'baseModel',
	},
	{ ...baseModelLocator, displayOptions: { show: { tuneFrom: ['baseModel'] } } },
	{ ...tunedModelLocator, displayOptions: { show: { tuneFrom: ['tunedModel'] } } },
	{
		displayName: 'Display Name',
		name: 'displayName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Ticket classifier',
		description: 'Name of the tuned model, at most 40 characters',
	},
	{
		displayName: 'Input Column',
		name: 'inputColumn',
		type: 'string',
		requiresDataPath: 'single',
		required: true,
		default: 'input',
		placeholder: 'e.g. question',
		description: 'Name of the field that holds what the model will be asked',
		hint: 'Drag a field here from the input panel, or type its name',
	},
	{
		displayName: 'Output Column',
		name: 'outputColumn',
		type: 'string',
		requiresDataPath: 'single',
		required: true,
		default: 'output',
		placeholder: 'e.g. answer',
		description: 'Name of the field that holds what the model should answer',
	},
	{
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: false,
		description:
			'Whether to wait until the job has ended. It holds the execution for minutes or hours; the Gemini Wait for Tuning Trigger does not.',
	},
	{
		displayName: 'Timeout (Minutes)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60,
		description: 'How long to wait at most; the job itself goes on',
		displayOptions: { show: { waitForCompletion: [true] } },
	},
	agentPermissionField(),
	options,
];
