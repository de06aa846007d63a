import type { HowToFail, JobAction } from '../jobs.ts';
import type { JobOutcome, RunError } from '../run.ts';
import type { BatchJob } from './batch/tables.ts';
import { viewBatch } from './batch/timeline.ts';
import type { JobState } from './messages.ts';
import { nameOf } from './method.ts';
import type { BatchSettings, JobQuota, VertexService } from './method.ts';
import type { JobMoment } from './moment.ts';
import { cancelJob, settle } from './scheduler.ts';
import type { MetricsFault, TuningJob, VertexDurations } from './tables.ts';
import { isEnd, viewJob } from './timeline.ts';
import type { JobView } from './timeline.ts';

/** Measured on a job of 500 examples and 10 epochs, which took 12 and a half minutes. */
export const googleVertexDurations: VertexDurations = {
	pendingMs: 42,
	datasetMs: 60_000,
	capacityMs: 30_000,
	stepMs: 460,
	finishMs: 80_000,
	cancelMs: 10_000,
	operationMs: 5_000,
	// A recorded job of two requests waited for a minute and a half and ran for two.
	batchPendingMs: 90_000,
	batchImportMs: 60_000,
	batchLineMs: 10,
	batchExportMs: 60_000,
};

export const googleJobQuota: JobQuota = { concurrentJobs: 1, whenFull: 'wait' };

export const googleBatches: BatchSettings = { linesPerFile: Infinity };

/** Controls of Vertex AI. Jobs are given by their ID or full name. */
export interface VertexControl {
	/** Durations of jobs and operations from now on. Tests may change them. */
	readonly durations: VertexDurations;
	/** Tests may change it. */
	readonly quota: JobQuota;
	/** Settings of batch output from now on. Tests may change them. */
	readonly batches: BatchSettings;
	/** Whether there is a tuning job with this name. */
	has(job: string): boolean;
	/** Changes the result of a job. @throws Error if there is none or it has ended */
	change(job: string, action: JobAction, how?: HowToFail): void;
	/**
	 * Sets the state of a tuning or batch job, with its error. A state that isn't final lasts until undefined releases the
	 * job; then the job continues. @throws Error if there is none or it has ended
	 */
	force(job: string, state: JobState | undefined, error?: RunError): void;
	/** Mean loss of every finished step of a job, which Google reports only in the job's TensorBoard. */
	losses(job: string): number[];
	/** Changes what a job's TensorBoard contains; undefined makes it normal again. @throws Error if there is no such job */
	changeMetrics(job: string, fault: MetricsFault | undefined): void;
}

export function createVertexControl(service: VertexService): VertexControl {
	const { clock, store } = service;

	function find(job: string): TuningJob | undefined {
		return store.vertex.jobs.get(job.replace(/^.*\//, ''));
	}

	function findBatch(job: string): BatchJob | undefined {
		return store.vertex.batches.get(job.replace(/^.*\//, ''));
	}

	function open<T extends TuningJob | BatchJob>(job: string, search: (job: string) => T | undefined): T {
		settle(service, clock.now());
		const found = search(job);
		if (!found) throw new Error(`There is no tuning job ${job}, and no batch job`);
		if (found.end) throw new Error('The job has already ended');
		return found;
	}

	function decide(job: TuningJob, outcome: JobOutcome): void {
		if (job.run) job.run.decide(outcome, clock.now());
		else job.outcome = outcome;
	}

	return {
		durations: service.durations,
		quota: service.quota,
		batches: service.batches,
		has: (job) => find(job) !== undefined,
		change(name, action, how = {}) {
			const job = open(name, find);
			switch (action) {
				case 'cancel':
					return cancelJob(job, clock.now());
				case 'resume':
					if (job.run) job.run.resume(clock.now());
					else delete job.outcome;
					return;
				case 'fail':
					return decide(job, { kind: 'fail', ...how });
				case 'failEndpoint':
					return decide(job, { kind: 'noEndpoint' });
				case 'stall':
					return decide(job, { kind: 'stall', ...(how.atStep !== undefined && { atStep: how.atStep }) });
			}
		},
		force(name, state, error) {
			const job = open<TuningJob | BatchJob>(name, (wanted) => find(wanted) ?? findBatch(wanted));
			const now = clock.now();
			if (state === undefined) delete job.forced;
			else if (isEnd(state)) job.end = { at: now, state, ...(error && { error }) };
			else job.forced = { state, since: now };
		},
		losses(name) {
			settle(service, clock.now());
			const snapshots = find(name)?.run?.snapshots(clock.now()) ?? [];
			return snapshots.map(({ meanLoss }) => meanLoss);
		},
		changeMetrics(name, fault) {
			const job = find(name);
			if (!job) throw new Error(`There is no tuning job ${name}`);
			if (fault === undefined) delete job.metricsFault;
			else job.metricsFault = fault;
		},
	};
}

/** A job with details that Google doesn't expose. */
export interface DescribedJob extends JobView {
	name: string;
	displayName: string;
	/** Null until the dataset has been read. */
	totalSteps: number | null;
	completedSteps: number;
	exampleCount: number | null;
}

export function describeTuningJobs(service: VertexService, now: number): DescribedJob[] {
	settle(service, now);
	return [...service.store.vertex.jobs.values()].map((job) => ({
		name: nameOf(service, 'tuningJobs', job),
		displayName: job.displayName,
		...viewJob(job, now),
		totalSteps: job.run?.totalSteps ?? null,
		completedSteps: job.run?.at(now).completedSteps ?? 0,
		exampleCount: job.dataset?.count ?? null,
	}));
}

/** A batch job with details that Google doesn't expose. */
export interface DescribedBatch extends JobMoment {
	name: string;
	displayName: string;
	/** Null until the requests have been read. */
	requestCount: number | null;
}

export function describeBatchJobs(service: VertexService, now: number): DescribedBatch[] {
	settle(service, now);
	return [...service.store.vertex.batches.values()].map((job) => ({
		name: nameOf(service, 'batchPredictionJobs', job),
		displayName: job.displayName,
		...viewBatch(job, now),
		requestCount: job.input?.answers.count ?? null,
	}));
}
