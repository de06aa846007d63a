import type { Capabilities } from '../capabilities';

/**
 * Limits of examples and prompts: ai.google.dev/gemini-api/docs/model-tuning (2025-04-16), published for Gemini 1.5 Flash.
 * Display name: google/ai/generativelanguage/v1beta/tuned_model.proto.
 * Defaults: the same page. According to the proto, the batch size can also be 16, depending on the number of examples.
 * A tuned model supports neither a system instruction nor JSON mode. Its examples have no earlier turns (first page).
 */
export const geminiCapabilities: Capabilities = {
	dataset: {
		inputLength: 40_000,
		outputLength: 5_000,
		totalBytes: 4 * 1024 * 1024,
		conversations: false,
		systemInstructions: false,
	},
	displayNameLength: 40,
	promptLength: 40_000,
	sharing: true,
	tuning: [
		'source',
		'modelId',
		'displayName',
		'description',
		'epochCount',
		'batchSize',
		'learningRate',
		'learningRateMultiplier',
		'temperature',
		'topP',
		'topK',
		'readerProjectNumbers',
	],
	changes: ['displayName', 'description', 'temperature', 'topP', 'topK', 'readerProjectNumbers'],
	generation: [
		'candidateCount',
		'frequencyPenalty',
		'maxOutputTokens',
		'presencePenalty',
		'seed',
		'stopSequences',
		'temperature',
		'topK',
		'topP',
	],
	validationData: false,
	storage: false,
	locations: false,
	checkpoints: false,
	registry: false,
	rebase: false,
	chat: {
		baseModel: { functions: true, systemInstruction: true, jsonSchema: true },
		tunedModel: { functions: false, systemInstruction: false, jsonSchema: false },
	},
	countTokens: false,
	defaults: { epochCount: 5, batchSize: 4 },
	trainingPrices: false,
	batches: null,
};
