import type { IDataObject } from 'n8n-workflow';
import type { Batches } from '../shared/backend/batches';
import type { BatchJob } from '../shared/domain/batch';
import { toBatchOutput } from '../shared/domain/batchOutput';
import { agentPermissionField, refuseAgents } from '../shared/n8n/agentGuard';
import { batchJobField, readBatchJob, requireBatches } from '../shared/n8n/batches';
import { filterField, filtersOf, readFilter } from './filter';
import { simplify } from './jobOutput';
import type { Call, Resource } from './operation';
import { pagingFields, readPages } from './paging';

const filters = filtersOf({
	...filterField,
	placeholder: 'e.g. state="JOB_STATE_SUCCEEDED" AND display_name:"Tickets*"',
	description:
		'A condition in the filter language of Vertex AI on state, display_name, model_display_name, create_time or labels',
});

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
			fields: [batchJobField],
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
			fields: [batchJobField, agentPermissionField()],
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
			fields: [batchJobField, simplify],
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
				const jobs = await readPages(call, 'batch jobs', (page) => batches.list({ ...page, ...filter }));
				return jobs.map((job) => output(call, job));
			},
		},
	},
};

function batchesOf({ ctx, backend, itemIndex }: Call): Batches {
	return requireBatches(ctx, backend, itemIndex);
}

function readName({ ctx, itemIndex }: Call): string {
	return readBatchJob(ctx, itemIndex);
}

/** Simplified, or with the service's own state. */
function output({ ctx, itemIndex }: Call, job: BatchJob): IDataObject {
	return ctx.getNodeParameter('simplify', itemIndex, true) === true ? { ...toBatchOutput(job) } : { ...job };
}
