/** What is asked for, and answered, when a model is tuned. */

import type { Dataset } from '../domain/dataset';
import type { TuningJob } from '../domain/job';
import type { Changes } from '../domain/rowDigest';
import type { Missing } from '../domain/series';

/** What is tuned and how. A value left out is chosen by the service. */
export interface TuningSpec {
	/**
	 * Either a base model or a tuned model to continue from, where a checkpoint of it may be picked. Gemini API: `models/…`,
	 * `tunedModels/…`; Vertex AI: `gemini-…`, `projects/…/models/{id}@{version}` or the job that made the model.
	 */
	source: { baseModel: string } | { tunedModel: string; checkpointId?: string };
	/** Preference tuning learns from a better and a worse answer to each input; supervised when absent. */
	method?: 'supervised' | 'preference';
	/** The ID the user wants for the tuned model. */
	modelId?: string;
	displayName?: string;
	description?: string;
	epochCount?: number;
	batchSize?: number;
	learningRate?: number;
	learningRateMultiplier?: number;
	temperature?: number;
	topP?: number;
	topK?: number;
	readerProjectNumbers?: string[];
	/** Rank of the adapter: 1, 2, 4, 8, 16 or 32. */
	adapterSize?: number;
	/** Preference tuning: how close the model keeps to the one it starts from, 0.01 to 0.5. */
	beta?: number;
	/** Whether only the finished model is kept and deployed, without its checkpoints. */
	exportLastCheckpointOnly?: boolean;
	/** Lower-case letters, digits, `_` and `-`, at most 64 characters each. */
	labels?: Record<string, string>;
	/** E-mail of the service account that the job runs as. */
	serviceAccount?: string;
	/** Resource name of the Cloud KMS key that encrypts what the job makes. */
	kmsKeyName?: string;
	/** Name of the Cloud Storage bucket through which the examples travel. */
	bucket?: string;
	/** Whether the bucket is made, where the job runs, when there is none of that name. */
	createBucket?: boolean;
}

/** JSONL files in Cloud Storage: `gs://{bucket}/{object}`. */
export interface StoredDataset {
	trainingUri: string;
	validationUri?: string;
}

/** Part of the training examples of a dataset in Cloud Storage. */
export interface StoredSample {
	/** Texts of each. */
	examples: string[][];
	/** About how much of all of them, up to 1. */
	share: number;
}

/** What makes a creation the same creation again: equal keys, equal data and an equal spec never start a second job. */
export interface CreationKey {
	project: string;
	/** Set to ask for a new job although an equal one exists: an ID that a retry of the same execution repeats. */
	forceNew?: string;
}

export interface Creation {
	job: TuningJob;
	/** True when the job was there already and none was started. */
	reused: boolean;
	/** Counts from 1; grows where an earlier job for the same data and settings failed, was cancelled or deleted. */
	attempt: number;
}

/** A job that another one of its series would follow. */
export interface Predecessor {
	job: TuningJob;
	/** Of its trace. */
	run: string | null;
	/** How rows differ from those it was created from. */
	compare(data: Dataset | StoredDataset): Promise<Changes | Missing>;
}

/** Fields of a tuned model to change; those left out stay. */
export interface ModelChange {
	displayName?: string;
	description?: string;
	temperature?: number;
	topP?: number;
	topK?: number;
	readerProjectNumbers?: string[];
	labels?: Record<string, string>;
}

export interface RebaseSpec {
	/** The newer base model; chosen by the service when absent. */
	baseModel?: string;
	displayName?: string;
	/** Whether the new model takes the place of the old one at its endpoint. */
	deployToSameEndpoint?: boolean;
	/** Bucket for what the job writes, and for the claim by which a repeat starts no second job. */
	bucket: string;
}

/** One thing that was looked at before anything is created. */
export interface PreflightCheck {
	/** The same for the same thing, whatever comes out. */
	id: string;
	/** `notChecked`: the caller may not see it. `warning`: a job may still run. */
	status: 'ok' | 'warning' | 'missing' | 'notChecked';
	/** What was found, and unless it is fine the way out. */
	message: string;
}
