import type { BestCheckpoint } from './bestCheckpoint';
import { bestCheckpoint } from './bestCheckpoint';
import type { JobError, Snapshot, TuningJob, TuningState } from './job';
import { isSettled } from './job';
import { lastMeasured } from './trainingMetrics';

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
	/** The last measured values. Accuracies are shares of correctly predicted tokens. */
	meanLoss: number | null;
	accuracy: number | null;
	validationLoss: number | null;
	validationAccuracy: number | null;
	/** First step whose loss isn't a finite number: the training diverged. */
	divergedAtStep: number | null;
	/** The checkpoint with the lowest validation loss; null without checkpoints. */
	bestCheckpoint: BestCheckpoint | null;
	/** One per measured step, oldest first. */
	snapshots: Snapshot[];
	/** Measured values that snapshots have no field for, by the service's name. */
	otherMetrics: TuningJob['otherMetrics'];
	/** Why the losses are missing. */
	metricsProblem: string | null;
	/** Not named `error`, which n8n reads as a failed item. */
	jobError: JobError | null;
}

export function toProgress(job: TuningJob): Progress {
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
		...lastMeasured(job.snapshots),
		divergedAtStep: job.divergedAtStep,
		bestCheckpoint: bestCheckpoint(job),
		snapshots: job.snapshots,
		otherMetrics: job.otherMetrics,
		metricsProblem: job.metricsProblem,
		jobError: job.jobError,
	};
}
