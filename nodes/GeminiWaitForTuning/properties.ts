import type { INodeProperties } from 'n8n-workflow';
import { apiProperty } from '../shared/n8n/apis';
import { authenticationProperty } from '../shared/n8n/authentication';
import { locationField } from '../shared/n8n/location';
import { tunedModelLocators } from '../shared/n8n/modelLocator';

export const properties: INodeProperties[] = [
	authenticationProperty,
	apiProperty,
	locationField,
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
	},
	{
		displayName: 'Display Name',
		name: 'displayName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Ticket classifier',
		description: 'Display name of the tuned models to watch. Capital letters and spaces count.',
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
		displayOptions: { show: { watch: ['selected'] } },
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
