import type { INodeProperties } from 'n8n-workflow';
import { agentPermissionField } from '../shared/n8n/agentGuard';
import { apiProperty, shownFor, shownWhere } from '../shared/n8n/apis';
import { authenticationProperty } from '../shared/n8n/authentication';
import { bucketLocator } from '../shared/n8n/bucket';
import { locationField } from '../shared/n8n/location';
import { baseModelLocators, tunedModelLocatorsWithNewest } from '../shared/n8n/modelLocator';
import { options } from './options';

const creating = { operation: ['create'] };

/** By what hides it, since a field that a service does not have must not take others with it. */
const fromItems = { hide: { examplesFrom: ['storage'] } };
const fromStorage = { show: { examplesFrom: ['storage'] } };
const preferring = { show: { ...creating, method: ['preference'] }, ...fromItems };

const notices: INodeProperties[] = [
	shownFor('gemini', {
		displayName:
			'All input items are the examples of one tuned model. The Gemini API has offered no model to tune since May 2025; the nodes stand ready for when it does.',
		name: 'notice',
		type: 'notice',
		default: '',
		displayOptions: { show: creating },
	}),
	shownFor('vertex', {
		displayName:
			'All input items are the examples of one tuned model. Google bills every token that is trained on.',
		name: 'notice',
		type: 'notice',
		default: '',
		displayOptions: { show: creating },
	}),
];

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Check Set-Up',
			value: 'checkSetUp',
			action: 'Check the set up for tuning',
			description: 'Tell what is missing before a job can be created; nothing is created',
		},
		{
			name: 'Create',
			value: 'create',
			action: 'Create a tuned model',
			description: 'Start one tuning job on all input items',
		},
	],
	default: 'create',
};

const method: INodeProperties = shownWhere(({ tuning }) => tuning.includes('method'), {
	displayName: 'Method',
	name: 'method',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Preference',
			value: 'preference',
			description: 'Learn from a better and a worse answer to each input',
		},
		{ name: 'Supervised', value: 'supervised', description: 'Learn from one right answer to each input' },
	],
	default: 'supervised',
});

const examplesFrom: INodeProperties = shownWhere(({ storage }) => storage, {
	displayName: 'Examples From',
	name: 'examplesFrom',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Cloud Storage',
			value: 'storage',
			description: 'JSONL files that lie in a bucket already, in the form that Vertex AI takes',
		},
		{ name: 'Input Items', value: 'items', description: 'Each item that arrives is one example' },
	],
	default: 'items',
});

const storageFields: INodeProperties[] = [
	{
		...bucketLocator,
		description:
			"The Cloud Storage bucket through which the examples travel to the job, best where the job runs. When empty, one named after project and location, as in 'my-project-tuning-us-central1'.",
		displayOptions: fromItems,
	},
	{
		displayName: 'Training Data URI',
		name: 'trainingUri',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. gs://my-bucket/folder/train.jsonl',
		description: 'Address of the file of examples in Cloud Storage',
		displayOptions: fromStorage,
	},
	{
		displayName: 'Validation Data URI',
		name: 'validationUri',
		type: 'string',
		default: '',
		placeholder: 'e.g. gs://my-bucket/folder/validation.jsonl',
		description: 'Address of a file of examples that the model is measured by and does not learn from',
		displayOptions: fromStorage,
	},
];

const inputColumn: INodeProperties = {
	displayName: 'Input Column',
	name: 'inputColumn',
	type: 'string',
	requiresDataPath: 'single',
	required: true,
	default: 'input',
	placeholder: 'e.g. question',
	description: 'Name of the field that holds what the model will be asked',
	hint: 'Drag a field here from the input panel, or type its name',
	displayOptions: { show: creating, ...fromItems },
};

const outputColumn: INodeProperties = {
	displayName: 'Output Column',
	name: 'outputColumn',
	type: 'string',
	requiresDataPath: 'single',
	required: true,
	default: 'output',
	placeholder: 'e.g. answer',
	description: 'Name of the field that holds what the model should answer',
	displayOptions: { show: creating, hide: { ...fromItems.hide, method: ['preference'] } },
};

const preferenceColumns: INodeProperties[] = [
	{
		displayName: 'Chosen Column',
		name: 'chosenColumn',
		type: 'string',
		requiresDataPath: 'single',
		required: true,
		default: 'chosen',
		placeholder: 'e.g. better_answer',
		description: 'Name of the field that holds the better of two answers',
		displayOptions: preferring,
	},
	{
		displayName: 'Rejected Column',
		name: 'rejectedColumn',
		type: 'string',
		requiresDataPath: 'single',
		required: true,
		default: 'rejected',
		placeholder: 'e.g. worse_answer',
		description: 'Name of the field that holds the worse of two answers',
		displayOptions: preferring,
	},
];

const tuneFrom: INodeProperties = {
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
};

const waiting: INodeProperties[] = [
	{
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: false,
		description:
			'Whether to wait until the job has ended. It holds the execution for minutes or hours; the Gemini Wait for Tuning Trigger does not.',
		displayOptions: { show: creating },
	},
	{
		displayName: 'Timeout (Minutes)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60,
		description: 'How long to wait at most; the job itself goes on',
		displayOptions: { show: { ...creating, waitForCompletion: [true] } },
	},
];

export const properties: INodeProperties[] = [
	authenticationProperty,
	apiProperty,
	operation,
	...notices,
	locationField,
	method,
	tuneFrom,
	...baseModelLocators('tune', 'The model to tune', {
		displayOptions: { show: { tuneFrom: ['baseModel'] } },
	}),
	...tunedModelLocatorsWithNewest({
		description: 'The tuned model to continue from',
		displayOptions: { show: { tuneFrom: ['tunedModel'] } },
	}),
	{
		displayName: 'Display Name',
		name: 'displayName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Ticket classifier',
		description: 'Name of the tuned model',
		displayOptions: { show: creating },
	},
	examplesFrom,
	inputColumn,
	outputColumn,
	...preferenceColumns.map((field) => shownWhere(({ tuning }) => tuning.includes('method'), field)),
	...storageFields.map((field) => shownWhere(({ storage }) => storage, field)),
	...waiting,
	agentPermissionField({ operation: ['create'] }),
	options,
];
