import type { TuningJob } from '../../domain/job';
import type { TunableModel } from '../../domain/tunableModels';
import { livingModels } from '../../domain/tunableModels';
import type { BaseModel, CallLimits, TuningBackend } from '../backend';
import type { ModelChange } from '../tuning';
import type { GenerateContentRequest } from '../generation/content';
import { nameProblem } from '../../domain/nameProblem';
import { countTokensResponse, generateContentResponse } from '../generation/content';
import { ConfigurationError } from '../http/googleErrors';
import type { HttpClient, HttpRequest, RawHttp, StreamHttp } from '../http/httpClient';
import { originOf } from '../http/origins';
import type { Waiting } from '../http/retry';
import { object } from '../http/shape';
import { readStream, streamRequest } from '../generation/readStream';
import { createBatches } from './batch/vertexBatchJobs';
import { listBuckets } from './storage/buckets';
import type { Calls } from './calls';
import { urlOf } from './calls';
import { vertexCapabilities } from './vertexCapabilities';
import { createMetricsPlaces, withMetrics } from './metrics/tensorboard';
import { toJob } from './tuning/vertexConvert';
import { create, createFromStored } from './tuning/vertexCreate';
import { storageHost, vertexHost } from './hosts';
import { findJob, jobName, listJobs } from './tuning/tuningJobs';
import { bytesOf, putLine } from './storage/exampleLine';
import type { Place } from './resourceNames';
import { preflight } from './preflight/vertexPreflight';
import { rebase } from './tuning/vertexRebase';
import { createRegistry, updateModel } from './models/modelRegistry';
import { remove } from './models/deleteTunedModel';
import { sampleStored } from './storage/storedDataset';
import { lastOfSeries } from './tuning/vertexSeries';
import { resolveCallable, resolveModel } from './models/resolveModel';

/** For all executions of the process, so that a poll reads only what is new. */
const metricsPlaces = createMetricsPlaces();

export interface VertexOptions extends Waiting {
	/** Retries repeatable requests after a temporary error. */
	http: HttpClient;
	/** Without retries. */
	raw: RawHttp;
	/** Without retries. */
	openStream: StreamHttp;
	/** The credential's API Endpoint, as `parseEndpoint` returns it; empty for Google itself. */
	endpoint: string;
	place: Place;
	/** Monotonic clock in milliseconds. */
	now: () => number;
	/** The date, in milliseconds since 1970; by default that of the computer. */
	today?: () => number;
	/** Creates a unique ID. */
	newId: () => string;
	/** Email address of the caller, if known; for messages. */
	principal?: string;
}

/**
 * Vertex AI: `tuningJobs` on datasets in Cloud Storage, tuned models in a registry, called at endpoints.
 *
 * @throws ConfigurationError without a valid project and location
 */
export function createVertexBackend(options: VertexOptions): TuningBackend {
	const { http, raw, openStream, endpoint, place, sleep, random, now, newId, principal } = options;
	const { today = Date.now } = options;
	assertPlace(place);
	const calls: Calls = { http, place, endpoint, sleep, random };
	const storage = { raw, origin: originOf(storageHost, endpoint), sleep, random };
	const creationCalls = { ...calls, storage, now, newId };
	const preflightCalls = { ...calls, storage, today, ...(principal !== undefined && { principal }) };

	const get = async (name: string): Promise<TuningJob> => toJob(await findJob(calls, name));

	/** Each model is resolved once for all items of a node. */
	const callables = new Map<string, Promise<string>>();
	async function callable(model: string, checkpointId?: string): Promise<string> {
		const key = JSON.stringify([model, checkpointId]);
		const resolving = callables.get(key) ?? resolveCallable(calls, model, checkpointId);
		callables.set(key, resolving);
		resolving.catch(() => callables.delete(key));
		return await resolving;
	}

	function callOf(name: string, method: string, body: object, limits: CallLimits = {}): HttpRequest {
		return { method: 'POST', url: `${urlOf(calls, name)}:${method}`, body, ...limits };
	}

	return {
		kind: 'vertex',
		supports: vertexCapabilities,
		// The limit applies to each file, and each set is a separate file.
		bytesOf: ({ examples, validation = [] }) => Math.max(bytesOf(examples), bytesOf(validation)),
		putLine,
		create: async (spec, data, key, trace) => await create(creationCalls, spec, data, key, trace),
		createFromStored: async (spec, data, key, trace) =>
			await createFromStored(creationCalls, spec, data, key, trace),
		sampleStored: async (data) => await sampleStored(storage, data),
		lastOfSeries: async (series) => await lastOfSeries(creationCalls, series),
		get,
		list: async (request) => await listJobs(calls, request),
		withOutcome: async (job) => await Promise.resolve(job),
		withMetrics: async (job) => await withMetrics(calls, metricsPlaces, job),
		async cancel(name: string) {
			const url = `${urlOf(calls, jobName(calls, name))}:cancel`;
			await http({ method: 'POST', url, body: {}, repeatable: true }, object);
		},
		async update(name: string, change: ModelChange) {
			await updateModel(calls, await resolveModel(calls, name), change);
			const { displayName, description } = change;
			return {
				...(await get(name)),
				...(displayName !== undefined && { displayName }),
				...(description !== undefined && { description }),
			};
		},
		remove: async (name) => await remove(calls, name),
		async generate(
			model: string,
			request: GenerateContentRequest,
			checkpointId?: string,
			limits?: CallLimits,
		) {
			const name = await callable(model, checkpointId);
			return await http(callOf(name, 'generateContent', request, limits), generateContentResponse);
		},
		async stream(model: string, request: GenerateContentRequest, checkpointId?: string, limits?: CallLimits) {
			const url = urlOf(calls, await callable(model, checkpointId));
			return readStream(new URL(url).host, await openStream(streamRequest(url, request, limits)));
		},
		async countTokens(
			model: string,
			request: GenerateContentRequest,
			checkpointId?: string,
			limits?: CallLimits,
		) {
			const { contents, systemInstruction, generationConfig } = request;
			const body = {
				contents,
				...(systemInstruction && { systemInstruction }),
				...(generationConfig && { generationConfig }),
			};
			const name = await callable(model, checkpointId);
			return await http(callOf(name, 'countTokens', body, limits), countTokensResponse);
		},
		listBaseModels: async () => await Promise.resolve({ items: livingModels(today()).map(toBaseModel) }),
		listBuckets: async (request) => await listBuckets(storage, place.project, request),
		registry: createRegistry(calls),
		batches: createBatches(creationCalls),
		rebase: async (model, spec, key) => await rebase(creationCalls, model, spec, key),
		preflight: async (spec, data) => await preflight(preflightCalls, spec, data),
	};
}

/** @throws ConfigurationError for a project or location that can't be part of a URL */
function assertPlace({ project, location }: Place): void {
	const problem = project === '' ? undefined : nameProblem(project);
	if (problem !== undefined || project.includes('/')) {
		throw new ConfigurationError(
			`The Google Cloud project ID can't be ${JSON.stringify(project)}: ${problem ?? "it contains '/'"}`,
			"Enter the project's ID alone in the credential, such as 'my-project'. Nothing was sent.",
		);
	}
	if (project !== '' && location !== '') return void vertexHost(location);
	throw new ConfigurationError(
		`Vertex AI needs a ${project === '' ? 'project' : 'location'}`,
		'Set the Google Cloud project ID and the location in the credential.',
	);
}

function toBaseModel({ model, displayName, adapterSizes, tuningLocations }: TunableModel): BaseModel {
	const where = tuningLocations ? `, tuned in ${tuningLocations.join(' and ')}` : '';
	return {
		name: model,
		displayName,
		description: `Adapter sizes ${adapterSizes.join(', ')}${where}`,
		canBeTuned: true,
	};
}
