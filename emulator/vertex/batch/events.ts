import { rpcCode } from '../../errors.ts';
import type { VertexService } from '../method.ts';
import { BatchError, readInput } from './input.ts';
import { finish } from './output.ts';
import type { BatchJob } from './tables.ts';
import { completeTime, runningSince } from './timeline.ts';

/** The next event of a batch job and its time; undefined without one. */
export function nextBatchEvent(
	service: VertexService,
	job: BatchJob,
): { at: number; apply(at: number): void } | undefined {
	if (job.end) return undefined;
	if (job.cancelTime !== undefined) {
		return {
			at: job.cancelTime + job.durations.cancelMs,
			apply: (at) =>
				finish(service, job, at, {
					state: 'JOB_STATE_CANCELLED',
					error: { code: rpcCode.CANCELLED, message: 'CANCELED' },
				}),
		};
	}
	if (job.forced) return undefined;
	if (!job.input) {
		return { at: runningSince(job) + job.durations.batchImportMs, apply: (at) => read(service, job, at) };
	}
	const at = completeTime(job);
	return at === undefined ? undefined : { at, apply: (end) => complete(service, job, end) };
}

function read(service: VertexService, job: BatchJob, at: number): void {
	try {
		job.input = readInput(service, job, at);
		const { batches } = service.store.vertex;
		job.input.answers.makeAhead(() => !job.end && batches.get(job.id) === job);
	} catch (error) {
		const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
		const known = error instanceof BatchError ? error.error : { code: rpcCode.INTERNAL, message };
		job.end = { at, state: 'JOB_STATE_FAILED', error: known };
	}
}

function complete(service: VertexService, job: BatchJob, at: number): void {
	const { outcome } = job;
	if (outcome?.kind !== 'fail') return finish(service, job, at, { state: 'JOB_STATE_SUCCEEDED' });
	const { code = 'INTERNAL', message = 'System error. Please try this operation again.' } = outcome;
	finish(service, job, at, { state: 'JOB_STATE_FAILED', error: { code: rpcCode[code], message } });
}
