import { rpcCode } from '../errors.ts';
import type { RunError } from '../run.ts';
import type { JobState } from './messages.ts';
import type { JobMoment } from './moment.ts';
import { viewUnlessRunning } from './moment.ts';
import type { TuningJob } from './tables.ts';

/** The finer state of a running job in v1beta1. */
type RunningDetail =
	| 'TUNING_JOB_STATE_WAITING_FOR_QUOTA'
	| 'TUNING_JOB_STATE_PROCESSING_DATASET'
	| 'TUNING_JOB_STATE_WAITING_FOR_CAPACITY'
	| 'TUNING_JOB_STATE_TUNING'
	| 'TUNING_JOB_STATE_POST_PROCESSING';

/** A job at one moment. */
export interface JobView extends JobMoment {
	detail?: RunningDetail;
}

const ENDS: readonly JobState[] = [
	'JOB_STATE_SUCCEEDED',
	'JOB_STATE_FAILED',
	'JOB_STATE_CANCELLED',
	'JOB_STATE_EXPIRED',
	'JOB_STATE_PARTIALLY_SUCCEEDED',
];

export function isEnd(state: JobState): boolean {
	return ENDS.includes(state);
}

export function cancelled(): RunError {
	return { code: rpcCode.CANCELLED, message: 'The tuning job was cancelled.' };
}

/** When training starts, after reading the dataset. */
export function trainingStart(job: TuningJob): number | undefined {
	return job.dataset && job.dataset.at + job.durations.capacityMs;
}

/** The state of a job whose due events have run. */
export function viewJob(job: TuningJob, now: number): JobView {
	const running = job.createTime + job.durations.pendingMs;
	return (
		viewUnlessRunning(job, running, now) ?? {
			state: 'JOB_STATE_RUNNING',
			startTime: running,
			...runningDetail(job, now, running),
		}
	);
}

function runningDetail(
	job: TuningJob,
	now: number,
	running: number,
): { detail: RunningDetail; updateTime: number } {
	if (job.admitTime === undefined)
		return { detail: 'TUNING_JOB_STATE_WAITING_FOR_QUOTA', updateTime: running };
	const start = trainingStart(job);
	if (!job.dataset || !job.run || start === undefined) {
		return { detail: 'TUNING_JOB_STATE_PROCESSING_DATASET', updateTime: job.admitTime };
	}
	if (now < start) return { detail: 'TUNING_JOB_STATE_WAITING_FOR_CAPACITY', updateTime: job.dataset.at };
	const { completedSteps } = job.run.at(now);
	return completedSteps < job.run.totalSteps
		? { detail: 'TUNING_JOB_STATE_TUNING', updateTime: start }
		: { detail: 'TUNING_JOB_STATE_POST_PROCESSING', updateTime: now };
}
