import { anything, bool, double, float, int32, int64, list, map, message, oneOf, text } from '../proto.ts';
import type { Decoded, Decoder } from '../proto.ts';
import { contentMessages } from '../content/contentMessages.ts';
import { harmBlockMethod, harmThreshold, vertexHarmCategory } from '../enums.ts';

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

/** Every state of a job, with its number on the wire. */
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

const tuningModes = {
	TUNING_MODE_UNSPECIFIED: 0,
	TUNING_MODE_FULL: 1,
	TUNING_MODE_PEFT_ADAPTER: 2,
} as const;
const routingPreference = { UNKNOWN: 0, PRIORITIZE_QUALITY: 1, BALANCED: 2, PRIORITIZE_COST: 3 } as const;
const featurePreference = {
	FEATURE_SELECTION_PREFERENCE_UNSPECIFIED: 0,
	PRIORITIZE_QUALITY: 1,
	BALANCED: 2,
	PRIORITIZE_COST: 3,
} as const;

export type JobState = Exclude<keyof typeof jobState, 'JOB_STATE_UNSPECIFIED'>;

function messagesOf(version: Version) {
	const type = (name: string) => `google.cloud.aiplatform.${version}.${name}`;
	const beta = version === 'v1beta1';

	const { content, tool, toolConfig, settings } = contentMessages({
		type,
		service: 'vertex',
		ids: beta,
		thinking: type('GenerationConfig.ThinkingConfig'),
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
	});
	const routing = type('GenerationConfig.RoutingConfig');
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
		responseJsonSchema: anything,
		responseLogprobs: bool,
		logprobs: int32,
		routingConfig: message(
			routing,
			{
				autoMode: message(`${routing}.AutoRoutingMode`, {
					modelRoutingPreference: oneOf(
						`${routing}.AutoRoutingMode.ModelRoutingPreference`,
						routingPreference,
					),
				}),
				manualMode: message(`${routing}.ManualRoutingMode`, { modelName: text }),
			},
			{ routing_config: ['autoMode', 'manualMode'] },
		),
		audioTimestamp: bool,
		enableAffectiveDialog: bool,
		...settings,
		...(beta && {
			modelConfig: message(type('GenerationConfig.ModelConfig'), {
				featureSelectionPreference: oneOf(
					type('GenerationConfig.ModelConfig.FeatureSelectionPreference'),
					featurePreference,
				),
			}),
		}),
	});
	const safetySetting = message(type('SafetySetting'), {
		category: oneOf(type('HarmCategory'), vertexHarmCategory),
		threshold: oneOf(type('SafetySetting.HarmBlockThreshold'), harmThreshold),
		method: oneOf(type('SafetySetting.HarmBlockMethod'), harmBlockMethod),
	});

	const supervisedHyperParameters = {
		epochCount: int64,
		learningRateMultiplier: double,
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
			beta: double,
		}),
	};
	/** Fields that only open models support. */
	const openModels = { learningRate: double, batchSize: int64 };
	const supervisedSpec: Decoder<Partial<SupervisedSpec>> = message(type('SupervisedTuningSpec'), {
		...supervised,
		hyperParameters: message(
			type('SupervisedHyperParameters'),
			beta ? { ...supervisedHyperParameters, ...openModels } : supervisedHyperParameters,
		),
		...(beta && { tuningMode: oneOf(type('SupervisedTuningSpec.TuningMode'), tuningModes) }),
	});
	const preferenceType = type('PreferenceOptimizationSpec');
	const preferenceSpec: Decoder<Partial<PreferenceSpec>> = beta
		? message(preferenceType, { ...preference, evaluationConfig: anything })
		: message(preferenceType, { ...preference, exportLastCheckpointOnly: bool });

	/** TuningJob as clients send it. The emulator ignores output-only fields. */
	const tuningJob = message(
		type('TuningJob'),
		{
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
			state: oneOf(type('JobState'), jobState),
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
		},
		{
			source_model: ['baseModel', 'preTunedModel'],
			tuning_spec: [
				'supervisedTuningSpec',
				'preferenceOptimizationSpec',
				'distillationSpec',
				'reinforcementTuningSpec',
				'partnerModelTuningSpec',
				'veoTuningSpec',
				'veoLoraTuningSpec',
			],
		},
	);
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
			tools: list(tool),
			toolConfig,
			labels: map(text),
			safetySettings: list(safetySetting),
			modelArmorConfig: message(type('ModelArmorConfig'), {
				promptTemplateName: text,
				responseTemplateName: text,
			}),
			generationConfig,
		}),
		countTokensRequest: message(type('CountTokensRequest'), {
			endpoint: text,
			model: text,
			instances: list(anything),
			contents: list(content),
			systemInstruction: content,
			tools: list(tool),
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
		/** BatchPredictionJob as clients send it. The emulator ignores output-only fields. */
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
			state: oneOf(type('JobState'), jobState),
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
	tuningMode: keyof typeof tuningModes;
}

interface PreferenceSpec extends Spec {
	hyperParameters: Partial<HyperParameters & { beta: number }>;
}

/** The request messages of each version of the API. */
export const messages = { v1: messagesOf('v1'), v1beta1: messagesOf('v1beta1') };

export type BatchJobMessage = Decoded<(typeof messages)['v1beta1']['batchJob']>;
export type TuningJobMessage = Decoded<(typeof messages)['v1beta1']['tuningJob']>;
type GenerateContentRequest = Decoded<(typeof messages)['v1beta1']['generateContentRequest']>;
export type Content = NonNullable<GenerateContentRequest['contents']>[number];
