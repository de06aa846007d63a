import type { IDataObject } from 'n8n-workflow';
import type { Batches } from '../shared/google/batchJobs';
import type { BatchJob } from '../shared/domain/batch';
import { toBatchOutput } from '../shared/domain/batchOutput';
import { agentPermissionField, refuseAgents } from '../shared/runtime/agentGuard';
import { batchJobField, readBatchJob, requireBatches } from '../shared/panel/batchJobLocator';
import { filterField, filtersOf, readFilter } from './filter';
import { simplify } from './jobItem';
import type { Call, Resource } from './operation';
import { pagingFields, readPages } from './paging';

const filters = filtersOf({
	...filterField,
	placeholder: 'e.g. state="JOB_STATE_SUCCEEDED" AND display_name:"Tickets*"',
	description:
		'A condition on state, display_name, model_display_name, create_time or labels, in the filter language of Vertex AI. When empty, all batch jobs match.',
});

/** Batch jobs: prompts that Vertex AI runs together. */
export const batchJob: Resource = {
	name: 'Batch Job',
	needs: ({ batches }) => batches !== null,
	defaultOperation: 'get',
	operations: {
		cancel: {
			name: 'Cancel',
			action: 'Cancel a batch job',
			description: 'Stop a batch job. Google keeps and bills the responses so far.',
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
			description: 'Delete a finished batch job. Its prompts and responses stay in Cloud Storage.',
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
			description: 'Get one batch job with its state, prompt counts and the location of its responses',
			fields: [batchJobField, simplify],
			async run(call) {
				return [output(call, await batchesOf(call).get(readName(call)))];
			},
		},
		getAll: {
			name: 'Get Many',
			action: 'Get many batch jobs',
			description: 'Get the batch jobs of the location, newest first',
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

/** Simplified, or with the service's own state if 'Simplify' is off. */
function output({ ctx, itemIndex }: Call, job: BatchJob): IDataObject {
	return ctx.getNodeParameter('simplify', itemIndex, true) === true ? { ...toBatchOutput(job) } : { ...job };
}
