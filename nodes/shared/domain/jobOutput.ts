import { describeEnd } from './jobEnd';
import type { BestCheckpoint } from './bestCheckpoint';
import { bestCheckpoint } from './bestCheckpoint';
import type { Checkpoint, HyperparameterValues, JobError, TuningJob, TuningState } from './job';
import { lastMeasured } from './trainingMetrics';

/** A job as all nodes return it. Values that the service doesn't report are null. */
export interface JobOutput {
	/** The job's own resource name, for Cancel and Get Progress. */
	name: string | null;
	/** The model for Generate Content. With Vertex AI null until the job has finished; use `name` until then. */
	tunedModel: string | null;
	/** The tuned model's endpoint; null if the model needs none, isn't ready or couldn't be deployed. */
	endpoint: string | null;
	/** Checkpoints, each with its own endpoint. */
	checkpoints: Checkpoint[];
	/** The checkpoint with the lowest validation loss; null without checkpoints. */
	bestCheckpoint: BestCheckpoint | null;
	displayName: string;
	description: string;
	baseModel: string | null;
	sourceTunedModel: string | null;
	state: TuningState;
	/** Stage of a running job, in the service's words. */
	stage: string | null;
	/** False if the service doesn't report whether the job was canceled or why it failed. */
	outcomeKnown: boolean;
	/** Not named `error`: n8n's Retry On Fail reads a top-level `error` as a failed run and would repeat it. */
	jobError: JobError | null;
	/** Why the job has no callable model, and the fix. */
	explanation: string | null;
	/** The service's token count of the dataset. Google bills it once per epoch. */
	billableTokens: number | null;
	totalSteps: number | null;
	completedSteps: number | null;
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
	/** Why the losses are missing. */
	metricsProblem: string | null;
	/** The Vertex AI experiment with the job's metrics. */
	experiment: string | null;
	hyperparameters: HyperparameterValues;
	/** RFC 3339, like the other times. */
	createTime: string | null;
	startTime: string | null;
	endTime: string | null;
}

/** The simplified form of a job, with the values of the last snapshot instead of all snapshots. */
export function toJobOutput(job: TuningJob): JobOutput {
	const end = describeEnd(job);
	return {
		name: job.name,
		tunedModel: job.tunedModel,
		endpoint: job.endpoint,
		checkpoints: job.checkpoints,
		bestCheckpoint: bestCheckpoint(job),
		displayName: job.displayName,
		description: job.description,
		baseModel: job.baseModel,
		sourceTunedModel: job.sourceTunedModel,
		state: job.state,
		stage: job.stage,
		outcomeKnown: job.outcomeKnown,
		jobError: job.jobError,
		explanation: end && `${end.what} ${end.wayOut}`,
		billableTokens: job.dataStats?.billableTokenCount ?? null,
		totalSteps: job.totalSteps,
		completedSteps: job.completedSteps,
		completedPercent: job.completedPercent,
		...lastMeasured(job.snapshots),
		divergedAtStep: job.divergedAtStep,
		metricsProblem: job.metricsProblem,
		experiment: job.experiment,
		hyperparameters: job.hyperparameters,
		createTime: job.createTime,
		startTime: job.startTime,
		endTime: job.endTime,
	};
}
