/**
 * Wire types of the Gemini API's `tunedModels` service, version v1beta.
 *
 * Source: google/ai/generativelanguage/v1beta/{tuned_model,model_service,permission,permission_service}.proto and recorded
 * responses. Responses omit proto3 defaults (0, false, empty), so each of their fields is optional. An int64 is a string.
 */

import { page } from '../http/paginate';
import type { Shaped } from '../http/shape';
import { fields, figure, having, flag, list, number, text, time } from '../http/shape';
import { status } from '../http/status';

export type WireModelState = 'STATE_UNSPECIFIED' | 'CREATING' | 'ACTIVE' | 'FAILED';

export interface TuningExample {
	textInput: string;
	output: string;
}

/** One per step; `epoch` is absent while it is 0. */
const tuningSnapshot = fields({ step: figure, epoch: figure, meanLoss: figure, computeTime: time });

const tuningTask = fields({
	startTime: time,
	completeTime: time,
	snapshots: list(tuningSnapshot),
	/** `learningRate` excludes `learningRateMultiplier`. */
	hyperparameters: fields({
		epochCount: number,
		batchSize: number,
		learningRate: number,
		learningRateMultiplier: number,
	}),
});

/** A tuned model, or the part of it in the response to a change. */
export const tunedModelPart = fields({
	/** `tunedModels/{id}`; output only. */
	name: text,
	/** `models/{model}`; excludes tunedModelSource in a request. */
	baseModel: text,
	tunedModelSource: fields({ tunedModel: text, baseModel: text }),
	displayName: text,
	description: text,
	temperature: number,
	topP: number,
	topK: number,
	/** A `WireModelState`. */
	state: text,
	createTime: time,
	updateTime: time,
	tuningTask,
	readerProjectNumbers: list(text),
});

export const tunedModel = having(tunedModelPart, 'name');

/** `tunedModels/{id}/operations/{op}`: running without `done`, then either a response or an error. */
export const operation = fields(
	{
		name: text,
		/** CreateTunedModelMetadata */
		metadata: fields({
			totalSteps: number,
			completedSteps: figure,
			completedPercent: figure,
			snapshots: list(tuningSnapshot),
			tunedModel: text,
		}),
		done: flag,
		error: status,
	},
	'name',
);

export const permission = fields(
	{
		/** `tunedModels/{id}/permissions/{permission}`; output only. */
		name: text,
		/** USER, GROUP or EVERYONE. */
		granteeType: text,
		/** Absent for EVERYONE. */
		emailAddress: text,
		/** OWNER, WRITER or READER. */
		role: text,
	},
	'name',
);

const model = fields(
	{
		/** `models/{model}` */
		name: text,
		displayName: text,
		description: text,
		/** Contains `createTunedModel` if the model can be tuned. */
		supportedGenerationMethods: list(text),
	},
	'name',
);

export const listTunedModelsResponse = page('tunedModels', tunedModel);
export const listOperationsResponse = page('operations', operation);
export const listPermissionsResponse = page('permissions', permission);
export const listModelsResponse = page('models', model);

export type TuningSnapshot = Shaped<typeof tuningSnapshot>;
export type TunedModel = Shaped<typeof tunedModelPart>;
export type Operation = Shaped<typeof operation>;
export type Permission = Shaped<typeof permission>;
export type Model = Shaped<typeof model>;

/** Input only; the double nesting is the API's. */
export interface TrainingData {
	examples: { examples: TuningExample[] };
}
