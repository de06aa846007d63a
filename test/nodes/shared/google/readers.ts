/** Every reader of what comes from Google, with realistic values and all that this package makes of them. */
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
import { toBatchJob } from '../../../../nodes/shared/google/vertex/batch/batchConvert';
import { customIdOf, rowOf } from '../../../../nodes/shared/google/vertex/batch/promptLine';
import { reasonOf } from '../../../../nodes/shared/google/vertex/batch/failureReason';
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

export interface ReaderCase {
	name: string;
	/** Google's JSON with every field of the reader. */
	sample: object;
	read: Reader<unknown>;
	/** Makes of a value that was read what nodes make of it; throws only errors that are meant. */
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
const at = `projects/1/locations/us-central1`;
const [createTime, updateTime] = ['2026-10-21T07:28:00.123456Z', '2026-10-21T08:28:00Z'];
const times = { createTime, startTime: createTime, endTime: updateTime, updateTime };

const error = {
	code: 429,
	message: 'Quota exceeded',
	status: 'RESOURCE_EXHAUSTED',
	details: [
		{
			'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
			reason: 'SERVICE_DISABLED',
			domain: 'googleapis.com',
			metadata: { consumer: 'projects/1', service: 'x.googleapis.com', permission: 'aiplatform.x.get' },
		},
		{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' },
		{
			'@type': 'type.googleapis.com/google.rpc.BadRequest',
			fieldViolations: [{ field: 'a', description: 'b' }],
		},
		{
			'@type': 'type.googleapis.com/google.rpc.QuotaFailure',
			violations: [{ quotaMetric: 'm', quotaId: 'PerMinute', quotaValue: '5' }],
		},
	],
};

const snapshot = { step: 1, epoch: 1, meanLoss: 0.5, computeTime: createTime };
const tunedModel = {
	name: 'tunedModels/a',
	baseModel: 'models/b',
	tunedModelSource: { tunedModel: 'tunedModels/c', baseModel: 'models/b' },
	displayName: 'A',
	description: 'text',
	temperature: 0.5,
	topP: 0.5,
	topK: 5,
	state: 'ACTIVE',
	createTime,
	updateTime,
	tuningTask: {
		startTime: createTime,
		completeTime: updateTime,
		snapshots: [snapshot, snapshot],
		hyperparameters: { epochCount: 5, batchSize: 4, learningRate: 0.001, learningRateMultiplier: 1 },
	},
	readerProjectNumbers: ['1'],
};
const metadata = {
	totalSteps: 9,
	completedSteps: 9,
	completedPercent: 100,
	snapshots: [snapshot],
	tunedModel: 'x',
};
const geminiOperation = { name: 'tunedModels/a/operations/b', metadata, done: true };
const permission = {
	name: 'tunedModels/a/permissions/b',
	granteeType: 'USER',
	emailAddress: 'a@b.c',
	role: 'READER',
};
const baseModel = {
	name: 'models/b',
	displayName: 'B',
	description: 'text',
	supportedGenerationMethods: ['createTunedModel'],
};

const distribution = {
	sum: '10',
	...{ min: 1, max: 5, mean: 2.5, median: 2, p5: 1, p95: 5 },
	buckets: [{ count: 1, left: 0, right: 5 }],
};
const dataStats = {
	tuningDatasetExampleCount: '10',
	totalBillableTokenCount: '100',
	tuningStepCount: '9',
	userInputTokenDistribution: distribution,
	userOutputTokenDistribution: distribution,
	droppedExampleReasons: ['too long'],
};
const datasets = {
	trainingDatasetUri: 'gs://a/b',
	validationDatasetUri: 'gs://a/c',
	exportLastCheckpointOnly: false,
};
const hyperParameters = { epochCount: '3', learningRateMultiplier: 1, adapterSize: 'ADAPTER_SIZE_FOUR' };
const tuningJob = {
	name: `${at}/tuningJobs/2`,
	state: 'JOB_STATE_SUCCEEDED',
	tuningJobState: 'TUNING_JOB_STATE_TUNING',
	...times,
	error: { code: 3, message: 'no' },
	tunedModel: {
		model: `${at}/models/3@1`,
		endpoint: `${at}/endpoints/4`,
		checkpoints: [{ checkpointId: '1', epoch: '1', step: '9', endpoint: `${at}/endpoints/5` }],
	},
	tuningDataStats: {
		supervisedTuningDataStats: {
			...dataStats,
			userMessagePerExampleDistribution: distribution,
			totalTruncatedExampleCount: '1',
			truncatedExampleIndices: ['7'],
		},
		preferenceOptimizationDataStats: { ...dataStats, droppedExampleIndices: ['7'] },
	},
	baseModel: 'gemini-3.5-flash',
	preTunedModel: { tunedModelName: `${at}/models/6@1`, checkpointId: '1', baseModel: 'x' },
	supervisedTuningSpec: { ...datasets, hyperParameters },
	preferenceOptimizationSpec: { ...datasets, hyperParameters: { ...hyperParameters, beta: 0.1 } },
	tunedModelDisplayName: 'A',
	description: 'text',
	labels: { a: 'b' },
	serviceAccount: 'a@b.c',
	encryptionSpec: { kmsKeyName: 'k' },
};
const model = {
	name: `${at}/models/3`,
	versionId: '1',
	versionAliases: ['default'],
	displayName: 'A',
	description: 'text',
	labels: { a: 'b' },
	deployedModels: [{ endpoint: `${at}/endpoints/4`, deployedModelId: '9' }],
	defaultCheckpointId: '1',
	createTime,
	updateTime,
};
const endpoint = {
	name: `${at}/endpoints/4`,
	displayName: 'E',
	deployedModels: [
		{
			id: '9',
			model: `${at}/models/3@1`,
			modelVersionId: '1',
			checkpointId: '1',
			displayName: 'A',
			createTime,
		},
	],
	trafficSplit: { 9: 100 },
	createTime,
};
const batchJob = {
	name: `${at}/batchPredictionJobs/7`,
	displayName: 'B',
	model: 'publishers/google/models/gemini-3.5-flash',
	inputConfig: { instancesFormat: 'jsonl', gcsSource: { uris: ['gs://a/b'] } },
	outputConfig: { predictionsFormat: 'jsonl', gcsDestination: { outputUriPrefix: 'gs://a/c' } },
	outputInfo: { gcsOutputDirectory: 'gs://a/c/d' },
	state: 'JOB_STATE_SUCCEEDED',
	error: { code: 3, message: 'no' },
	completionStats: { successfulCount: '5', failedCount: '1', incompleteCount: '-1' },
	...times,
	labels: { n8n_batch_key: 'k' },
};

const safetyRatings = [{ category: 'HARM_CATEGORY_HATE_SPEECH', probability: 'HIGH', blocked: true }];
const generated = {
	candidates: [
		{
			content: {
				role: 'model',
				parts: [
					{ text: 'Hm', thought: true, thoughtSignature: 'AA==' },
					{ text: 'yes' },
					{ functionCall: { id: '1', name: 'look', args: { a: [1] } } },
					{ functionResponse: { id: '1', name: 'look', response: { output: 1 } } },
					{
						inlineData: { mimeType: 'image/png', data: 'AA==' },
						fileData: { mimeType: 'a/b', fileUri: 'gs://a/b' },
					},
					{
						executableCode: { language: 'PYTHON', code: '1' },
						codeExecutionResult: { outcome: 'OK', output: '1' },
					},
				],
			},
			finishReason: 'STOP',
			finishMessage: 'done',
			index: 0,
			safetyRatings,
			avgLogprobs: -0.5,
		},
	],
	promptFeedback: { blockReason: 'SAFETY', blockReasonMessage: 'no', safetyRatings },
	usageMetadata: {
		promptTokenCount: 1,
		candidatesTokenCount: 2,
		thoughtsTokenCount: 3,
		cachedContentTokenCount: 0,
		totalTokenCount: 6,
	},
	modelVersion: 'm',
	responseId: 'r',
};
const sentRequest = {
	contents: [{ role: 'user', parts: [{ text: 'a' }] }],
	generationConfig: { responseMimeType: 'application/json', responseJsonSchema: { type: 'object' } },
};
const object = {
	name: 'a/b.jsonl',
	generation: '1',
	size: '10',
	md5Hash: 'AA==',
	crc32c: 'AA==',
	updated: updateTime,
};
const ofBucket = { name: 'bucket', location: 'US-CENTRAL1', locationType: 'region' };

const nextPageToken = 'next';

function useAnswer(response: content.GenerateContentResponse): unknown {
	const answer = toAnswer(response);
	// A response that can't be used has an error of its own.
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
		'Vertex AI: line of answers',
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
	// An error is never unreadable, so it has no reader that could refuse it.
	{ name: 'error', sample: errorSample, read: (value) => status(value), use: useError },
];

/** Nodes' outputs that take more than one reader. */
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
