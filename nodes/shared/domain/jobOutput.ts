import { describeEnd } from './jobEnd';
import type { Checkpoint, HyperparameterValues, JobError, TuningJob, TuningState } from './job';

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
	/** Loss at the last measured step. */
	meanLoss: number | null;
	hyperparameters: HyperparameterValues;
	/** RFC 3339, like the other times. */
	createTime: string | null;
	startTime: string | null;
	endTime: string | null;
}

/** The simplified form of a job, with the values of the last snapshot instead of all snapshots. */
export function toJobOutput(job: TuningJob): JobOutput {
	const last = job.snapshots.at(-1);
	const end = describeEnd(job);
	return {
		name: job.name,
		tunedModel: job.tunedModel,
		endpoint: job.endpoint,
		checkpoints: job.checkpoints,
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
		epoch: last?.epoch ?? null,
		meanLoss: last?.meanLoss ?? null,
		hyperparameters: job.hyperparameters,
		createTime: job.createTime,
		startTime: job.startTime,
		endTime: job.endTime,
	};
}
