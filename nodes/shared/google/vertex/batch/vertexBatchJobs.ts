import type { Batches } from '../../batchJobs';
import type { CreationCalls } from '../once/attempts';
import { toBatchJob } from './batchConvert';
import { createBatch } from './createBatchJob';
import { cancelBatch, getBatch, listBatches, removeBatch } from './batchJobCalls';
import { readResults } from './batchResults';

/** Batch prediction: Cloud Storage transports prompts and responses. */
export function createBatches(calls: CreationCalls): Batches {
	return {
		create: async (spec, prompts, key) => await createBatch(calls, spec, prompts, key),
		get: async (name) => toBatchJob(await getBatch(calls, name)),
		list: async (request) => await listBatches(calls, request),
		cancel: async (name) => await cancelBatch(calls, name),
		remove: async (name) => await removeBatch(calls, name),
		results: (name) => readResults(calls, name),
	};
}
