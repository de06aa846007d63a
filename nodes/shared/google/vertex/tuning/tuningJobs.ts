/** Reads tuning jobs through v1beta1: only this version reports the stage of a running job. */

import type { TuningJob } from '../../../domain/job';
import type { Page, PageRequest } from '../../http/paginate';
import { ConfigurationError } from '../../http/googleErrors';
import { paginate } from '../../http/paginate';
import { isProvenRefusal } from '../../http/provenRefusal';
import type { Calls } from '../calls';
import { urlOf } from '../calls';
import { toJob } from './vertexConvert';
import type { Place, Resource } from '../resourceNames';
import {
	isBareNumber,
	isSame,
	parseResource,
	placeName,
	requireResource,
	resourceIn,
	resourceName,
} from '../resourceNames';
import * as wire from '../vertexWire';

/** Label that contains the idempotency key. */
export const keyLabel = 'n8n-tuning-key';

export const longestPage = 100;

/** @param name a job's resource name or ID */
export function jobName(calls: Calls, name: string): string {
	return resourceName(requireResource(name, calls.place, 'tuningJobs', 'a tuning job'));
}

export async function getJob(calls: Calls, name: string): Promise<wire.TuningJob> {
	const url = urlOf(calls, jobName(calls, name), 'v1beta1');
	return await calls.http({ method: 'GET', url }, wire.existingTuningJob);
}

/** A job, and its endpoint if the number was the endpoint's ID. */
export interface NumberedJob {
	job: wire.TuningJob;
	endpoint?: string;
}

/**
 * Reads a job by its own name or ID. IDs of jobs and endpoints look the same. So a bare number without a job is searched among the
 * endpoints of the place's jobs, which can be in another location.
 *
 * @returns undefined for a bare number without a job or endpoint
 */
export async function findNumbered(calls: Calls, name: string): Promise<NumberedJob | undefined> {
	const job = await getJob(calls, name).catch((error: unknown) => {
		if (!isBareNumber(name) || !isProvenRefusal(error, 404)) throw error;
		return undefined;
	});
	if (job) return { job };
	const suffix = `/endpoints/${requireResource(name, calls.place, 'tuningJobs', 'a tuning job').id}`;
	for await (const made of everyJob(calls, calls.place)) {
		const endpoint = endpointsOf(made).find((candidate) => candidate?.endsWith(suffix));
		if (endpoint !== undefined) return { job: made, endpoint };
	}
	return undefined;
}

/** Endpoints of the finished model and its checkpoints. */
export function endpointsOf({ tunedModel = {} }: wire.TuningJob): Array<string | undefined> {
	const { endpoint, checkpoints = [] } = tunedModel;
	return [endpoint, ...checkpoints.map((checkpoint) => checkpoint.endpoint)];
}

/**
 * Reads a job by its own name, or by the name of its tuned model or endpoint.
 *
 * @throws ConfigurationError when no job of the place created it
 */
export async function findJob(calls: Calls, name: string): Promise<wire.TuningJob> {
	const resource = parseResource(name, calls.place);
	const found =
		resource?.collection === 'tuningJobs'
			? // For an unknown number, this throws Google's own error.
				((await findNumbered(calls, name))?.job ?? (await getJob(calls, name)))
			: resource &&
				((await findMaker(calls, calls.place, resource)) ?? (await findElsewhere(calls, resource)));
	if (found) return found;
	throw new ConfigurationError(
		`No tuning job created '${name}'`,
		`Use the name of a tuning job, or of a tuned model or endpoint that a tuning job created.`,
	);
}

/** A multi-region endpoint can serve the model of a job in a region. So the endpoint's own location is searched second. */
async function findElsewhere(calls: Calls, resource: Resource): Promise<wire.TuningJob | undefined> {
	return resource.location === calls.place.location ? undefined : await findMaker(calls, resource, resource);
}

async function findMaker(
	calls: Calls,
	place: Place,
	resource: Resource,
): Promise<wire.TuningJob | undefined> {
	for await (const job of everyJob(calls, place)) {
		if (hasMade(calls, job, resource)) return job;
	}
	return undefined;
}

function everyJob(calls: Calls, place: Place): AsyncIterable<wire.TuningJob> {
	const pages = async (request: PageRequest) => await listWireJobs(calls, place, request);
	return paginate('tuning jobs', pages, { pageSize: longestPage });
}

function hasMade({ place }: Calls, job: wire.TuningJob, resource: Resource): boolean {
	const name = resourceName(resource);
	if (resource.collection === 'endpoints')
		return endpointsOf(job).some((candidate) => isSame(candidate, name, place));
	const model = job.tunedModel?.model;
	const made = resourceIn(model ?? '', place);
	return isSame(model, name, place) && (resource.version ?? made?.version) === made?.version;
}

/** Lists one page of a place's jobs in wire format. */
export async function listWireJobs(
	calls: Calls,
	place: Place,
	{ pageSize, pageToken, filter }: PageRequest,
): Promise<Page<wire.TuningJob>> {
	const request = {
		method: 'GET',
		url: urlOf(calls, `${placeName(place)}/tuningJobs`, 'v1beta1'),
		query: { pageSize, pageToken, filter },
	} as const;
	return await calls.http(request, wire.listTuningJobsResponse);
}

export async function listJobs(calls: Calls, request: PageRequest = {}): Promise<Page<TuningJob>> {
	const { items, ...rest } = await listWireJobs(calls, calls.place, request);
	return { items: items.map(toJob), ...rest };
}

/**
 * The jobs with an idempotency key, by key; the oldest job if several have the same. Labels are compared here, because the service's
 * filter language isn't documented.
 */
export async function jobsByKey(calls: Calls): Promise<Map<string, wire.TuningJob>> {
	const found = new Map<string, wire.TuningJob>();
	for await (const job of everyJob(calls, calls.place)) {
		const key = job.labels?.[keyLabel];
		const known = key === undefined ? undefined : found.get(key);
		if (key !== undefined && (!known || createdAt(job) < createdAt(known))) found.set(key, job);
	}
	return found;
}

export function createdAt({ createTime = '' }: wire.TuningJob): number {
	return Date.parse(createTime);
}
