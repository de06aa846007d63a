import type { BatchJob } from '../domain/batch';
import type { GenerateContentRequest, GenerateContentResponse, SentRequest } from './generation/content';
import type { Page, PageRequest } from './http/paginate';
import type { CreationKey } from './tuning';

/** Batch jobs: many prompts at a lower price, with delayed responses. */
export interface Batches {
	/** Starts a job, or reuses the one of an equal creation. */
	create(spec: BatchSpec, prompts: readonly BatchPrompt[], key: CreationKey): Promise<BatchCreation>;
	/** @param name a job's resource name or ID, as in the methods below */
	get(name: string): Promise<BatchJob>;
	list(request?: PageRequest): Promise<Page<BatchJob>>;
	cancel(name: string): Promise<void>;
	/** Deletes a finished job. Its files stay. */
	remove(name: string): Promise<void>;
	/** Returns one result per prompt, in the order of the prompts. Keeps a few megabytes in memory. */
	results(name: string): AsyncIterable<BatchAnswer>;
}

/** Settings of a batch job. The service chooses absent values. */
export interface BatchSpec {
	/** A tuned model, its job or endpoint, or a base model as `publishers/google/models/{model}`, `models/{model}` or `{model}`. */
	model: string;
	displayName?: string;
	labels?: Record<string, string>;
	/** Name of the Cloud Storage bucket for prompts and responses. */
	bucket?: string;
	/** Whether to create a missing bucket, in the job's location. */
	createBucket?: boolean;
}

export interface BatchPrompt {
	request: GenerateContentRequest;
	/** The caller's ID of the prompt; its result contains it. */
	customId?: string;
}

export interface BatchCreation {
	job: BatchJob;
	/** Whether an existing job was found and none was started. */
	reused: boolean;
	/** From 1. Increases after an earlier job with the same prompts and settings failed, was canceled or was deleted. */
	attempt: number;
}

/** The result of one prompt. */
export interface BatchAnswer {
	/** Index of the prompt, from 0. */
	index: number;
	customId: string | null;
	/** `missing`: the job finished before it processed the prompt. */
	status: 'succeeded' | 'failed' | 'missing';
	/** Google's reason for a failure. */
	reason: string | null;
	/** Present if the prompt succeeded. */
	response?: GenerateContentResponse;
	/** The original request. */
	request?: SentRequest;
}
