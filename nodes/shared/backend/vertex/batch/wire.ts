/**
 * Wire types of batch prediction with Gemini, from Cloud Storage to Cloud Storage.
 *
 * Sources, with how sure each is. Jobs: google/cloud/aiplatform/v1/{batch_prediction_job,job_service,completion_stats}.proto.
 * Lines of requests and of answers, and the form of a line that failed: docs.cloud.google.com on batch inference from Cloud
 * Storage, 2026. That answers come in another order than the requests, and that what stands beside a request in its line is
 * echoed beside its answer: reported by others in 2026 from running jobs, not documented. What Google calls more than one file
 * of answers: not known.
 */

import type { GenerateContentRequest, GenerateContentResponse } from '../../content';
import type { Status } from '../../http';
import type { JobState } from '../wire';

export interface BatchPredictionJob {
	/** `projects/{p}/locations/{l}/batchPredictionJobs/{id}`; output only. */
	name?: string;
	/** Required, at most 128 characters. */
	displayName?: string;
	/** `publishers/google/models/{model}` or `projects/{p}/locations/{l}/models/{id}`, with a version after `@` or without. */
	model?: string;
	inputConfig?: { instancesFormat?: 'jsonl'; gcsSource?: { uris?: string[] } };
	outputConfig?: { predictionsFormat?: 'jsonl'; gcsDestination?: { outputUriPrefix?: string } };
	/** Output only, as is everything below but the labels. A folder below the prefix, named after the job's creation. */
	outputInfo?: { gcsOutputDirectory?: string };
	state?: JobState;
	error?: Status;
	/** int64; `incompleteCount` is -1 where it is not known. */
	completionStats?: { successfulCount?: string; failedCount?: string; incompleteCount?: string };
	createTime?: string;
	startTime?: string;
	endTime?: string;
	updateTime?: string;
	labels?: Record<string, string>;
}

export interface ListBatchPredictionJobsResponse {
	batchPredictionJobs?: BatchPredictionJob[];
	nextPageToken?: string;
}

/** One line of the file of requests. */
export interface RequestLine {
	/** `row-{place}`, from 0. Never bare digits: these come back as a number, without their zeros. */
	n8n_row?: string;
	/** `id-{…}`: the caller's own name for it. */
	n8n_id?: string;
	request?: GenerateContentRequest;
}

/** One line of a file of answers. Members that other lines have may be null. */
export interface AnswerLine {
	n8n_row?: unknown;
	n8n_id?: unknown;
	/** Empty for a request that was answered, otherwise why it was not: `Bad Request: {"error": {…}}`. */
	status?: string | null;
	request?: GenerateContentRequest;
	response?: GenerateContentResponse | null;
}
