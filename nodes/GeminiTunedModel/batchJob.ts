import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Batches } from '../shared/backend/batches';
import type { BatchJob } from '../shared/domain/batch';
import { toBatchOutput } from '../shared/domain/batchOutput';
import { agentPermissionField, refuseAgents } from '../shared/n8n/agentGuard';
import { asText, readRequiredText } from '../shared/n8n/parameters';
import { simplify } from './jobOutput';
import type { Call, Resource } from './operation';
import { pagingFields, readPages } from './paging';

const batchName: INodeProperties = {
	displayName: 'Batch Job',
	name: 'batchJob',
	type: 'string',
	required: true,
	default: '={{ $json.name }}',
	placeholder: 'e.g. projects/my-project/locations/us-central1/batchPredictionJobs/4567890123456789012',
	description: 'The name of the batch job, which Gemini Generate Content and the trigger put out as name',
};

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'Filter',
			name: 'filter',
			type: 'string',
			default: '',
			placeholder: 'e.g. state="JOB_STATE_SUCCEEDED" AND display_name:"Tickets*"',
			description:
				'A condition in the filter language of Vertex AI on state, display_name, model_display_name, create_time or labels',
		},
	],
};

/** Prompts that were given to Vertex AI to be answered together. */
export const batchJob: Resource = {
	name: 'Batch Job',
	needs: ({ batches }) => batches !== null,
	defaultOperation: 'get',
	operations: {
		cancel: {
			name: 'Cancel',
			action: 'Cancel a batch job',
			description: 'Stop a batch job; what it has answered by then is kept and billed',
			fields: [batchName],
			async run(call) {
				const name = readName(call);
				await batchesOf(call).cancel(name);
				return [{ name, cancelRequested: true }];
			},
		},
		delete: {
			name: 'Delete',
			action: 'Delete a batch job',
			description: 'Delete a batch job that has ended; its prompts and answers stay in Cloud Storage',
			fields: [batchName, agentPermissionField()],
			async run(call) {
				refuseAgents(call.ctx, 'delete a batch job', call.itemIndex);
				await batchesOf(call).remove(readName(call));
				return [{ deleted: true }];
			},
		},
		get: {
			name: 'Get',
			action: 'Get a batch job',
			description: 'Get one batch job: its state, how many prompts were answered and where the answers lie',
			fields: [batchName, simplify],
			async run(call) {
				return [output(call, await batchesOf(call).get(readName(call)))];
			},
		},
		getAll: {
			name: 'Get Many',
			action: 'Get many batch jobs',
			description: 'Get the batch jobs of the location, the newest first',
			fields: [...pagingFields, filters, simplify],
			async run(call) {
				const filter = readFilter(call);
				const batches = batchesOf(call);
				const jobs = await readPages(call, (page) => batches.list({ ...page, ...filter }));
				return jobs.map((job) => output(call, job));
			},
		},
	},
};

/** @throws NodeOperationError where the service has none */
function batchesOf({ ctx, backend: { batches }, itemIndex }: Call): Batches {
	if (batches) return batches;
	throw new NodeOperationError(ctx.getNode(), `This service has no batch jobs [item ${itemIndex}]`, {
		itemIndex,
		description: "Set 'API' to 'Vertex AI'.",
	});
}

function readName({ ctx, itemIndex }: Call): string {
	return readRequiredText(ctx, batchName.name, batchName.displayName, itemIndex).trim();
}

function readFilter({ ctx, itemIndex }: Call): { filter?: string } {
	const given = ctx.getNodeParameter('filters', itemIndex, {});
	const filter = asText(ctx, given.filter, 'Filter', itemIndex).trim();
	return filter === '' ? {} : { filter };
}

/** Simplified, or with the service's own state. */
function output({ ctx, itemIndex }: Call, job: BatchJob): IDataObject {
	return ctx.getNodeParameter('simplify', itemIndex, true) === true ? { ...toBatchOutput(job) } : { ...job };
}
