import type { Json } from '../json.ts';
import type { Example, Training } from '../learner/index.ts';
import type { JobOutcome, RunError, TuningRun } from '../run.ts';
import type { AdapterSize } from './baseModels.ts';
import type { JobState } from './messages.ts';
import type { JobCourse } from './moment.ts';

/** How long things take at Vertex AI, in milliseconds of the emulator's time. */
export interface VertexDurations {
	/** From a job's creation to JOB_STATE_RUNNING. */
	pendingMs: number;
	/** Reading the dataset. */
	datasetMs: number;
	/** Waiting for machines. */
	capacityMs: number;
	/** One step of training. */
	stepMs: number;
	/** From the last step to the end of the job. */
	finishMs: number;
	/** From a cancellation to JOB_STATE_CANCELLED. */
	cancelMs: number;
	/** A long-running operation. */
	operationMs: number;
	/** From a batch job's creation to JOB_STATE_RUNNING. */
	batchPendingMs: number;
	/** Reading a batch job's requests. */
	batchImportMs: number;
	/** Answering one request of a batch job. */
	batchLineMs: number;
	/** Writing a batch job's answers. */
	batchExportMs: number;
}

/** A name's parts; the project by its ID. */
export interface Place {
	project: string;
	location: string;
	id: string;
}

export type TuningMethod = 'supervised' | 'preference';

export interface HyperParameters {
	/** Chosen from the size of the dataset when it has been read, unless the request said it. */
	epochCount?: number;
	learningRateMultiplier: number;
	adapterSize: AdapterSize;
	beta?: number;
}

/** What was read from the dataset. */
export interface Dataset {
	/** When it had been read. */
	at: number;
	/** Number of lines. */
	count: number;
	examples: readonly Example[];
	stats: Json;
}

export interface Checkpoint {
	checkpointId: string;
	epoch: number;
	step: number;
	/** ID of its endpoint, where it has one. */
	endpoint?: Place;
}

/** What a finished job made. */
export interface TunedModel {
	model: Place & { version: string };
	/** Absent when it could not be made. */
	endpoint?: Place;
	checkpoints: readonly Checkpoint[];
}

export interface TuningJob extends Place, JobCourse {
	sequence: number;
	baseModel: string;
	/** What it goes on from. */
	preTunedModel?: { name: string; checkpointId?: string; model: Place; training: () => Training };
	method: TuningMethod;
	trainingDatasetUri: string;
	validationDatasetUri?: string;
	exportLastCheckpointOnly?: boolean;
	evaluationConfig?: Json;
	hyperParameters: HyperParameters;
	displayName: string;
	description: string;
	labels: Record<string, string>;
	kmsKeyName?: string;
	serviceAccount?: string;
	durations: VertexDurations;
	outcome?: JobOutcome;
	/** When it was let past the quota of concurrent jobs. */
	admitTime?: number;
	dataset?: Dataset;
	run?: TuningRun;
	forced?: { state: JobState; since: number; error?: RunError };
	tunedModel?: TunedModel;
}

export interface ModelVersion {
	id: string;
	createTime: number;
	updateTime: number;
	description: string;
	labels: Record<string, string>;
	baseModel: string;
	/** The job that made it. */
	job: string;
	checkpoints: readonly Checkpoint[];
	defaultCheckpointId?: string;
}

export interface Model extends Place {
	sequence: number;
	displayName: string;
	createTime: number;
	/** Oldest first; the last one carries the alias `default`. */
	versions: ModelVersion[];
}

export interface DeployedModel {
	id: string;
	model: Place;
	version: string;
	checkpointId?: string;
	displayName: string;
	createTime: number;
}

export interface Endpoint extends Place {
	sequence: number;
	displayName: string;
	labels: Record<string, string>;
	createTime: number;
	updateTime: number;
	deployed: DeployedModel[];
}

/** A long-running operation; what it does happens at its end. */
export interface Operation {
	/** Full name. */
	name: string;
	project: string;
	location: string;
	createTime: number;
	doneTime: number;
	/** Name of the metadata's message, without its package. */
	metadata: string;
	/** Carried out at the end; gives the response. */
	finish(now: number): { response: Json } | { error: RunError };
	result?: { response: Json } | { error: RunError };
}
