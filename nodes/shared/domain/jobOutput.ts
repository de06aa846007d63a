import type { HyperparameterValues, JobError, TuningJob, TuningState } from './job';

/** A job as every node puts it out; `null` stands for what the service does not tell. */
export interface JobOutput {
	/** The job's own resource name, which Cancel and Get Progress ask for. */
	name: string | null;
	/** What Generate Content asks for. */
	tunedModel: string | null;
	displayName: string;
	description: string;
	baseModel: string | null;
	sourceTunedModel: string | null;
	state: TuningState;
	/** False where the service does not tell whether the job was cancelled or why it failed. */
	outcomeKnown: boolean;
	/** Never called `error`: n8n's Retry On Fail reads a top-level `error` as a failed run and would repeat it. */
	jobError: JobError | null;
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
	return {
		name: job.name,
		tunedModel: job.tunedModel,
		displayName: job.displayName,
		description: job.description,
		baseModel: job.baseModel,
		sourceTunedModel: job.sourceTunedModel,
		state: job.state,
		outcomeKnown: job.outcomeKnown,
		jobError: job.jobError,
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
