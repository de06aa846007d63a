import type { JobError, Snapshot, TuningJob, TuningState } from './job';
import { isSettled } from './job';

/** Progress of a job. Values that the service doesn't report are null. */
export interface Progress {
	/** The job's resource name. */
	name: string | null;
	tunedModel: string | null;
	state: TuningState;
	/** Stage of a running job, in the service's words. */
	stage: string | null;
	/** Whether the job has finished, in any state. */
	done: boolean;
	/** False if the service doesn't report whether the job was canceled or why it failed. */
	outcomeKnown: boolean;
	completedSteps: number | null;
	totalSteps: number | null;
	/** 0 to 100. */
	completedPercent: number | null;
	/** Finished epochs at the last measured step. */
	epoch: number | null;
	/** Loss at the last measured step. */
	meanLoss: number | null;
	/** One per measured step, oldest first. */
	snapshots: Snapshot[];
	/** Not named `error`, which n8n reads as a failed item. */
	jobError: JobError | null;
}

export function toProgress(job: TuningJob): Progress {
	const last = job.snapshots.at(-1);
	return {
		name: job.name,
		tunedModel: job.tunedModel,
		state: job.state,
		stage: job.stage,
		done: isSettled(job.state),
		outcomeKnown: job.outcomeKnown,
		completedSteps: job.completedSteps,
		totalSteps: job.totalSteps,
		completedPercent: job.completedPercent,
		epoch: last?.epoch ?? null,
		meanLoss: last?.meanLoss ?? null,
		snapshots: job.snapshots,
		jobError: job.jobError,
	};
}
