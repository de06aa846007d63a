import type { IDataObject } from 'n8n-workflow';
import type { TuningBackend } from '../shared/google/backend';
import type { Batches } from '../shared/google/batchJobs';
import type { BatchJob } from '../shared/domain/batch';
import { toBatchOutput } from '../shared/domain/batchOutput';
import type { TuningJob } from '../shared/domain/job';
import { toJobOutput } from '../shared/domain/jobOutput';
import type { WatchedJob } from '../shared/domain/selection';
import type { JobSource } from './look';

/** A kind of job that the trigger can watch. */
export interface JobKind<J extends WatchedJob> {
	source: JobSource<J>;
	/** The key of this kind's memory in the node's static data. */
	memoryKey: string;
	/** Names for messages. */
	words: { job: string; listed: string };
	/** @param hasTime whether there is time to read the job's metrics */
	toOutput: (job: J, hasTime: boolean) => Promise<IDataObject>;
}

export function tuningJobs(backend: TuningBackend): JobKind<TuningJob> {
	return {
		source: backend,
		memoryKey: 'memory',
		words: { job: 'tuning job', listed: 'tuned models' },
		async toOutput(job, hasTime) {
			if (hasTime) return { ...toJobOutput(await backend.withMetrics(job)) };
			return { ...toJobOutput({ ...job, metricsProblem: 'The poll had no time left to read the metrics.' }) };
		},
	};
}

export function batchJobs(batches: Batches): JobKind<BatchJob> {
	return {
		source: {
			list: async (request) => await batches.list(request),
			get: async (name) => await batches.get(name),
			// A list already contains the outcome.
			withOutcome: async (job) => await Promise.resolve(job),
		},
		memoryKey: 'batchMemory',
		words: { job: 'batch job', listed: 'batch jobs' },
		toOutput: async (job) => await Promise.resolve({ ...toBatchOutput(job) }),
	};
}
