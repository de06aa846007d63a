import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { agentPermissionField } from '../../shared/runtime/agentGuard';
import { shownWhere } from '../../shared/panel/apis';
import { batchJobField } from '../../shared/panel/batchJobLocator';
import { bucketLocator, createBucketField } from '../../shared/panel/bucketField';

export const createOperation = 'createBatchJob';
export const resultsOperation = 'getBatchResults';

const hasBatches: Parameters<typeof shownWhere>[0] = ({ batches }) => batches !== null;

/** Entries of the node's Operation list. */
export const batchOperations: Readonly<Record<'create' | 'results', INodePropertyOptions>> = {
	create: shownWhere(hasBatches, {
		name: 'Create Batch Job',
		value: createOperation,
		action: 'Create a batch job',
		description: 'Send all items in one batch job, usually finished within a day and at half the price',
	}),
	results: shownWhere(hasBatches, {
		name: 'Get Batch Results',
		value: resultsOperation,
		action: 'Get the results of a batch job',
		description: 'Get one item per prompt of a finished batch job, in the order of the prompts',
	}),
};

/** Uses `hide`, because the panel has no `operation` field for a service without batch jobs. */
export const notForResults = { hide: { operation: [resultsOperation] } };

/** Hides an entry of a collection that doesn't apply to batch jobs. */
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
			"The Cloud Storage bucket for prompts and responses, best in the job's location. When empty, a bucket named after project and location, e.g. 'my-project-tuning-us-central1', is used.",
		displayOptions: creating,
	},
	{
		displayName: 'Custom ID',
		name: 'customId',
		type: 'string',
		default: '',
		placeholder: 'e.g. T-1042',
		description:
			'An ID for each prompt, e.g. the row ID, for merging results with rows. Each result contains it. When empty, results have no custom ID.',
		displayOptions: creating,
	},
	{
		displayName: 'Display Name',
		name: 'displayName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Tickets of May',
		description: 'Name of the batch job, which the trigger can watch. When empty, the node chooses a name.',
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
				description: "Return the item with 'status' and 'reason'",
			},
			{ name: 'Skip Item', value: 'skip', description: 'Return nothing for the prompt' },
			{
				name: 'Stop With Error',
				value: 'error',
				description: "Fail the item with the reasons; the node's 'On Error' setting applies",
			},
		],
		default: 'output',
		description: 'What to do with a prompt without a response',
		displayOptions: reading,
	},
];

/** The node's fields for batch jobs. */
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
			'Whether to start a new job even if one with the same prompts and settings exists. A retry of the same execution still starts only one job.',
		displayOptions: { show: { '/operation': [createOperation] } },
	},
];

/** Capabilities that the options need. */
export const batchOptionNeeds = Object.fromEntries(batchOptions.map(({ name }) => [name, hasBatches]));
