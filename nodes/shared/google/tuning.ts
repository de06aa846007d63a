/** Requests and results of tuning. */

import type { Dataset } from '../domain/dataset/dataset';
import type { Hyperparameters, TuningJob } from '../domain/job';
import type { Changes } from '../domain/rowDigest';
import type { Missing } from '../domain/series';

/** Settings of a tuning job. The service chooses absent values. */
export interface TuningSpec extends Partial<Hyperparameters> {
	/**
	 * A base model, or a tuned model or checkpoint to continue from. Gemini API: `models/…`,
	 * `tunedModels/…`; Vertex AI: `gemini-…`, `projects/…/models/{id}@{version}` or the job that made the model.
	 */
	source: { baseModel: string } | { tunedModel: string; checkpointId?: string };
	/** Preference tuning uses a preferred and a rejected output for each input. Default: supervised. */
	method?: 'supervised' | 'preference';
	/** The user's own ID for the tuned model. */
	modelId?: string;
	displayName?: string;
	description?: string;
	temperature?: number;
	topP?: number;
	topK?: number;
	readerProjectNumbers?: string[];
	/** Whether the service keeps and deploys only the finished model, without checkpoints. */
	exportLastCheckpointOnly?: boolean;
	/** Lower-case letters, digits, `_` and `-`, at most 64 characters each. */
	labels?: Record<string, string>;
	/** Email of the job's service account. */
	serviceAccount?: string;
	/** Resource name of the Cloud KMS key that encrypts the job's results. */
	kmsKeyName?: string;
	/** Name of the Cloud Storage bucket for the examples. */
	bucket?: string;
	/** Whether to create a missing bucket, in the job's location. */
	createBucket?: boolean;
}

/** JSONL files in Cloud Storage: `gs://{bucket}/{object}`. */
export interface StoredDataset {
	trainingUri: string;
	validationUri?: string;
}

/** Part of the training examples of a dataset in Cloud Storage. */
export interface StoredSample {
	/** The texts of each example. */
	examples: string[][];
	/** Approximate share of all examples, up to 1. */
	share: number;
}

/** A part of the idempotency key: with an equal spec and equal data, a repeat never starts a second job. */
export interface CreationKey {
	project: string;
	/** ID of the execution, to start a new job although an equal one exists. A retry of the execution has the same ID. */
	forceNew?: string;
}

export interface Creation {
	job: TuningJob;
	/** Whether an existing job was found and none was started. */
	reused: boolean;
	/** From 1. Increases after an earlier job with the same data and settings failed, was canceled or was deleted. */
	attempt: number;
}

/** The last job of a series. */
export interface Predecessor {
	job: TuningJob;
	/** The trace's `run`. */
	run: string | null;
	/** Compares rows with those of the job. */
	compare(data: Dataset | StoredDataset): Promise<Changes | Missing>;
}

/** Fields of a tuned model to change. Absent fields stay as they are. */
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
	/** The newer base model. By default, the service chooses it. */
	baseModel?: string;
	displayName?: string;
	/** Whether the new model replaces the old one at its endpoint. */
	deployToSameEndpoint?: boolean;
	/** Bucket for the job's results and the lease. */
	bucket: string;
}

/** One check before the job starts. */
export interface PreflightCheck {
	/** ID of the check, independent of its result. */
	id: string;
	/** `notChecked`: the caller has no permission. `warning`: a job may still run. */
	status: 'ok' | 'warning' | 'missing' | 'notChecked';
	/** The result, and the fix for a problem. */
	message: string;
}
