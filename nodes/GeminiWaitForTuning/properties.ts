import type { INodeProperties } from 'n8n-workflow';
import { apiProperty, shownWhere } from '../shared/n8n/apis';
import { authenticationProperty } from '../shared/n8n/authentication';
import { locationField } from '../shared/n8n/location';
import { tunedModelLocators } from '../shared/n8n/modelLocator';

/** By what hides it, since a service without batch jobs does not have the field that would show it. */
const ofTuning = { hide: { resource: ['batchJob'] } };
const ofBatches = { show: { resource: ['batchJob'] } };

const resource = shownWhere(({ batches }) => batches !== null, {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Batch Job',
			value: 'batchJob',
			description: 'Prompts that Gemini Generate Content gave to a batch job',
		},
		{
			name: 'Tuning Job',
			value: 'tuningJob',
			description: 'Models that Gemini Create Tuned Model had tuned',
		},
	],
	default: 'tuningJob',
});

const batchFields: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Cancelled',
				value: 'cancelled',
				description: 'A job was cancelled; what it had answered by then can be read',
			},
			{ name: 'Failed', value: 'failed', description: 'A job failed or expired; Google says why' },
			{ name: 'Succeeded', value: 'succeeded', description: 'The answers are ready to be read' },
		],
		default: ['succeeded'],
		displayOptions: ofBatches,
	},
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All Batch Jobs', value: 'all', description: 'Every batch job of the location' },
			{
				name: 'By Display Name',
				value: 'displayName',
				description: 'Every batch job with one display name, also those started later',
			},
		],
		default: 'all',
		displayOptions: ofBatches,
	},
];

export const properties: INodeProperties[] = [
	authenticationProperty,
	apiProperty,
	resource,
	locationField,
	...batchFields.map((field) => shownWhere(({ batches }) => batches !== null, field)),
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Cancelled',
				value: 'cancelled',
				description:
					'A job was cancelled; at the Gemini API, what it had learned by then remains as a tuned model',
			},
			{ name: 'Failed', value: 'failed', description: 'A job failed; Google says why' },
			{
				name: 'Progress',
				value: 'progress',
				description:
					'A running job has come further since the last poll: by steps at the Gemini API, by stages at Vertex AI',
			},
			{ name: 'Succeeded', value: 'succeeded', description: 'A tuned model is ready to be used' },
		],
		default: ['succeeded'],
		displayOptions: ofTuning,
	},
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All Tuned Models', value: 'all', description: 'Every tuning job the credential can see' },
			{
				name: 'By Display Name',
				value: 'displayName',
				description: 'Every tuning job with one display name, also those started later',
			},
			{ name: 'Selected Tuned Models', value: 'selected', description: 'Tuned models that exist already' },
		],
		default: 'all',
		displayOptions: ofTuning,
	},
	{
		displayName: 'Display Name',
		name: 'displayName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Ticket classifier',
		description: 'Display name of the jobs to watch. Capital letters and spaces count.',
		displayOptions: { show: { watch: ['displayName'] } },
	},
	{
		displayName: 'Tuned Models',
		name: 'tunedModels',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Tuned Model' },
		default: { values: [{}] },
		options: [
			{
				displayName: 'Tuned Model',
				name: 'values',
				values: tunedModelLocators({ description: 'The tuned model or job that is watched' }),
			},
		],
		displayOptions: { show: { watch: ['selected'] }, ...ofTuning },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Include Settled Jobs',
				name: 'includeSettled',
				type: 'boolean',
				default: false,
				description:
					'Whether the first poll also reports jobs that had ended before it. Later polls and activations do not repeat them.',
			},
		],
	},
];
