import { granteeType, role, tunedModelState } from '../enums.ts';
import { anything, float, int32, int64, json, list, message, oneOf, text } from '../proto.ts';
import type { Decoded } from '../proto.ts';
import { generateContentRequest, safetySetting } from '../content/messages.ts';

const PACKAGE = 'google.ai.generativelanguage.v1beta';

const example = message(`${PACKAGE}.TuningExample`, { textInput: text, output: text });

const hyperparameters = message(
	`${PACKAGE}.Hyperparameters`,
	{
		epochCount: int32,
		batchSize: int32,
		learningRate: float,
		learningRateMultiplier: float,
	},
	{ learning_rate_option: ['learningRate', 'learningRateMultiplier'] },
);

const tuningTask = message(`${PACKAGE}.TuningTask`, {
	startTime: text,
	completeTime: text,
	snapshots: list(anything),
	trainingData: message(`${PACKAGE}.Dataset`, {
		examples: message(`${PACKAGE}.TuningExamples`, { examples: list(example) }),
	}),
	hyperparameters,
});

/** TunedModel as clients send it. The emulator ignores output-only fields. */
export const tunedModel = message(
	`${PACKAGE}.TunedModel`,
	{
		name: text,
		baseModel: text,
		tunedModelSource: message(`${PACKAGE}.TunedModelSource`, { tunedModel: text, baseModel: text }),
		displayName: text,
		description: text,
		temperature: float,
		topP: float,
		topK: int32,
		state: oneOf(`${PACKAGE}.TunedModel.State`, tunedModelState),
		createTime: text,
		updateTime: text,
		tuningTask,
		readerProjectNumbers: list(int64),
	},
	{ source_model: ['baseModel', 'tunedModelSource'] },
);

export const permission = message(`${PACKAGE}.Permission`, {
	name: text,
	granteeType: oneOf(`${PACKAGE}.Permission.GranteeType`, granteeType),
	emailAddress: text,
	role: oneOf(`${PACKAGE}.Permission.Role`, role),
});

export const transferOwnershipRequest = message(`${PACKAGE}.TransferOwnershipRequest`, {
	name: text,
	emailAddress: text,
});

export const cancelOperationRequest = message('google.longrunning.CancelOperationRequest', { name: text });

export const generateTextRequest = message(`${PACKAGE}.GenerateTextRequest`, {
	model: text,
	prompt: message(`${PACKAGE}.TextPrompt`, { text }),
	temperature: float,
	candidateCount: int32,
	maxOutputTokens: int32,
	topP: float,
	topK: int32,
	safetySettings: list(safetySetting),
	stopSequences: list(text),
});

export const batchGenerateContentRequest = message(`${PACKAGE}.BatchGenerateContentRequest`, {
	model: text,
	batch: message(`${PACKAGE}.GenerateContentBatch`, {
		model: text,
		name: text,
		displayName: text,
		priority: int64,
		inputConfig: message(`${PACKAGE}.InputConfig`, {
			fileName: text,
			requests: message(`${PACKAGE}.InlinedRequests`, {
				requests: list(
					message(`${PACKAGE}.InlinedRequest`, { request: generateContentRequest, metadata: json }),
				),
			}),
		}),
	}),
});

export type TunedModelMessage = Decoded<typeof tunedModel>;
export type TrainingRow = Decoded<typeof example>;
