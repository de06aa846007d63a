import type { JobMoment } from '../moment.ts';
import { viewUnlessRunning } from '../moment.ts';
import type { BatchJob } from './tables.ts';

/** When a job starts to run. */
export function runningSince({ createTime, durations }: BatchJob): number {
	return createTime + durations.batchPendingMs;
}

/** How many requests have a response at a time. */
export function answeredBy(
	{ input, durations, cancelTime = Infinity, outcome }: BatchJob,
	now: number,
): number {
	if (!input) return 0;
	const { count } = input.answers;
	const passed = Math.max(0, Math.min(now, cancelTime) - input.at);
	const possible = durations.batchLineMs === 0 ? count : Math.floor(passed / durations.batchLineMs);
	const most = outcome === undefined ? count : (stepOf(outcome) ?? Math.floor(count / 2));
	return Math.min(possible, count, most);
}

function stepOf(outcome: NonNullable<BatchJob['outcome']>): number | undefined {
	return outcome.kind === 'noEndpoint' ? undefined : outcome.atStep;
}

/** When all responses are generated and written; for a job with a planned failure, when it fails. */
export function completeTime({ input, durations, outcome }: BatchJob): number | undefined {
	if (!input || outcome?.kind === 'stall') return undefined;
	const { count } = input.answers;
	const lines = outcome?.kind === 'fail' ? (outcome.atStep ?? Math.floor(count / 2)) : count;
	return input.at + lines * durations.batchLineMs + durations.batchExportMs;
}

/** The state of a job whose due events have run. */
export function viewBatch(job: BatchJob, now: number): JobMoment {
	const running = runningSince(job);
	return (
		viewUnlessRunning(job, running, now) ?? {
			state: 'JOB_STATE_RUNNING',
			startTime: running,
			updateTime: running,
		}
	);
}
