import type { Batches } from '../../batches';
import type { CreationCalls } from '../attempts';
import { toBatchJob } from './convert';
import { createBatch } from './create';
import { cancelBatch, getBatch, listBatches, removeBatch } from './jobs';
import { readResults } from './results';

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
