import { rpcCode } from '../errors.ts';
import { nextBatchEvent } from './batch/events.ts';
import { readDataset, DatasetError } from './dataset.ts';
import { deliver } from './deliver.ts';
import type { VertexService } from './method.ts';
import type { Operation, TuningJob } from './tables.ts';
import { cancelled, trainingStart } from './timeline.ts';
import { startRun } from './training.ts';

/** A future event. */
interface Event {
	at: number;
	apply(at: number): void;
}

/**
 * Runs all due events up to a time, one after the other. It runs before every request, so that a job sees Cloud Storage,
 * the quota and its models as they were at the event's time.
 */
export function settle(service: VertexService, now: number): void {
	const tables = service.store.vertex;
	for (;;) {
		const events = [...jobEvents(service), ...batchEvents(service), ...operationEvents(service)];
		const due = events.sort((a, b) => a.at - b.at)[0];
		if (!due || due.at > now) break;
		// Events that a control of the emulator makes possible later don't happen in the past.
		const at = Math.max(due.at, tables.settledTo);
		tables.settledTo = at;
		due.apply(at);
	}
	tables.settledTo = Math.max(tables.settledTo, now);
}

function jobEvents(service: VertexService): Event[] {
	const jobs = [...service.store.vertex.jobs.values()].sort((a, b) => a.sequence - b.sequence);
	return jobs.flatMap((job) => nextEvent(service, job) ?? []);
}

function batchEvents(service: VertexService): Event[] {
	const jobs = [...service.store.vertex.batches.values()].sort((a, b) => a.sequence - b.sequence);
	return jobs.flatMap((job) => nextBatchEvent(service, job) ?? []);
}

function operationEvents({ store }: VertexService): Event[] {
	const open = [...store.vertex.operations.values()].filter(({ result }) => !result);
	return open.map((operation) => ({ at: operation.doneTime, apply: (at) => finish(operation, at) }));
}

function finish(operation: Operation, at: number): void {
	operation.result = operation.finish(at);
}

function nextEvent(service: VertexService, job: TuningJob): Event | undefined {
	const { durations } = job;
	if (job.end) return undefined;
	if (job.cancelTime !== undefined) {
		const apply = (at: number) => {
			job.end = { at, state: 'JOB_STATE_CANCELLED', error: cancelled() };
		};
		return { at: job.cancelTime + durations.cancelMs, apply };
	}
	if (job.forced) return undefined;
	if (job.admitTime === undefined) {
		if (running(service, job.project) >= service.quota.concurrentJobs) return undefined;
		const apply = (at: number) => {
			job.admitTime = at;
		};
		return { at: job.createTime + durations.pendingMs, apply };
	}
	if (!job.run) return { at: job.admitTime + durations.datasetMs, apply: (at) => read(service, job, at) };
	const completeTime = job.run.at(Infinity).completeTime;
	if (completeTime === undefined || completeTime === Infinity) return undefined;
	return { at: completeTime, apply: (at) => end(service, job, at) };
}

/** How many jobs of a project were admitted by the quota and haven't ended. */
function running({ store }: VertexService, project: string): number {
	return [...store.vertex.jobs.values()].filter(
		(job) => job.project === project && job.admitTime !== undefined && !job.end,
	).length;
}

function read(service: VertexService, job: TuningJob, at: number): void {
	try {
		job.run = startRun(job, readDataset(service, job, at));
	} catch (error) {
		const known = error instanceof DatasetError ? error.error : undefined;
		const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
		job.end = { at, state: 'JOB_STATE_FAILED', error: known ?? { code: rpcCode.INTERNAL, message } };
	}
}

function end(service: VertexService, job: TuningJob, at: number): void {
	const error = job.run?.at(at).error;
	if (error) job.end = { at, state: 'JOB_STATE_FAILED', error };
	else deliver(service, job, at);
}

/** Requests the cancellation of a job, which stops after a while. */
export function cancelJob(job: TuningJob, now: number): void {
	job.cancelTime = now;
	if (job.run && now >= (trainingStart(job) ?? now)) job.run.cancel(now);
}
