import type { JobError, Snapshot, TuningJob, TuningState } from './job';
import { isSettled } from './job';

/** How far a job has come; null stands for what the service does not tell. */
export interface Progress {
	/** The job's resource name. */
	name: string | null;
	tunedModel: string | null;
	state: TuningState;
	/** What a running job is at, in the service's own word. */
	stage: string | null;
	/** Whether the job has ended, well or not. */
	done: boolean;
	/** False where the service does not tell whether the job was cancelled or why it failed. */
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
	/** Never called `error`, which n8n would take for a failed item. */
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
