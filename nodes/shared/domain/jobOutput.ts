import { describeEnd } from './jobEnd';
import type { Checkpoint, HyperparameterValues, JobError, TuningJob, TuningState } from './job';

/** A job as every node puts it out; `null` stands for what the service does not tell. */
export interface JobOutput {
	/** The job's own resource name, which Cancel and Get Progress ask for. */
	name: string | null;
	/** What Generate Content asks for. Vertex AI tells it when the job has ended; until then its `name` does as well. */
	tunedModel: string | null;
	/** Where the tuned model is called; null where it is called itself, is not ready, or could not be deployed. */
	endpoint: string | null;
	/** The model as it was at earlier points of the training, each with its own endpoint. */
	checkpoints: Checkpoint[];
	displayName: string;
	description: string;
	baseModel: string | null;
	sourceTunedModel: string | null;
	state: TuningState;
	/** What a running job is at, in the service's own word. */
	stage: string | null;
	/** False where the service does not tell whether the job was cancelled or why it failed. */
	outcomeKnown: boolean;
	/** Never called `error`: n8n's Retry On Fail reads a top-level `error` as a failed run and would repeat it. */
	jobError: JobError | null;
	/** What became of a job that made no model to call, and what to do about it. */
	explanation: string | null;
	/** What the service counted in the data; it is billed once for each epoch. */
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
	/** RFC 3339, as are the other times. */
	createTime: string | null;
	startTime: string | null;
	endTime: string | null;
}

/** The simplified form of a job: everything but its snapshots, of which only the last one's values are kept. */
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
