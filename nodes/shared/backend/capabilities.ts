import type { DatasetLimits } from '../domain/prepare/limits';
import type { GenerationConfig } from './content';
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
	/** Whether a training run reports its loss by step. */
	lossByStep: boolean;
	/** What can be said of a job that is to be created. */
	tuning: ReadonlyArray<keyof TuningSpec>;
	/** What can be changed of a tuned model. */
	changes: ReadonlyArray<keyof ModelChange>;
	/** What a request to generate may carry beside contents and safety settings. */
	generation: ReadonlyArray<GenerationField>;
	/** Whether examples can be kept apart, to measure the model by. */
	validationData: boolean;
	/** Whether examples travel through Cloud Storage, so that a bucket is needed and a dataset there can be named instead. */
	storage: boolean;
	/** Whether jobs and models lie in locations of Google Cloud. */
	locations: boolean;
	/** Whether the model as it was at earlier points of its training can be called and tuned on. */
	checkpoints: boolean;
	/** Whether tuned models are kept and served apart from the jobs that made them. */
	registry: boolean;
	/** Whether a tuned model's data can be tuned again on a newer base model. */
	rebase: boolean;
	/** What a conversation may hold beside texts. */
	chat: Readonly<Record<ModelKind, ChatAbilities>>;
	/** Whether tokens can be counted as a tuned model counts them. */
	countTokens: boolean;
	/** What the service takes where a job is not told; null where nobody publishes it. */
	defaults: { epochCount: number | null; batchSize: number | null };
	/** Whether the training prices that this package knows are this service's. */
	trainingPrices: boolean;
	/** What one batch job takes; null where there are none. */
	batches: BatchLimits | null;
}

export type GenerationField = keyof GenerationConfig | 'systemInstruction' | 'labels';

/** Which of the two a model is. */
export type ModelKind = 'baseModel' | 'tunedModel';

export interface ChatAbilities {
	/** Whether it can have functions called. */
	functions: boolean;
	/** Whether it takes what it is told before the conversation apart from it. */
	systemInstruction: boolean;
	/** Whether its answer can be bound to a JSON Schema. */
	jsonSchema: boolean;
}

export interface BatchLimits {
	prompts: number;
	/** Of the file of prompts. */
	bytes: number;
}
