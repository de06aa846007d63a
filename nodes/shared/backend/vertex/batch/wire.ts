/**
 * Wire types of batch prediction with Gemini, from Cloud Storage to Cloud Storage.
 *
 * Sources, with how sure each is. Jobs: google/cloud/aiplatform/v1/{batch_prediction_job,job_service,completion_stats}.proto.
 * Lines of requests and of answers, and the form of a line that failed: docs.cloud.google.com on batch inference from Cloud
 * Storage, 2026. That answers come in another order than the requests, and that what stands beside a request in its line is
 * echoed beside its answer: reported by others in 2026 from running jobs, not documented. What Google calls more than one file
 * of answers: not known.
 */

import { generateContentResponse, sentRequest } from '../../content';
import { page } from '../../paginate';
import type { Reader, Shaped } from '../../shape';
import { fields, having, list, long, mapOf, strict, text, time } from '../../shape';
import { status } from '../../status';

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
	/** Output only, as is everything below but the labels. A folder below the prefix, named after the job's creation. */
	outputInfo: fields({ gcsOutputDirectory: text }),
	/** A `JobState`. */
	state: text,
	error: status,
	/** `incompleteCount` is -1 where it is not known. */
	completionStats: fields({ successfulCount: long, failedCount: long, incompleteCount: long }),
	createTime: time,
	startTime: time,
	endTime: time,
	updateTime: time,
	/** Strict: a job whose labels can't be read may be the one that is looked for. */
	labels: strict(mapOf(text)),
});

/** A job that exists. */
export const existingBatchJob = having(batchPredictionJob, 'name');

export const listBatchPredictionJobsResponse = page('batchPredictionJobs', existingBatchJob);

/** One line of the file of requests. */
export const requestLine = fields({
	/** `row-{place}`, from 0. Never bare digits: these come back as a number, without their zeros. */
	n8n_row: text,
	/** `id-{…}`: the caller's own name for it. */
	n8n_id: text,
	request: sentRequest,
});

/** Why a line was not answered. One that can't be read is not taken for none. */
const failure: Reader<string> = (value) => {
	if (value === undefined || value === null) return undefined;
	return typeof value === 'string' ? value : JSON.stringify(value);
};

/** One line of a file of answers. Members that other lines have may be null. */
export const answerLine = fields({
	n8n_row: text,
	n8n_id: text,
	/** Empty for a request that was answered, otherwise why it was not: `Bad Request: {"error": {…}}`. */
	status: failure,
	request: sentRequest,
	response: generateContentResponse,
});

export type BatchPredictionJob = Shaped<typeof batchPredictionJob>;
export type AnswerLine = Shaped<typeof answerLine>;
