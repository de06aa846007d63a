/**
 * Wire types of Vertex AI: tuning jobs, the model registry, endpoints and long-running operations.
 *
 * Source: google/cloud/aiplatform/{v1,v1beta1}/{tuning_job,genai_tuning_service,model,endpoint,job_state}.proto; preference tuning,
 * which these protos lack, from the discovery document of v1 (googleapis 188). Responses omit default values, so each of their fields
 * is optional. An int64 arrives as a string and can be sent as a number. Names in responses contain the project's number.
 */

import { page } from '../http/paginate';
import type { Reader, Shaped } from '../http/shape';
import {
	fields,
	figure,
	flag,
	having,
	list,
	long,
	mapOf,
	number,
	strict,
	text,
	time,
	wholeList,
} from '../http/shape';
import { status } from '../http/status';

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

export type AdapterSize =
	| 'ADAPTER_SIZE_ONE'
	| 'ADAPTER_SIZE_TWO'
	| 'ADAPTER_SIZE_FOUR'
	| 'ADAPTER_SIZE_EIGHT'
	| 'ADAPTER_SIZE_SIXTEEN'
	| 'ADAPTER_SIZE_THIRTY_TWO';

const hyperParameters = {
	epochCount: long,
	learningRateMultiplier: number,
	/** An `AdapterSize`. */
	adapterSize: text,
};

const preferenceHyperParameters = fields({ ...hyperParameters, beta: number });

const datasets = {
	/** `gs://…` */
	trainingDatasetUri: text,
	validationDatasetUri: text,
	exportLastCheckpointOnly: flag,
};

const tunedModelCheckpoint = fields({ checkpointId: text, epoch: long, step: long, endpoint: text });

const distribution = fields({
	sum: long,
	min: figure,
	max: figure,
	mean: figure,
	median: figure,
	p5: figure,
	p95: figure,
	buckets: list(fields({ count: figure, left: figure, right: figure })),
});

const dataStats = {
	tuningDatasetExampleCount: long,
	totalBillableTokenCount: long,
	tuningStepCount: long,
	userInputTokenDistribution: distribution,
	userOutputTokenDistribution: distribution,
	/** One for each index of a dropped example. */
	droppedExampleReasons: list(text),
};

export const tuningJob = fields({
	/** `projects/{p}/locations/{l}/tuningJobs/{id}`; output only, as is everything from here to `tuningDataStats`. */
	name: text,
	/** A `JobState`. */
	state: text,
	/** v1beta1 only: `TUNING_JOB_STATE_…` while the job runs. */
	tuningJobState: text,
	createTime: time,
	/** When the job first ran. */
	startTime: time,
	/** When the job finished, in any state. */
	endTime: time,
	updateTime: time,
	error: status,
	tunedModel: fields({
		/** `projects/{p}/locations/{l}/models/{id}@{version}` */
		model: text,
		/** Absent when deploying failed. */
		endpoint: text,
		/** Absent if only the last one is exported. */
		checkpoints: list(tunedModelCheckpoint),
	}),
	tuningDataStats: fields({
		supervisedTuningDataStats: fields({
			...dataStats,
			userMessagePerExampleDistribution: distribution,
			/** Dropped examples, despite the name. */
			totalTruncatedExampleCount: long,
			/** Some of the dropped ones, counted from 1. */
			truncatedExampleIndices: list(long),
		}),
		preferenceOptimizationDataStats: fields({
			...dataStats,
			/** Some of them, counted from 1. */
			droppedExampleIndices: list(long),
		}),
	}),
	/** The experiment with the job's metrics: `projects/{p}/locations/{l}/metadataStores/default/contexts/{id}` */
	experiment: text,
	/** Newer than the protos of 7.4.0. */
	tuningJobMetadata: fields({ completedEpochCount: long, completedStepCount: long }),
	/** Excludes preTunedModel in a request. */
	baseModel: text,
	preTunedModel: fields({
		/** `projects/{p}/locations/{l}/models/{id}`, with a version or alias after `@` or without. */
		tunedModelName: text,
		checkpointId: text,
		/** Output only. */
		baseModel: text,
	}),
	supervisedTuningSpec: fields({ ...datasets, hyperParameters: fields(hyperParameters) }),
	preferenceOptimizationSpec: fields({ ...datasets, hyperParameters: preferenceHyperParameters }),
	tunedModelDisplayName: text,
	description: text,
	/** Strict: a job with unreadable labels may be the one with the key. */
	labels: strict(mapOf(text)),
	serviceAccount: text,
	encryptionSpec: fields({ kmsKeyName: text }),
});

/** An existing job. */
export const existingTuningJob = having(tuningJob, 'name');

/** google.longrunning.Operation: `done` with either a response or an error. */
function operationOf<T>(response: Reader<T>) {
	return fields(
		{
			/** `projects/{p}/locations/{l}/…/operations/{id}` */
			name: text,
			done: flag,
			response,
			error: status,
		},
		'name',
	);
}

export const operation = operationOf(fields({}));

/** Operation of a rebase; its response is the job. */
export const rebaseOperation = operationOf(existingTuningJob);

export const model = fields(
	{
		/** `projects/{p}/locations/{l}/models/{id}`, without a version. */
		name: text,
		versionId: text,
		versionAliases: list(text),
		displayName: text,
		description: text,
		labels: mapOf(text),
		deployedModels: wholeList(fields({ endpoint: text, deployedModelId: text })),
		defaultCheckpointId: text,
		createTime: time,
		updateTime: time,
	},
	'name',
);

const deployedModel = fields({
	id: text,
	/** With a version after `@` or without. */
	model: text,
	modelVersionId: text,
	checkpointId: text,
	displayName: text,
	createTime: time,
});

export const endpoint = fields(
	{
		/** `projects/{p}/locations/{l}/endpoints/{id}` */
		name: text,
		displayName: text,
		/** A whole list: an endpoint that looks empty would be deleted. */
		deployedModels: wholeList(deployedModel),
		/** Percent by ID of a deployed model. */
		trafficSplit: strict(mapOf(number)),
		createTime: time,
	},
	'name',
);

export const listTuningJobsResponse = page('tuningJobs', existingTuningJob);
export const listModelsResponse = page('models', model);
export const listEndpointsResponse = page('endpoints', endpoint);

export type TuningJob = Shaped<typeof tuningJob>;
export type PreferenceHyperParameters = Shaped<typeof preferenceHyperParameters>;
export type TunedModelCheckpoint = Shaped<typeof tunedModelCheckpoint>;
export type Distribution = Shaped<typeof distribution>;
export type Operation<T = object> = Shaped<ReturnType<typeof operationOf<T>>>;
export type Model = Shaped<typeof model>;
export type DeployedModel = Shaped<typeof deployedModel>;
export type Endpoint = Shaped<typeof endpoint>;

export interface RebaseTunedModelRequest {
	tunedModelRef: { tunedModel: string } | { tuningJob: string };
	/** Differences to the job that created the tuned model. */
	tuningJob?: TuningJob;
	artifactDestination?: { outputUriPrefix: string };
	deployToSameEndpoint?: boolean;
}

export interface UndeployModelRequest {
	deployedModelId: string;
	/** The endpoint's new split: percent by ID of a deployed model. */
	trafficSplit?: Record<string, number>;
}
