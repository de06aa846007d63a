/**
 * Wire types of the Gemini API's `tunedModels` service, version v1beta.
 *
 * Source: google/ai/generativelanguage/v1beta/{tuned_model,model_service,permission,permission_service}.proto and recorded
 * answers. Answers leave proto3 defaults out (0, false, empty), so every answered field is optional; int64 is a string.
 */

import type { Status } from '../http';

export type WireModelState = 'STATE_UNSPECIFIED' | 'CREATING' | 'ACTIVE' | 'FAILED';

export interface TuningExample {
	textInput: string;
	output: string;
}

export interface Hyperparameters {
	epochCount?: number;
	batchSize?: number;
	/** Excludes learningRateMultiplier. */
	learningRate?: number;
	learningRateMultiplier?: number;
}

/** One per step; `epoch` is absent while it is 0. */
export interface TuningSnapshot {
	step?: number;
	epoch?: number;
	meanLoss?: number;
	computeTime?: string;
}

export interface TuningTask {
	startTime?: string;
	completeTime?: string;
	snapshots?: TuningSnapshot[];
	/** Input only, never answered; the double nesting is the API's. */
	trainingData?: { examples: { examples: TuningExample[] } };
	hyperparameters?: Hyperparameters;
}

export interface TunedModel {
	/** `tunedModels/{id}`; output only. */
	name?: string;
	/** `models/{model}`; excludes tunedModelSource in a request. */
	baseModel?: string;
	tunedModelSource?: { tunedModel?: string; baseModel?: string };
	displayName?: string;
	description?: string;
	temperature?: number;
	topP?: number;
	topK?: number;
	state?: WireModelState;
	createTime?: string;
	updateTime?: string;
	tuningTask?: TuningTask;
	readerProjectNumbers?: string[];
}

export interface CreateTunedModelMetadata {
	'@type'?: string;
	totalSteps?: number;
	completedSteps?: number;
	completedPercent?: number;
	snapshots?: TuningSnapshot[];
	tunedModel?: string;
}

/** `tunedModels/{id}/operations/{op}`: running without `done`, then either `response` or `error`. */
export interface Operation {
	name: string;
	metadata?: CreateTunedModelMetadata;
	done?: boolean;
	response?: TunedModel & { '@type'?: string };
	error?: Status;
}

export interface ListTunedModelsResponse {
	tunedModels?: TunedModel[];
	nextPageToken?: string;
}

export interface ListOperationsResponse {
	operations?: Operation[];
	nextPageToken?: string;
}

export type GranteeType = 'USER' | 'GROUP' | 'EVERYONE';
export type Role = 'OWNER' | 'WRITER' | 'READER';

export interface Permission {
	/** `tunedModels/{id}/permissions/{permission}`; output only. */
	name?: string;
	granteeType?: GranteeType;
	/** Absent for EVERYONE. */
	emailAddress?: string;
	role?: Role;
}

export interface ListPermissionsResponse {
	permissions?: Permission[];
	nextPageToken?: string;
}

export interface Model {
	/** `models/{model}` */
	name?: string;
	displayName?: string;
	description?: string;
	inputTokenLimit?: number;
	outputTokenLimit?: number;
	/** Contains `createTunedModel` when the model can be tuned. */
	supportedGenerationMethods?: string[];
	temperature?: number;
	maxTemperature?: number;
	topP?: number;
	topK?: number;
}

export interface ListModelsResponse {
	models?: Model[];
	nextPageToken?: string;
}
