import type { DataStats } from './dataset/dataStats';

/** State of a tuning job, for both services. */
export type TuningState =
	| 'pending'
	| 'running'
	| 'succeeded'
	| 'failed'
	| 'cancelling'
	| 'cancelled'
	| 'paused'
	| 'expired'
	/** A state that this version of the package doesn't support. */
	| 'unknown';

const settledStates: ReadonlySet<TuningState> = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

/** Whether a job in this state has finished. */
export function isSettled(state: TuningState): boolean {
	return settledStates.has(state);
}

/** One measurement of a training run. */
export interface Snapshot {
	/** Counts from 1. */
	step: number;
	/** Finished epochs, counts from 0; null if the service doesn't report the total. */
	epoch: number | null;
	/** Mean loss of the step's batch; null if the service didn't measure it, or if it isn't a finite number. */
	meanLoss: number | null;
	/** Share of correctly predicted tokens in the batch, 0 to 1. */
	accuracy: number | null;
	/** The same on the validation set, which the service measures at some steps. */
	validationLoss: number | null;
	validationAccuracy: number | null;
	computeTime: string | null;
}

/** Why a job didn't succeed: a google.rpc.Status without its details. */
export interface JobError {
	/** gRPC code: 1 = CANCELLED, 13 = INTERNAL; null if the service doesn't report it. */
	code: number | null;
	message: string;
}

/** Numbers that control the training. */
export interface Hyperparameters {
	epochCount: number;
	batchSize: number;
	learningRate: number;
	learningRateMultiplier: number;
	/** Rank of the adapter: 1, 2, 4, 8, 16 or 32. */
	adapterSize: number;
	/** Preference tuning: how close the model stays to its source model, 0.01 to 0.5. */
	beta: number;
}

/** Hyperparameters as the service returns them; null if it doesn't. */
export type HyperparameterValues = { [K in keyof Hyperparameters]: Hyperparameters[K] | null };

export const noHyperparameters: Readonly<HyperparameterValues> = {
	epochCount: null,
	batchSize: null,
	learningRate: null,
	learningRateMultiplier: null,
	adapterSize: null,
	beta: null,
};

/** A snapshot of the model during training, which can be called like the finished one. */
export interface Checkpoint {
	checkpointId: string;
	epoch: number | null;
	step: number | null;
	/** Resource name; null if not deployed. */
	endpoint: string | null;
}

/** One tuning job of either service. Times are RFC 3339 in UTC. Values that the service doesn't report are null. */
export interface TuningJob {
	/**
	 * The job's own resource name. Gemini API: the operation (`tunedModels/{id}/operations/{op}`), null if unknown. A list of tuned models
	 * doesn't contain it. Vertex AI: `projects/{p}/locations/{l}/tuningJobs/{id}`.
	 */
	name: string | null;
	/**
	 * The job's tuned model. Gemini API: `tunedModels/{id}`, known from the start. Vertex AI:
	 * `projects/{p}/locations/{l}/models/{id}@{version}`, null until the job has finished.
	 */
	tunedModel: string | null;
	/** A name that never changes and that no other job has. */
	identity: string;
	displayName: string;
	description: string;
	baseModel: string | null;
	/** The tuned model that this job continues from. */
	sourceTunedModel: string | null;
	state: TuningState;
	/** The service's name of `state`. */
	rawState: string;
	/** Stage of a running job, in the service's words. */
	stage: string | null;
	/** False if only the job's unknown operation shows whether it was canceled or why it failed. */
	outcomeKnown: boolean;
	jobError: JobError | null;
	createTime: string | null;
	startTime: string | null;
	endTime: string | null;
	updateTime: string | null;
	/** Resource name of the tuned model's endpoint; null if the model needs none or isn't deployed. */
	endpoint: string | null;
	/** Oldest first. */
	checkpoints: Checkpoint[];
	dataStats: DataStats | null;
	totalSteps: number | null;
	completedSteps: number | null;
	/** 0 to 100. */
	completedPercent: number | null;
	snapshots: Snapshot[];
	/** Measured values that snapshots have no field for, by the service's name. */
	otherMetrics: Record<string, Array<{ step: number; time: string | null; value: number }>>;
	/** First step whose loss isn't a finite number; null if there is none. */
	divergedAtStep: number | null;
	/** Why `snapshots` lacks measurements that the service has; null if it doesn't. */
	metricsProblem: string | null;
	/** Resource name of the Vertex AI experiment with the job's metrics; null with the Gemini API and before it exists. */
	experiment: string | null;
	hasValidationData: boolean;
	hyperparameters: HyperparameterValues;
}
