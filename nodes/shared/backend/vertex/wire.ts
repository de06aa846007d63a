/**
 * Wire types of Vertex AI: tuning jobs, the model registry, endpoints and long-running operations.
 *
 * Source: google/cloud/aiplatform/{v1,v1beta1}/{tuning_job,genai_tuning_service,model,endpoint,job_state}.proto; preference tuning,
 * which these protos lack, from the discovery document of v1 (googleapis 188). Answers leave defaults out, so every answered
 * field is optional; int64 arrives as a string and may be sent as a number. Names in answers hold the project's number.
 */

import type { Status } from '../http';

export type JobState =
	| 'JOB_STATE_UNSPECIFIED'
	| 'JOB_STATE_QUEUED'
	| 'JOB_STATE_PENDING'
	| 'JOB_STATE_RUNNING'
	| 'JOB_STATE_SUCCEEDED'
	| 'JOB_STATE_FAILED'
	| 'JOB_STATE_CANCELLING'
	| 'JOB_STATE_CANCELLED'
	| 'JOB_STATE_PAUSED'
	| 'JOB_STATE_EXPIRED'
	| 'JOB_STATE_UPDATING'
	| 'JOB_STATE_PARTIALLY_SUCCEEDED';

/** An int64. */
type Long = string | number;

export type AdapterSize =
	| 'ADAPTER_SIZE_ONE'
	| 'ADAPTER_SIZE_TWO'
	| 'ADAPTER_SIZE_FOUR'
	| 'ADAPTER_SIZE_EIGHT'
	| 'ADAPTER_SIZE_SIXTEEN'
	| 'ADAPTER_SIZE_THIRTY_TWO';

export interface HyperParameters {
	epochCount?: Long;
	learningRateMultiplier?: number;
	adapterSize?: AdapterSize;
}

export interface PreferenceHyperParameters extends HyperParameters {
	beta?: number;
}

interface Datasets {
	/** `gs://…` */
	trainingDatasetUri?: string;
	validationDatasetUri?: string;
	exportLastCheckpointOnly?: boolean;
}

export interface SupervisedTuningSpec extends Datasets {
	hyperParameters?: HyperParameters;
}

export interface PreferenceOptimizationSpec extends Datasets {
	hyperParameters?: PreferenceHyperParameters;
}

export interface PreTunedModel {
	/** `projects/{p}/locations/{l}/models/{id}`, with a version or alias after `@` or without. */
	tunedModelName?: string;
	checkpointId?: string;
	/** Output only. */
	baseModel?: string;
}

export interface TunedModelCheckpoint {
	checkpointId?: string;
	epoch?: Long;
	step?: Long;
	endpoint?: string;
}

export interface TunedModel {
	/** `projects/{p}/locations/{l}/models/{id}@{version}` */
	model?: string;
	/** Absent when deploying failed. */
	endpoint?: string;
	/** Absent where only the last one is exported. */
	checkpoints?: TunedModelCheckpoint[];
}

export interface Distribution {
	sum?: Long;
	min?: number;
	max?: number;
	mean?: number;
	median?: number;
	p5?: number;
	p95?: number;
	buckets?: Array<{ count?: number; left?: number; right?: number }>;
}

export interface SupervisedTuningDataStats {
	tuningDatasetExampleCount?: Long;
	totalBillableTokenCount?: Long;
	tuningStepCount?: Long;
	userInputTokenDistribution?: Distribution;
	userOutputTokenDistribution?: Distribution;
	userMessagePerExampleDistribution?: Distribution;
	/** Dropped examples, whatever the name says. */
	totalTruncatedExampleCount?: Long;
	/** Some of the dropped ones, counted from 1. */
	truncatedExampleIndices?: Long[];
	/** One for each of these indices. */
	droppedExampleReasons?: string[];
}

export interface PreferenceOptimizationDataStats {
	tuningDatasetExampleCount?: Long;
	totalBillableTokenCount?: Long;
	tuningStepCount?: Long;
	userInputTokenDistribution?: Distribution;
	userOutputTokenDistribution?: Distribution;
	/** Some of them, counted from 1. */
	droppedExampleIndices?: Long[];
	/** One for each of these indices. */
	droppedExampleReasons?: string[];
}

export interface TuningJob {
	/** `projects/{p}/locations/{l}/tuningJobs/{id}`; output only, as is everything from here to `tuningDataStats`. */
	name?: string;
	state?: JobState;
	/** v1beta1 only: `TUNING_JOB_STATE_…` while the job runs. */
	tuningJobState?: string;
	createTime?: string;
	/** When it first ran. */
	startTime?: string;
	/** When it ended, however it did. */
	endTime?: string;
	updateTime?: string;
	error?: Status;
	tunedModel?: TunedModel;
	tuningDataStats?: {
		supervisedTuningDataStats?: SupervisedTuningDataStats;
		preferenceOptimizationDataStats?: PreferenceOptimizationDataStats;
	};
	/** Excludes preTunedModel in a request. */
	baseModel?: string;
	preTunedModel?: PreTunedModel;
	supervisedTuningSpec?: SupervisedTuningSpec;
	preferenceOptimizationSpec?: PreferenceOptimizationSpec;
	tunedModelDisplayName?: string;
	description?: string;
	labels?: Record<string, string>;
	serviceAccount?: string;
	encryptionSpec?: { kmsKeyName: string };
}

export interface ListTuningJobsResponse {
	tuningJobs?: TuningJob[];
	nextPageToken?: string;
}

export interface RebaseTunedModelRequest {
	tunedModelRef: { tunedModel: string } | { tuningJob: string };
	/** What differs from the job that made the tuned model. */
	tuningJob?: TuningJob;
	artifactDestination?: { outputUriPrefix: string };
	deployToSameEndpoint?: boolean;
}

/** google.longrunning.Operation: `done` with either `response` or `error`. */
export interface Operation<T = object> {
	/** `projects/{p}/locations/{l}/…/operations/{id}` */
	name?: string;
	done?: boolean;
	response?: T;
	error?: Status;
}

export interface Model {
	/** `projects/{p}/locations/{l}/models/{id}`, without a version. */
	name?: string;
	versionId?: string;
	versionAliases?: string[];
	displayName?: string;
	description?: string;
	labels?: Record<string, string>;
	deployedModels?: Array<{ endpoint?: string; deployedModelId?: string }>;
	defaultCheckpointId?: string;
	createTime?: string;
	updateTime?: string;
}

export interface ListModelsResponse {
	models?: Model[];
	nextPageToken?: string;
}

export interface DeployedModel {
	id?: string;
	/** With a version after `@` or without. */
	model?: string;
	modelVersionId?: string;
	checkpointId?: string;
	displayName?: string;
	createTime?: string;
}

export interface Endpoint {
	/** `projects/{p}/locations/{l}/endpoints/{id}` */
	name?: string;
	displayName?: string;
	deployedModels?: DeployedModel[];
	/** Percent by ID of a deployed model. */
	trafficSplit?: Record<string, number>;
	createTime?: string;
}

export interface ListEndpointsResponse {
	endpoints?: Endpoint[];
	nextPageToken?: string;
}

export interface UndeployModelRequest {
	deployedModelId: string;
	/** The endpoint's whole split afterwards; percent by ID of a deployed model. */
	trafficSplit?: Record<string, number>;
}
