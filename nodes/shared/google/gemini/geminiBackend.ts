import type { TuningJob } from '../../domain/job';
import { isSettled } from '../../domain/job';
import type { BaseModel, CallLimits, TuningBackend } from '../backend';
import type { Page, PageRequest } from '../http/paginate';
import type { ModelChange } from '../tuning';
import type { GenerateContentRequest } from '../generation/content';
import { generateContentResponse } from '../generation/content';
import { ConnectionError, GoogleApiError, ignoring } from '../http/googleErrors';
import type { HttpClient, StreamHttp } from '../http/httpClient';
import { object } from '../http/shape';
import { readStream, streamRequest } from '../generation/readStream';
import { geminiCapabilities } from './geminiCapabilities';
import {
	toBaseModel,
	toChange,
	toJob,
	toTrainingData,
	toTuningExample,
	withOperation,
} from './geminiConvert';
import { create } from './geminiCreate';
import { isOperationOf, modelName, operationName, tunedModelName } from './geminiNames';
import { preflight } from './geminiPreflight';
import { createSharing } from './geminiPermissions';
import { lastOfSeries } from './geminiSeries';
import { splitMark, withMark } from './descriptionMark';
import * as wire from './geminiWire';

export interface GeminiOptions {
	http: HttpClient;
	/** Without retries. */
	openStream: StreamHttp;
	/** Base URL of `generativelanguage.googleapis.com`, without a trailing slash. */
	origin: string;
	sleep: (milliseconds: number) => Promise<void>;
}

/** The Gemini API: `tunedModels` with inline examples. Uses v1beta, and v1 for operations because it can cancel them. */
export function createGeminiBackend({ http, openStream, origin, sleep }: GeminiOptions): TuningBackend {
	const v1beta = `${origin}/v1beta`;
	const v1 = `${origin}/v1`;

	const getModel = (name: string) =>
		http({ method: 'GET', url: `${v1beta}/${tunedModelName(name)}` }, wire.tunedModel);

	/**
	 * Finds the operation that created a model; undefined if the service doesn't show it.
	 *
	 * @throws ConnectionError for a response that isn't an operation of this model
	 */
	async function findOperation(name: string): Promise<wire.Operation | undefined> {
		const model = tunedModelName(name);
		const operation = await readOperation(model, operationName(name));
		if (operation === undefined || isOperationOf(operation, model)) return operation;
		throw new ConnectionError(`The response of the Gemini API isn't an operation of '${model}'`);
	}

	async function readOperation(
		model: string,
		known: string | undefined,
	): Promise<wire.Operation | undefined> {
		if (known) return await http({ method: 'GET', url: `${v1}/${known}` }, wire.operation);
		const request = { method: 'GET', url: `${v1}/${model}/operations` } as const;
		const page = await http(request, wire.listOperationsResponse).catch(ignoring(isNotShown));
		return page?.items[0];
	}

	async function get(name: string): Promise<TuningJob> {
		const job = toJob(await getModel(name));
		const operation = await findOperation(name);
		return operation ? withOperation(job, operation) : job;
	}

	async function listBaseModels({ pageSize, pageToken }: PageRequest = {}): Promise<Page<BaseModel>> {
		const query = { pageSize, pageToken };
		const request = { method: 'GET', url: `${v1beta}/models`, query } as const;
		const { items, ...rest } = await http(request, wire.listModelsResponse);
		return { items: items.map(toBaseModel), ...rest };
	}

	async function listModels({ pageSize, pageToken, filter }: PageRequest): Promise<Page<wire.TunedModel>> {
		const query = { pageSize, pageToken, filter };
		const url = `${v1beta}/tunedModels`;
		return await http({ method: 'GET', url, query }, wire.listTunedModelsResponse);
	}

	async function withOutcome(job: TuningJob): Promise<TuningJob> {
		if (!isSettled(job.state) || job.outcomeKnown || !job.tunedModel) return job;
		const operation = await findOperation(job.name ?? job.tunedModel);
		return operation ? withOperation(job, operation) : job;
	}

	/** Keeps the mark at the end of a description. */
	async function describing(name: string, change: ModelChange): Promise<ModelChange> {
		if (change.description === undefined) return change;
		const { mark } = splitMark((await getModel(name)).description ?? '');
		return { ...change, description: withMark(change.description, mark) };
	}

	return {
		kind: 'gemini',
		supports: geminiCapabilities,
		sharing: createSharing(http, v1beta),
		get,
		bytesOf: (data) => Buffer.byteLength(JSON.stringify(toTrainingData(data))),
		putLine: (example, put) => put(`${JSON.stringify(toTuningExample(example))}\n`),
		create: (spec, data, key, trace) => create({ http, v1beta, get, sleep }, spec, data, key, trace),
		async list(request: PageRequest = {}) {
			const { items, ...rest } = await listModels(request);
			return { items: items.map(toJob), ...rest };
		},
		lastOfSeries: async (series) => await lastOfSeries({ listModels, withOutcome }, series),
		withOutcome,
		// A job contains its losses.
		withMetrics: async (job) => await Promise.resolve(job),
		async cancel(name: string) {
			const operation = operationName(name) ?? (await findOperation(name))?.name;
			if (!operation)
				throw new GoogleApiError(404, { message: `The Gemini API lists no operation for '${name}'` });
			const url = `${v1}/${operation}:cancel`;
			await http({ method: 'POST', url, body: {}, repeatable: true }, object);
		},
		async update(name: string, change: ModelChange) {
			const body = toChange(await describing(name, change));
			const url = `${v1beta}/${tunedModelName(name)}`;
			const query = { updateMask: Object.keys(body).join(',') };
			await http({ method: 'PATCH', url, query, body, repeatable: true }, wire.tunedModelPart);
			// The response may contain only the changed fields.
			return await get(name);
		},
		async remove(name: string) {
			await http({ method: 'DELETE', url: `${v1beta}/${tunedModelName(name)}` }, object);
		},
		generate: (
			model: string,
			body: GenerateContentRequest,
			_checkpointId?: string,
			limits: CallLimits = {},
		) =>
			http(
				{ method: 'POST', url: `${v1beta}/${modelName(model)}:generateContent`, body, ...limits },
				generateContentResponse,
			),
		async stream(model: string, body: GenerateContentRequest, _checkpointId?: string, limits?: CallLimits) {
			const url = `${v1beta}/${modelName(model)}`;
			return readStream(new URL(url).host, await openStream(streamRequest(url, body, limits)));
		},
		preflight: async ({ source }) => await preflight(listBaseModels, source),
		listBaseModels,
	};
}

/** Operations may be unimplemented, or unreadable for a reader of the model. */
function isNotShown({ httpStatus }: GoogleApiError): boolean {
	return httpStatus === 403 || httpStatus === 404 || httpStatus === 501;
}
