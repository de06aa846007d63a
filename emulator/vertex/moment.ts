import type { RunError } from '../run.ts';
import type { JobState } from './messages.ts';

/** A job of any kind at one moment. */
export interface JobMoment {
	state: JobState;
	/** When it started to run; absent before. */
	startTime?: number;
	endTime?: number;
	updateTime: number;
	error?: RunError;
}

/** Past changes of a job of any kind. */
export interface JobCourse {
	createTime: number;
	cancelTime?: number;
	/** A state that a test set, and its time. */
	forced?: { state: JobState; since: number };
	/** The end, whatever the result. */
	end?: { at: number; state: JobState; error?: RunError };
}

/** The state of a job that doesn't run: not yet, no longer, or set by a test. @param running when it starts to run */
export function viewUnlessRunning(job: JobCourse, running: number, now: number): JobMoment | undefined {
	const stopped = job.end?.at ?? job.cancelTime ?? now;
	const started = running <= stopped ? { startTime: running } : {};
	if (job.end) {
		const { at, state, error } = job.end;
		return { state, ...started, endTime: at, updateTime: at, ...(error && { error }) };
	}
	if (job.cancelTime !== undefined) {
		return { state: 'JOB_STATE_CANCELLING', ...started, updateTime: job.cancelTime };
	}
	if (job.forced) {
		const { state, since } = job.forced;
		return { state, ...started, updateTime: since };
	}
	if (now < running) return { state: 'JOB_STATE_PENDING', updateTime: job.createTime };
	return undefined;
}
