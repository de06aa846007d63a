import type { INodeProperties } from 'n8n-workflow';
import { agentPermissionField } from '../shared/runtime/agentGuard';
import { apiProperty, shownFor, shownWhere } from '../shared/panel/apis';
import { authenticationProperty } from '../shared/runtime/authentication';
import { bucketLocator } from '../shared/panel/bucketField';
import { locationField } from '../shared/panel/locationField';
import { baseModelLocators, tunedModelLocatorsWithNewest } from '../shared/panel/modelLocator';
import { exampleFields, fromRows } from './exampleFields';
import { onJobs, operation } from './createOperations';
import { options } from './createOptions';

const creating = { operation: ['create'] };

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

const bucket: INodeProperties = {
	...bucketLocator,
	description:
		"The Cloud Storage bucket through which the examples travel to the job, best where the job runs. When empty, one named after project and location, as in 'my-project-tuning-us-central1'.",
	displayOptions: { show: { operation: onJobs }, ...fromRows },
};

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
	displayOptions: { show: { operation: onJobs } },
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
		displayOptions: { show: { operation: onJobs, tuneFrom: ['baseModel'] } },
	}),
	...baseModelLocators(
		'tune',
		'The model for which tokens and cost are estimated; without one, by a rule alone',
		{
			required: false,
			displayOptions: { show: { operation: ['checkDataset'] } },
		},
	),
	...tunedModelLocatorsWithNewest({
		description: 'The tuned model to continue from',
		displayOptions: { show: { operation: onJobs, tuneFrom: ['tunedModel'] } },
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
	...exampleFields,
	shownWhere(({ storage }) => storage, bucket),
	...waiting,
	agentPermissionField({ operation: ['create'] }),
	options,
];
