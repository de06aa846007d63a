import { anything, bool, float, int32, int64, list, map, message, oneOf, text } from '../proto.ts';
import type { Decoded, Decoder } from '../proto.ts';
import { callingMessages } from '../content/calling/messages.ts';
import { harmCategory, harmThreshold } from '../enums.ts';

export type Version = 'v1' | 'v1beta1';

export const adapterSize = {
	ADAPTER_SIZE_UNSPECIFIED: 0,
	ADAPTER_SIZE_ONE: 1,
	ADAPTER_SIZE_FOUR: 2,
	ADAPTER_SIZE_EIGHT: 3,
	ADAPTER_SIZE_SIXTEEN: 4,
	ADAPTER_SIZE_THIRTY_TWO: 5,
	ADAPTER_SIZE_TWO: 6,
} as const;

/** Every state a job can be in, with its number on the wire. */
export const jobState = {
	JOB_STATE_UNSPECIFIED: 0,
	JOB_STATE_QUEUED: 1,
	JOB_STATE_PENDING: 2,
	JOB_STATE_RUNNING: 3,
	JOB_STATE_SUCCEEDED: 4,
	JOB_STATE_FAILED: 5,
	JOB_STATE_CANCELLING: 6,
	JOB_STATE_CANCELLED: 7,
	JOB_STATE_PAUSED: 8,
	JOB_STATE_EXPIRED: 9,
	JOB_STATE_UPDATING: 10,
	JOB_STATE_PARTIALLY_SUCCEEDED: 11,
} as const;

export type JobState = Exclude<keyof typeof jobState, 'JOB_STATE_UNSPECIFIED'>;

function messagesOf(version: Version) {
	const type = (name: string) => `google.cloud.aiplatform.${version}.${name}`;
	const beta = version === 'v1beta1';

	const calling = callingMessages({
		type,
		validated: 5,
		ids: beta,
		tool: [
			'retrieval',
			'googleSearch',
			'googleSearchRetrieval',
			'googleMaps',
			'enterpriseWebSearch',
			'parallelAiSearch',
			'exaAiSearch',
			'codeExecution',
			'urlContext',
			'computerUse',
		],
		declaration: [],
		schema: ['additionalProperties', 'ref', 'defs'],
		call: ['partialArgs', 'willContinue'],
		response: ['parts'],
	});
	const part = message(type('Part'), {
		text,
		thought: bool,
		thoughtSignature: text,
		inlineData: anything,
		fileData: anything,
		functionCall: calling.functionCall,
		functionResponse: calling.functionResponse,
		executableCode: anything,
		codeExecutionResult: anything,
		videoMetadata: anything,
		mediaResolution: anything,
	});
	const content = message(type('Content'), { role: text, parts: list(part) });
	const generationConfig = message(type('GenerationConfig'), {
		candidateCount: int32,
		stopSequences: list(text),
		maxOutputTokens: int32,
		temperature: float,
		topP: float,
		topK: float,
		seed: int32,
		presencePenalty: float,
		frequencyPenalty: float,
		responseMimeType: text,
		responseSchema: anything,
		responseJsonSchema: anything,
		responseLogprobs: bool,
		logprobs: int32,
		responseModalities: list(text),
		routingConfig: anything,
		audioTimestamp: bool,
		enableAffectiveDialog: bool,
		speechConfig: anything,
		thinkingConfig: message(type('GenerationConfig.ThinkingConfig'), {
			includeThoughts: bool,
			thinkingBudget: int32,
			thinkingLevel: text,
		}),
		imageConfig: anything,
		mediaResolution: text,
		...(beta && { modelConfig: anything }),
	});
	const safetySetting = message(type('SafetySetting'), {
		category: oneOf(type('HarmCategory'), harmCategory),
		threshold: oneOf(type('SafetySetting.HarmBlockThreshold'), harmThreshold),
		method: text,
	});

	const supervisedHyperParameters = {
		epochCount: int64,
		learningRateMultiplier: float,
		adapterSize: oneOf(type('SupervisedHyperParameters.AdapterSize'), adapterSize),
	};
	const supervised = {
		trainingDatasetUri: text,
		validationDatasetUri: text,
		exportLastCheckpointOnly: bool,
		evaluationConfig: anything,
	};
	const preference = {
		trainingDatasetUri: text,
		validationDatasetUri: text,
		hyperParameters: message(type('PreferenceOptimizationHyperParameters'), {
			...supervisedHyperParameters,
			beta: float,
		}),
	};
	/** What only open models take. */
	const openModels = { learningRate: float, batchSize: int64 };
	const supervisedSpec: Decoder<Partial<SupervisedSpec>> = message(type('SupervisedTuningSpec'), {
		...supervised,
		hyperParameters: message(
			type('SupervisedHyperParameters'),
			beta ? { ...supervisedHyperParameters, ...openModels } : supervisedHyperParameters,
		),
		...(beta && { tuningMode: text }),
	});
	const preferenceType = type('PreferenceOptimizationSpec');
	const preferenceSpec: Decoder<Partial<PreferenceSpec>> = beta
		? message(preferenceType, { ...preference, evaluationConfig: anything })
		: message(preferenceType, { ...preference, exportLastCheckpointOnly: bool });

	/** TuningJob as clients send it; what only Google may set is read and passed over. */
	const tuningJob = message(type('TuningJob'), {
		name: text,
		baseModel: text,
		preTunedModel: message(type('PreTunedModel'), {
			tunedModelName: text,
			checkpointId: text,
			baseModel: text,
		}),
		supervisedTuningSpec: supervisedSpec,
		preferenceOptimizationSpec: preferenceSpec,
		tunedModelDisplayName: text,
		description: text,
		labels: map(text),
		encryptionSpec: message(type('EncryptionSpec'), { kmsKeyName: text }),
		serviceAccount: text,
		state: anything,
		createTime: anything,
		startTime: anything,
		endTime: anything,
		updateTime: anything,
		error: anything,
		experiment: anything,
		tunedModel: anything,
		tuningDataStats: anything,
		evaluateDatasetRuns: anything,
		...(beta && {
			pipelineJob: anything,
			tuningJobState: anything,
			customBaseModel: text,
			outputUri: text,
			distillationSpec: anything,
			reinforcementTuningSpec: anything,
			partnerModelTuningSpec: anything,
			veoTuningSpec: anything,
			veoLoraTuningSpec: anything,
		}),
	});
	return {
		tuningJob,
		rebaseTunedModelRequest: message(type('RebaseTunedModelRequest'), {
			tunedModelRef: message(type('TunedModelRef'), { tunedModel: text, tuningJob: text, pipelineJob: text }),
			tuningJob,
			artifactDestination: message(type('GcsDestination'), { outputUriPrefix: text }),
			deployToSameEndpoint: bool,
		}),
		generateContentRequest: message(type('GenerateContentRequest'), {
			model: text,
			contents: list(content),
			systemInstruction: content,
			cachedContent: text,
			tools: list(calling.tool),
			toolConfig: calling.toolConfig,
			labels: map(text),
			safetySettings: list(safetySetting),
			modelArmorConfig: anything,
			generationConfig,
		}),
		countTokensRequest: message(type('CountTokensRequest'), {
			endpoint: text,
			model: text,
			instances: list(anything),
			contents: list(content),
			systemInstruction: content,
			tools: list(calling.tool),
			generationConfig,
		}),
		model: message(type('Model'), {
			name: text,
			displayName: text,
			description: text,
			labels: map(text),
			defaultCheckpointId: text,
			versionAliases: list(text),
			versionDescription: text,
			etag: text,
		}),
		undeployModelRequest: message(type('UndeployModelRequest'), {
			endpoint: text,
			deployedModelId: text,
			trafficSplit: map(int32),
		}),
		cancelRequest: message(type('CancelTuningJobRequest'), { name: text }),
		cancelBatchRequest: message(type('CancelBatchPredictionJobRequest'), { name: text }),
		/** BatchPredictionJob as clients send it; what only Google may set is read and passed over. */
		batchJob: message(type('BatchPredictionJob'), {
			name: text,
			displayName: text,
			model: text,
			modelVersionId: anything,
			unmanagedContainerModel: anything,
			inputConfig: message(type('BatchPredictionJob.InputConfig'), {
				instancesFormat: text,
				gcsSource: message(type('GcsSource'), { uris: list(text) }),
				bigquerySource: message(type('BigQuerySource'), { inputUri: text }),
				vertexMultimodalDatasetSource: anything,
			}),
			instanceConfig: anything,
			modelParameters: anything,
			outputConfig: message(type('BatchPredictionJob.OutputConfig'), {
				predictionsFormat: text,
				gcsDestination: message(type('GcsDestination'), { outputUriPrefix: text }),
				bigqueryDestination: message(type('BigQueryDestination'), { outputUri: text }),
				...(!beta && { vertexMultimodalDatasetDestination: anything }),
			}),
			dedicatedResources: anything,
			serviceAccount: text,
			manualBatchTuningParameters: anything,
			generateExplanation: bool,
			explanationSpec: anything,
			outputInfo: anything,
			state: anything,
			error: anything,
			partialFailures: anything,
			resourcesConsumed: anything,
			completionStats: anything,
			createTime: anything,
			startTime: anything,
			endTime: anything,
			updateTime: anything,
			labels: map(text),
			encryptionSpec: message(type('EncryptionSpec'), { kmsKeyName: text }),
			disableContainerLogging: bool,
			satisfiesPzs: anything,
			satisfiesPzi: anything,
			...(beta && {
				endpoint: text,
				modelMonitoringConfig: anything,
				modelMonitoringStatsAnomalies: anything,
				modelMonitoringStatus: anything,
			}),
		}),
	};
}

interface HyperParameters {
	epochCount: string;
	learningRateMultiplier: number;
	adapterSize: keyof typeof adapterSize;
}

interface Spec {
	trainingDatasetUri: string;
	validationDatasetUri: string;
	exportLastCheckpointOnly: boolean;
	evaluationConfig: unknown;
}

interface SupervisedSpec extends Spec {
	hyperParameters: Partial<HyperParameters & { learningRate: number; batchSize: string }>;
	tuningMode: string;
}

interface PreferenceSpec extends Spec {
	hyperParameters: Partial<HyperParameters & { beta: number }>;
}

/** The messages of requests, as each version of the API knows them. */
export const messages = { v1: messagesOf('v1'), v1beta1: messagesOf('v1beta1') };

export type BatchJobMessage = Decoded<(typeof messages)['v1beta1']['batchJob']>;
export type TuningJobMessage = Decoded<(typeof messages)['v1beta1']['tuningJob']>;
export type GenerateContentRequest = Decoded<(typeof messages)['v1beta1']['generateContentRequest']>;
export type Content = NonNullable<GenerateContentRequest['contents']>[number];
