import type { Json } from '../json.ts';
import type { Example, Training } from '../learner/index.ts';
import type { JobOutcome, RunError, TuningRun } from '../run.ts';
import type { AdapterSize } from './baseModels.ts';
import type { JobState } from './messages.ts';
import type { JobCourse } from './moment.ts';

/** Durations at Vertex AI, in milliseconds of the emulator's time. */
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
	/** Generating one response of a batch job. */
	batchLineMs: number;
	/** Writing a batch job's responses. */
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
	/** Chosen from the size of the dataset unless the request contains it. */
	epochCount?: number;
	learningRateMultiplier: number;
	adapterSize: AdapterSize;
	beta?: number;
}

/** The content of the dataset. */
export interface Dataset {
	/** The end of reading. */
	at: number;
	/** Number of lines. */
	count: number;
	examples: readonly Example[];
	/** The examples of the validation file, if there is one. */
	validation?: readonly Example[];
	/** Mean number of tokens in an output. */
	outputTokens: number;
	stats: Json;
}

/** How the metrics of a job differ from normal ones, as a test set it. */
export type MetricsFault = 'emptyRun' | 'evaluationRun' | 'noRun' | 'unknownSeries';

/** The TensorBoard run of a job. */
export interface MetricsRun {
	id: string;
	/** IDs of its time series by display name. */
	series: Map<string, string>;
}

export interface Checkpoint {
	checkpointId: string;
	epoch: number;
	step: number;
	/** ID of its endpoint, if it has one. */
	endpoint?: Place;
}

/** The results of a finished job. */
interface TunedModel {
	model: Place & { version: string };
	/** Absent if the endpoint couldn't be created. */
	endpoint?: Place;
	checkpoints: readonly Checkpoint[];
}

export interface TuningJob extends Place, JobCourse {
	sequence: number;
	baseModel: string;
	/** The tuned model that it continues from. */
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
	/** When the quota of concurrent jobs admitted it. */
	admitTime?: number;
	dataset?: Dataset;
	run?: TuningRun;
	metricsRun?: MetricsRun;
	metricsFault?: MetricsFault;
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
	/** The job that created it. */
	job: string;
	checkpoints: readonly Checkpoint[];
	defaultCheckpointId?: string;
}

export interface Model extends Place {
	sequence: number;
	displayName: string;
	createTime: number;
	/** Oldest first; the last one has the alias `default`. */
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

/** A long-running operation. Its effect happens at its end. */
export interface Operation {
	/** Full name. */
	name: string;
	project: string;
	location: string;
	createTime: number;
	doneTime: number;
	/** Name of the metadata's message, without its package. */
	metadata: string;
	/** Runs at the end and returns the response. */
	finish(now: number): { response: Json } | { error: RunError };
	result?: { response: Json } | { error: RunError };
}
