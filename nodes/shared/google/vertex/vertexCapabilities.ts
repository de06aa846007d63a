import type { Capabilities } from '../capabilities';

/**
 * Sources. Display name: google/cloud/aiplatform/v1/tuning_job.proto. File size and validation set: docs.cloud.google.com on
 * supervised fine-tuning, 2026. Batch size limits: docs.cloud.google.com on batch inference with Gemini.
 *
 * An example can have 131,072 tokens, which has no equivalent in characters. Google publishes neither its rule for the number of
 * epochs nor the training batch size.
 */
export const vertexCapabilities: Capabilities = {
	dataset: {
		inputLength: Number.POSITIVE_INFINITY,
		outputLength: Number.POSITIVE_INFINITY,
		totalBytes: 1024 ** 3,
		conversations: true,
		systemInstructions: true,
		validation: { examples: 5_000, freeExamples: 1_000, share: 0.3 },
	},
	displayNameLength: 128,
	promptLength: Number.POSITIVE_INFINITY,
	sharing: false,
	tuning: [
		'source',
		'method',
		'displayName',
		'description',
		'epochCount',
		'learningRateMultiplier',
		'adapterSize',
		'beta',
		'exportLastCheckpointOnly',
		'labels',
		'serviceAccount',
		'kmsKeyName',
		'bucket',
		'createBucket',
	],
	changes: ['displayName', 'description', 'labels'],
	generation: [
		'candidateCount',
		'frequencyPenalty',
		'labels',
		'maxOutputTokens',
		'presencePenalty',
		'responseJsonSchema',
		'responseMimeType',
		'responseSchema',
		'seed',
		'stopSequences',
		'systemInstruction',
		'temperature',
		'thinkingConfig',
		'topK',
		'topP',
	],
	validationData: true,
	storage: true,
	locations: true,
	checkpoints: true,
	registry: true,
	rebase: true,
	chat: {
		baseModel: { functions: true, systemInstruction: true, jsonSchema: true },
		tunedModel: { functions: true, systemInstruction: true, jsonSchema: true },
	},
	countTokens: true,
	defaults: { epochCount: null, batchSize: null },
	trainingPrices: true,
	batches: { prompts: 200_000, bytes: 1024 ** 3 },
};
