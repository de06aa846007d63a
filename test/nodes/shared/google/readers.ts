/** Every reader of Google's JSON, with a realistic value and the package's use of it. */
import type { INode } from 'n8n-workflow';
import { refusal } from '../../../../nodes/shared/google/http/readResponse';
import { collect } from '../../../../nodes/shared/google/generation/collectStream';
import * as content from '../../../../nodes/shared/google/generation/content';
import * as geminiConvert from '../../../../nodes/shared/google/gemini/geminiConvert';
import * as gemini from '../../../../nodes/shared/google/gemini/geminiWire';
import { isTemporary, pauseMs } from '../../../../nodes/shared/google/http/retry';
import type { Reader } from '../../../../nodes/shared/google/http/shape';
import { demand, text } from '../../../../nodes/shared/google/http/shape';
import { status } from '../../../../nodes/shared/google/http/status';
import { readStream } from '../../../../nodes/shared/google/generation/readStream';
import { toAnswer } from '../../../../nodes/shared/google/generation/toAnswer';
import { reasonOf, toBatchJob } from '../../../../nodes/shared/google/vertex/batch/batchConvert';
import { customIdOf, rowOf } from '../../../../nodes/shared/google/vertex/batch/promptLine';
import * as batch from '../../../../nodes/shared/google/vertex/batch/batchWire';
import { bucket, listBucketsResponse } from '../../../../nodes/shared/google/vertex/storage/buckets';
import { leaseContent } from '../../../../nodes/shared/google/vertex/once/lease';
import { toJob } from '../../../../nodes/shared/google/vertex/tuning/vertexConvert';
import { heldPermissions } from '../../../../nodes/shared/google/vertex/preflight/setupFinding';
import { service } from '../../../../nodes/shared/google/vertex/preflight/checkProject';
import { createRegistry } from '../../../../nodes/shared/google/vertex/models/modelRegistry';
import {
	listObjectsResponse,
	storedObject,
} from '../../../../nodes/shared/google/vertex/storage/storageCalls';
import * as vertex from '../../../../nodes/shared/google/vertex/vertexWire';
import { toBatchOutput } from '../../../../nodes/shared/domain/batchOutput';
import { toJobOutput } from '../../../../nodes/shared/domain/jobOutput';
import { toNodeError } from '../../../../nodes/shared/runtime/nodeErrors';
import { toResult } from '../../../../nodes/GeminiTunedChatModel/chatResult';
import {
	at,
	baseModel,
	batchJob,
	endpoint,
	error,
	geminiOperation,
	generated,
	model,
	object,
	ofBucket,
	permission,
	sentRequest,
	tunedModel,
	tuningJob,
} from './googleSamples.ts';

export interface ReaderCase {
	name: string;
	/** Google's JSON with every field of the reader. */
	sample: object;
	read: Reader<unknown>;
	/** Converts a value like a node does; throws only intended errors. */
	use: (value: unknown) => unknown;
}

function readerCase<T>(
	name: string,
	read: Reader<T>,
	sample: object,
	use: (value: T) => unknown = (value) => value,
): ReaderCase {
	return { name, sample, read, use: (value) => use(demand(read, value)) };
}

const node: INode = { id: '1', name: 'Node', type: 'x', typeVersion: 1, position: [0, 0], parameters: {} };
const place = { project: 'p', location: 'us-central1' };
const nextPageToken = 'next';

function useAnswer(response: content.GenerateContentResponse): unknown {
	const answer = toAnswer(response);
	// An unusable response has its own error.
	if (answer.blocked || answer.explanation !== null) return answer;
	return { answer, result: toResult(response, []) };
}

function useOperation(operation: gemini.Operation): unknown {
	const model = geminiConvert.toJob(demand(gemini.tunedModel, tunedModel));
	return toJobOutput(geminiConvert.withOperation(model, operation));
}

const registryOf = (value: unknown) =>
	createRegistry({
		http: async (_request, reader) => await Promise.resolve(demand(reader, value)),
		place,
		endpoint: '',
		sleep: async () => {},
		random: () => 0.5,
	});

export const httpStatuses = [400, 401, 403, 404, 409, 429, 500, 503] as const;

export const errorSample = { error };

/** For each HTTP status, the user's message, and whether and when the request is retried. */
export function useError(value: unknown) {
	return httpStatuses.map((httpStatus) => {
		const refused = refusal(httpStatus, JSON.stringify(value));
		const { message, description } = toNodeError(node, refused, { itemIndex: 0, ...place });
		return {
			message: demand(text, message),
			description: demand(text, description ?? ''),
			isRetried: isTemporary(refused) || refused.isDailyQuota,
			pause: pauseMs(refused, 1, () => 0.5),
		};
	});
}

/** The same value as a stream of one piece. */
export async function asStream(value: unknown): Promise<content.GenerateContentResponse> {
	async function* bytes() {
		yield await Promise.resolve(Buffer.from(`data: ${JSON.stringify(value)}\n\n`));
	}
	return await collect(readStream('example.com', bytes()));
}

export const readerCases: readonly ReaderCase[] = [
	readerCase('Gemini: tuned model', gemini.tunedModel, tunedModel, (value) =>
		toJobOutput(geminiConvert.toJob(value)),
	),
	readerCase('Gemini: changed tuned model', gemini.tunedModelPart, tunedModel),
	readerCase('Gemini: operation', gemini.operation, geminiOperation, useOperation),
	readerCase('Gemini: failed operation', gemini.operation, { ...geminiOperation, error }, useOperation),
	readerCase('Gemini: permission', gemini.permission, permission, geminiConvert.toPermission),
	readerCase(
		'Gemini: tuned models',
		gemini.listTunedModelsResponse,
		{ tunedModels: [tunedModel], nextPageToken },
		({ items }) => items.map((item) => toJobOutput(geminiConvert.toJob(item))),
	),
	readerCase(
		'Gemini: operations',
		gemini.listOperationsResponse,
		{ operations: [geminiOperation], nextPageToken },
		({ items }) => items.map(useOperation),
	),
	readerCase(
		'Gemini: permissions',
		gemini.listPermissionsResponse,
		{ permissions: [permission], nextPageToken },
		({ items }) => items.map(geminiConvert.toPermission),
	),
	readerCase(
		'Gemini: base models',
		gemini.listModelsResponse,
		{ models: [baseModel], nextPageToken },
		({ items }) => items.map(geminiConvert.toBaseModel),
	),
	readerCase('Vertex AI: created tuning job', vertex.tuningJob, tuningJob, (value) =>
		toJobOutput(toJob(value)),
	),
	readerCase('Vertex AI: tuning job', vertex.existingTuningJob, tuningJob, (value) =>
		toJobOutput(toJob(value)),
	),
	readerCase(
		'Vertex AI: tuning jobs',
		vertex.listTuningJobsResponse,
		{ tuningJobs: [tuningJob], nextPageToken },
		({ items }) => items.map((item) => toJobOutput(toJob(item))),
	),
	readerCase('Vertex AI: operation', vertex.operation, { name: `${at}/operations/1`, done: true, error }),
	readerCase('Vertex AI: rebase', vertex.rebaseOperation, {
		name: `${at}/operations/1`,
		done: true,
		response: tuningJob,
	}),
	readerCase('Vertex AI: model', vertex.model, model),
	readerCase('Vertex AI: models', vertex.listModelsResponse, { models: [model], nextPageToken }),
	readerCase('Vertex AI: endpoint', vertex.endpoint, endpoint),
	readerCase('Vertex AI: endpoints', vertex.listEndpointsResponse, { endpoints: [endpoint], nextPageToken }),
	readerCase('Vertex AI: created batch job', batch.batchPredictionJob, batchJob, (value) =>
		toBatchOutput(toBatchJob(value)),
	),
	readerCase('Vertex AI: batch job', batch.existingBatchJob, batchJob, (value) =>
		toBatchOutput(toBatchJob(value)),
	),
	readerCase(
		'Vertex AI: batch jobs',
		batch.listBatchPredictionJobsResponse,
		{ batchPredictionJobs: [batchJob], nextPageToken },
		({ items }) => items.map((item) => toBatchOutput(toBatchJob(item))),
	),
	readerCase(
		'Vertex AI: line of requests',
		batch.requestLine,
		{ n8n_row: 'row-0', n8n_id: 'id-a', request: sentRequest },
		(line) => [rowOf(line), customIdOf(line)],
	),
	readerCase(
		'Vertex AI: line of responses',
		batch.answerLine,
		{ n8n_row: 'row-0', n8n_id: 'id-a', status: '', request: sentRequest, response: generated },
		(line) => [
			rowOf(line),
			customIdOf(line),
			reasonOf(line.status ?? ''),
			line.response && useAnswer(line.response),
		],
	),
	readerCase('response', content.generateContentResponse, generated, useAnswer),
	readerCase(
		'response without feedback',
		content.generateContentResponse,
		{ ...generated, promptFeedback: null, candidates: [{ ...generated.candidates[0], safetyRatings: [] }] },
		useAnswer,
	),
	readerCase('token count', content.countTokensResponse, { totalTokens: 5, totalBillableCharacters: 20 }),
	readerCase('sent request', content.sentRequest, sentRequest),
	readerCase('Cloud Storage: object', storedObject, object),
	readerCase('Cloud Storage: objects', listObjectsResponse, { items: [object], nextPageToken }),
	readerCase('Cloud Storage: bucket', bucket, ofBucket),
	readerCase('Cloud Storage: buckets', listBucketsResponse, { items: [ofBucket], nextPageToken }),
	readerCase('lease', leaseContent, { owner: 'h', started: 's' }),
	readerCase('held permissions', heldPermissions, { permissions: ['a.b.c'] }),
	readerCase('service', service, { state: 'ENABLED' }),
	// An error is never unreadable, so no reader rejects it.
	{ name: 'error', sample: errorSample, read: (value) => status(value), use: useError },
];

/** Outputs of nodes that need more than one reader. */
export const registryCases = [
	{
		name: 'models',
		sample: { models: [model], nextPageToken },
		list: (value: unknown) => registryOf(value).listModels(),
	},
	{
		name: 'endpoints',
		sample: { endpoints: [endpoint], nextPageToken },
		list: (value: unknown) => registryOf(value).listEndpoints(),
	},
];
