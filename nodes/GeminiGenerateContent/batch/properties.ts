import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { agentPermissionField } from '../../shared/n8n/agentGuard';
import { shownWhere } from '../../shared/n8n/apis';
import { batchJobField } from '../../shared/n8n/batches';
import { bucketLocator, createBucketField } from '../../shared/n8n/bucket';

export const createOperation = 'createBatchJob';
export const resultsOperation = 'getBatchResults';

const hasBatches: Parameters<typeof shownWhere>[0] = ({ batches }) => batches !== null;

/** Entries of the node's Operation list. */
export const batchOperations: Readonly<Record<'create' | 'results', INodePropertyOptions>> = {
	create: shownWhere(hasBatches, {
		name: 'Create Batch Job',
		value: createOperation,
		action: 'Create a batch job',
		description: 'Have all items answered together, within a day and at half the price',
	}),
	results: shownWhere(hasBatches, {
		name: 'Get Batch Results',
		value: resultsOperation,
		action: 'Get the results of a batch job',
		description: 'Get one item for each prompt of a batch job that has ended, in their order',
	}),
};

/** By what hides it, since a service without batch jobs does not have the field that would show it. */
export const notForResults = { hide: { operation: [resultsOperation] } };

/** For entries of a collection that say nothing to a batch job. */
export function notForBatches(entry: INodeProperties): INodeProperties {
	const hide = { ...entry.displayOptions?.hide, '/operation': [createOperation] };
	return { ...entry, displayOptions: { ...entry.displayOptions, hide } };
}

const creating = { show: { operation: [createOperation] } };
const reading = { show: { operation: [resultsOperation] } };

const fields: INodeProperties[] = [
	{
		...bucketLocator,
		description:
			"The Cloud Storage bucket through which prompts and answers travel, best where the job runs. When empty, one named after project and location, as in 'my-project-tuning-us-central1'.",
		displayOptions: creating,
	},
	{
		displayName: 'Custom ID',
		name: 'customId',
		type: 'string',
		default: '',
		placeholder: 'e.g. T-1042',
		description:
			'What tells the items apart, such as the ID of a row. It comes back with the answer, which can then be merged with the row.',
		displayOptions: creating,
	},
	{
		displayName: 'Display Name',
		name: 'displayName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Tickets of May',
		description: 'Name of the batch job, by which the trigger can wait for it',
		displayOptions: creating,
	},
	agentPermissionField({ operation: [createOperation] }),
	{ ...batchJobField, displayOptions: reading },
	{
		displayName: 'If Failed',
		name: 'ifFailed',
		type: 'options',
		options: [
			{
				name: 'Output Item With Reason',
				value: 'output',
				description: 'The item tells in status and reason what happened',
			},
			{ name: 'Skip Item', value: 'skip', description: 'Nothing is put out for the prompt' },
			{
				name: 'Stop With Error',
				value: 'error',
				description: 'The node fails with the reasons, which its On Error setting can catch',
			},
		],
		default: 'output',
		description: 'What to do with a prompt that Google did not answer',
		displayOptions: reading,
	},
];

/** What the node asks for around the prompt. */
export const batchFields = fields.map((field) => shownWhere(hasBatches, field));

/** Entries of the node's Options. */
export const batchOptions: INodeProperties[] = [
	{ ...createBucketField, displayOptions: { show: { '/operation': [createOperation] } } },
	{
		displayName: 'Force New',
		name: 'forceNew',
		type: 'boolean',
		default: false,
		description:
			'Whether to start a new job although one with the same prompts and settings exists. A retry of the same execution still makes only one.',
		displayOptions: { show: { '/operation': [createOperation] } },
	},
];

/** What they need of the service. */
export const batchOptionNeeds = Object.fromEntries(batchOptions.map(({ name }) => [name, hasBatches]));
