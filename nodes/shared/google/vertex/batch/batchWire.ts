/**
 * Wire types of batch prediction with Gemini, from Cloud Storage to Cloud Storage.
 *
 * Documented. Jobs: google/cloud/aiplatform/v1/{batch_prediction_job,job_service,completion_stats}.proto. Lines of requests, responses and
 * failures: docs.cloud.google.com on batch inference from Cloud Storage, 2026.
 *
 * Not documented, reported by users in 2026: responses have another order than requests. A line's further fields are echoed.
 *
 * Unknown: the names of several response files.
 */

import { generateContentResponse, sentRequest } from '../../generation/content';
import { page } from '../../http/paginate';
import type { Reader, Shaped } from '../../http/shape';
import { fields, having, list, long, mapOf, strict, text, time } from '../../http/shape';
import { status } from '../../http/status';

export const batchPredictionJob = fields({
	/** `projects/{p}/locations/{l}/batchPredictionJobs/{id}`; output only. */
	name: text,
	/** Required, at most 128 characters. */
	displayName: text,
	/** `publishers/google/models/{model}` or `projects/{p}/locations/{l}/models/{id}`, with a version after `@` or without. */
	model: text,
	/** `jsonl` */
	inputConfig: fields({ instancesFormat: text, gcsSource: fields({ uris: list(text) }) }),
	/** `jsonl` */
	outputConfig: fields({ predictionsFormat: text, gcsDestination: fields({ outputUriPrefix: text }) }),
	/** Output only, as is everything below except the labels. The folder is below the prefix; its name contains the creation time. */
	outputInfo: fields({ gcsOutputDirectory: text }),
	/** A `JobState`. */
	state: text,
	error: status,
	/** `incompleteCount` is -1 if unknown. */
	completionStats: fields({ successfulCount: long, failedCount: long, incompleteCount: long }),
	createTime: time,
	startTime: time,
	endTime: time,
	updateTime: time,
	/** Strict: a job with unreadable labels may be the one with the key. */
	labels: strict(mapOf(text)),
});

/** An existing job. */
export const existingBatchJob = having(batchPredictionJob, 'name');

export const listBatchPredictionJobsResponse = page('batchPredictionJobs', existingBatchJob);

/** One line of the file of requests. */
export const requestLine = fields({
	/** `row-{index}`, from 0. Vertex AI would return bare digits as a number. */
	n8n_row: text,
	/** `id-{…}`: the caller's ID. */
	n8n_id: text,
	request: sentRequest,
});

/** Reason of a failed line. An unreadable reason isn't dropped. */
const failure: Reader<string> = (value) => {
	if (value === undefined || value === null) return undefined;
	return typeof value === 'string' ? value : JSON.stringify(value);
};

/** One line of a file of responses. Fields of other lines can be null. */
export const answerLine = fields({
	n8n_row: text,
	n8n_id: text,
	/** Empty for a response, otherwise the error: `Bad Request: {"error": {…}}`. */
	status: failure,
	request: sentRequest,
	response: generateContentResponse,
});

export type BatchPredictionJob = Shaped<typeof batchPredictionJob>;
export type AnswerLine = Shaped<typeof answerLine>;
