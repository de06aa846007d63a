import type { BatchJob } from '../domain/batch';
import type { GenerateContentRequest, GenerateContentResponse, SentRequest } from './content';
import type { Page, PageRequest } from './paginate';
import type { CreationKey } from './tuning';

/** Many prompts at once, answered later and for less. */
export interface Batches {
	/** Starts a job, or reuses the one that an equal creation started before. */
	create(spec: BatchSpec, prompts: readonly BatchPrompt[], key: CreationKey): Promise<BatchCreation>;
	/** @param name a job's resource name or ID, as are the names below */
	get(name: string): Promise<BatchJob>;
	list(request?: PageRequest): Promise<Page<BatchJob>>;
	cancel(name: string): Promise<void>;
	/** Deletes a job that has ended; what it wrote stays. */
	remove(name: string): Promise<void>;
	/** One for each prompt, in their order, whatever the order of the service. Holds a few megabytes at a time. */
	results(name: string): AsyncIterable<BatchAnswer>;
}

/** How a batch of prompts is answered. A value left out is chosen by the service. */
export interface BatchSpec {
	/** A tuned model, or what leads to one; a base model as `publishers/google/models/{model}`, `models/{model}` or `{model}`. */
	model: string;
	displayName?: string;
	labels?: Record<string, string>;
	/** Name of the Cloud Storage bucket through which prompts and answers travel. */
	bucket?: string;
	/** Whether the bucket is made, where the job runs, when there is none of that name. */
	createBucket?: boolean;
}

export interface BatchPrompt {
	request: GenerateContentRequest;
	/** The caller's own name for it, which comes back with its answer. */
	customId?: string;
}

export interface BatchCreation {
	job: BatchJob;
	/** True when the job was there already and none was started. */
	reused: boolean;
	/** Counts from 1; grows where an earlier job for the same prompts and settings failed, was cancelled or deleted. */
	attempt: number;
}

/** What became of one prompt. */
export interface BatchAnswer {
	/** Its place among the prompts, from 0. */
	index: number;
	customId: string | null;
	/** `missing`: the job ended before its turn came. */
	status: 'succeeded' | 'failed' | 'missing';
	/** Google's reason where it was not answered. */
	reason: string | null;
	/** Present where it was answered. */
	response?: GenerateContentResponse;
	/** As it was sent. */
	request?: SentRequest;
}
