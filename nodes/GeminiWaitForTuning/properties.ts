import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { eventKinds } from '../shared/domain/eventKinds';
import { apiProperty, shownWhere } from '../shared/panel/apis';
import { authenticationProperty } from '../shared/runtime/authentication';
import { locationField } from '../shared/panel/locationField';
import { tunedModelLocators } from '../shared/panel/modelLocator';

/** Uses `hide`, because the panel has no `resource` field for a service without batch jobs. */
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
			description: 'Batch jobs of prompts, such as those from Gemini Generate Content',
		},
		{
			name: 'Tuning Job',
			value: 'tuningJob',
			description: 'Jobs that tune models, such as those from Gemini Create Tuned Model',
		},
	],
	default: 'tuningJob',
});

function toOption({ title, value }: (typeof eventKinds)[number], description: string): INodePropertyOptions {
	return { name: title, value, description };
}

const batchFields: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		options: eventKinds.flatMap((kind) => ('ofBatches' in kind ? [toOption(kind, kind.ofBatches)] : [])),
		default: ['succeeded'],
		displayOptions: ofBatches,
	},
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All Batch Jobs', value: 'all', description: 'Every batch job in the location' },
			{
				name: 'By Display Name',
				value: 'displayName',
				description: 'Every batch job with one display name, including later ones',
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
		options: eventKinds.map((kind) => toOption(kind, kind.ofTuning)),
		default: ['succeeded'],
		displayOptions: ofTuning,
	},
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'All Tuned Models',
				value: 'all',
				description: 'Every tuning job that the credential can access',
			},
			{
				name: 'By Display Name',
				value: 'displayName',
				description: 'Every tuning job with one display name, including later ones',
			},
			{ name: 'Selected Tuned Models', value: 'selected', description: 'Existing tuned models' },
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
		description: 'Display name of the jobs to watch, including capital letters and spaces',
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
				values: tunedModelLocators({ description: 'The tuned model or job to watch' }),
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
				displayName: 'Include Finished Jobs',
				name: 'includeFinished',
				type: 'boolean',
				default: false,
				description:
					"Whether the first poll also reports jobs that finished earlier. Later polls and activations don't repeat them.",
			},
		],
	},
];
