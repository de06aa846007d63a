import type { DataStats } from './dataStats';

/** Where a tuning job stands, in one vocabulary for both services. */
export type TuningState =
	| 'pending'
	| 'running'
	| 'succeeded'
	| 'failed'
	| 'cancelling'
	| 'cancelled'
	| 'paused'
	| 'expired'
	/** A state this version of the package does not know. */
	| 'unknown';

const settledStates: ReadonlySet<TuningState> = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

/** Whether a job in this state will never change its state again. */
export function isSettled(state: TuningState): boolean {
	return settledStates.has(state);
}

/** One measured point of a training run. */
export interface Snapshot {
	/** Counts from 1. */
	step: number;
	/** Finished epochs, counts from 0. */
	epoch: number;
	/** Absent where the service did not measure it. */
	meanLoss: number | null;
	computeTime: string | null;
}

/** Why a job did not succeed: a google.rpc.Status without its details. */
export interface JobError {
	/** gRPC code: 1 = CANCELLED, 13 = INTERNAL; null where the service does not tell. */
	code: number | null;
	message: string;
}

/** Hyperparameters as the service echoes them; null where it does not tell. */
export interface HyperparameterValues {
	epochCount: number | null;
	batchSize: number | null;
	learningRate: number | null;
	learningRateMultiplier: number | null;
	/** Rank of the adapter that is trained: 1 to 32. */
	adapterSize: number | null;
	/** How close preference tuning keeps to the model it starts from. */
	beta: number | null;
}

/** The model as it was at some point of the training, callable beside the finished one. */
export interface Checkpoint {
	checkpointId: string;
	epoch: number | null;
	step: number | null;
	/** Resource name; null where it is not deployed. */
	endpoint: string | null;
}

/** One tuning job of either service. Times are RFC 3339 in UTC; null stands for what the service does not tell. */
export interface TuningJob {
	/**
	 * The job's own resource name. Gemini API: the operation (`tunedModels/{id}/operations/{op}`) where it is known, else
	 * null, since a list of tuned models does not tell it. Vertex AI: `projects/{p}/locations/{l}/tuningJobs/{id}`.
	 */
	name: string | null;
	/**
	 * What the job makes. Gemini API: `tunedModels/{id}`, known from the first moment. Vertex AI:
	 * `projects/{p}/locations/{l}/models/{id}@{version}`, known when the job has ended.
	 */
	tunedModel: string | null;
	/** What stays the same from the first sight of a job to the last, and is used by no other job. */
	identity: string;
	displayName: string;
	description: string;
	baseModel: string | null;
	/** The tuned model this job continues from. */
	sourceTunedModel: string | null;
	state: TuningState;
	/** The service's own word for `state`. */
	rawState: string;
	/** What a running job is at, in the service's own word. */
	stage: string | null;
	/**
	 * False where the service cannot tell a cancelled job from a finished one, or why it failed, without its operation.
	 */
	outcomeKnown: boolean;
	jobError: JobError | null;
	createTime: string | null;
	startTime: string | null;
	endTime: string | null;
	updateTime: string | null;
	/** Resource name of the endpoint at which the tuned model is called; null where it is called itself, or not deployed. */
	endpoint: string | null;
	/** Oldest first. */
	checkpoints: Checkpoint[];
	dataStats: DataStats | null;
	totalSteps: number | null;
	completedSteps: number | null;
	/** 0 to 100. */
	completedPercent: number | null;
	snapshots: Snapshot[];
	hyperparameters: HyperparameterValues;
}
