import type { DatasetLimits } from '../domain/dataset/limits';
import type { GenerationConfig } from './generation/content';
import type { ModelChange, TuningSpec } from './tuning';

/** What a service can do, as data: fields, limits and messages are derived from it. */
export interface Capabilities {
	/** Limits of the training examples. */
	dataset: DatasetLimits;
	/** Characters. */
	displayNameLength: number;
	/** Characters of all texts of one generateContent request. */
	promptLength: number;
	/** Whether readers and writers can be added to a tuned model. */
	sharing: boolean;
	/** Settings of a new job. */
	tuning: ReadonlyArray<keyof TuningSpec>;
	/** Changeable fields of a tuned model. */
	changes: ReadonlyArray<keyof ModelChange>;
	/** Supported fields of a generateContent request, besides contents and safety settings. */
	generation: ReadonlyArray<GenerationField>;
	/** Whether jobs support a validation set. */
	validationData: boolean;
	/** Whether jobs read examples from Cloud Storage. Then they need a bucket, and users can enter a dataset's address. */
	storage: boolean;
	/** Whether jobs and models have Google Cloud locations. */
	locations: boolean;
	/** Whether users can call checkpoints of a tuned model and continue tuning from them. */
	checkpoints: boolean;
	/** Whether tuned models and endpoints are separate resources from jobs. */
	registry: boolean;
	/** Whether a tuned model's data can be tuned again on a newer base model. */
	rebase: boolean;
	/** Supported features of a conversation, besides texts. */
	chat: Readonly<Record<ModelKind, ChatAbilities>>;
	/** Whether the service counts tokens for tuned models. */
	countTokens: boolean;
	/** The service's defaults; null if not published. */
	defaults: { epochCount: number | null; batchSize: number | null };
	/** Whether this package's training prices apply to this service. */
	trainingPrices: boolean;
	/** Limits of a batch job; null without batch jobs. */
	batches: BatchLimits | null;
}

export type GenerationField = keyof GenerationConfig | 'systemInstruction' | 'labels';

type ModelKind = 'baseModel' | 'tunedModel';

export interface ChatAbilities {
	/** Whether the model can call functions. */
	functions: boolean;
	/** Whether the model accepts a separate system instruction. */
	systemInstruction: boolean;
	/** Whether a JSON Schema can constrain the response. */
	jsonSchema: boolean;
}

interface BatchLimits {
	prompts: number;
	/** Size of the file of prompts. */
	bytes: number;
}
