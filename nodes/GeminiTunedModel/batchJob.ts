import type { IDataObject } from 'n8n-workflow';
import type { BatchJob } from '../shared/domain/batch';
import { toBatchOutput } from '../shared/domain/batchOutput';
import { batchJobField, requireBatches } from '../shared/panel/batchJobLocator';
import type { OperationTable } from '../shared/panel/operations';
import { filterField, filtersOf } from './filter';
import { simplify } from './jobItem';
import { pagingFields, readLimit, readPages } from './paging';

const filters = filtersOf(
	filterField({
		placeholder: 'e.g. state="JOB_STATE_SUCCEEDED" AND display_name:"Tickets*"',
		description:
			'A condition on state, display_name, model_display_name, create_time or labels, in the filter language of Vertex AI. When empty, all batch jobs match.',
	}).property,
);

/** Batch jobs: prompts that Vertex AI runs together. */
export const batchJob: OperationTable = {
	name: 'Batch Job',
	needs: ({ batches }) => batches !== null,
	defaultOperation: 'get',
	operations: {
		cancel: {
			name: 'Cancel',
			action: 'Cancel a batch job',
			description: 'Stop a batch job. Google keeps and bills the responses so far.',
			fields: [batchJobField.property],
			runs: 'each',
			async run({ ctx, backend, itemIndex }) {
				const name = batchJobField.read(ctx, itemIndex);
				await requireBatches(backend).cancel(name);
				return [{ name, cancelRequested: true }];
			},
		},
		delete: {
			name: 'Delete',
			action: 'Delete a batch job',
			description: 'Delete a finished batch job. Its prompts and responses stay in Cloud Storage.',
			fields: [batchJobField.property],
			agentsNeedPermissionTo: 'delete a batch job',
			runs: 'each',
			async run({ ctx, backend, itemIndex }) {
				await requireBatches(backend).remove(batchJobField.read(ctx, itemIndex));
				return [{ deleted: true }];
			},
		},
		get: {
			name: 'Get',
			action: 'Get a batch job',
			description: 'Get one batch job with its state, prompt counts and the location of its responses',
			fields: [batchJobField.property, simplify.property],
			runs: 'each',
			async run({ ctx, backend, itemIndex }) {
				const name = batchJobField.read(ctx, itemIndex);
				const isSimple = simplify.read(ctx, itemIndex);
				return [output(await requireBatches(backend).get(name), isSimple)];
			},
		},
		getAll: {
			name: 'Get Many',
			action: 'Get many batch jobs',
			description: 'Get the batch jobs of the location, newest first',
			fields: [...pagingFields, filters.property, simplify.property],
			runs: 'each',
			async run({ ctx, backend, itemIndex }) {
				const limit = readLimit(ctx, itemIndex);
				const filter = filters.read(ctx, itemIndex);
				const isSimple = simplify.read(ctx, itemIndex);
				const batches = requireBatches(backend);
				const jobs = await readPages('batch jobs', limit, (page) => batches.list({ ...page, ...filter }));
				return jobs.map((job) => output(job, isSimple));
			},
		},
	},
};

/** Simplified, or with the service's own state. */
function output(job: BatchJob, isSimple: boolean): IDataObject {
	return isSimple ? { ...toBatchOutput(job) } : { ...job };
}
