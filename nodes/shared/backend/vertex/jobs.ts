/** Reading tuning jobs. They are read as v1beta1, which alone tells what a running job is at. */

import type { TuningJob } from '../../domain/job';
import type { Page, PageRequest } from '../paginate';
import { ConfigurationError } from '../errors';
import { paginate } from '../paginate';
import type { Calls } from './calls';
import { urlOf } from './calls';
import { toJob } from './convert';
import type { Place, Resource } from './names';
import { isSame, parseResource, placeName, requireResource, resourceName } from './names';
import * as wire from './wire';

/** Carries the key of the creation that a job came of. */
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

/**
 * Reads a job by its own name, or by what it made: a tuned model or one of its endpoints.
 *
 * @throws ConfigurationError when no job of the place made it
 */
export async function findJob(calls: Calls, name: string): Promise<wire.TuningJob> {
	const resource = parseResource(name, calls.place);
	if (resource?.collection === 'tuningJobs') return await getJob(calls, name);
	const found =
		resource && ((await findMaker(calls, calls.place, resource)) ?? (await findElsewhere(calls, resource)));
	if (found) return found;
	throw new ConfigurationError(
		`No tuning job made '${name}'`,
		`Use the name of a tuning job, or of a tuned model or endpoint that one made.`,
	);
}

/** An endpoint of a multi-region serves what a job in a region made, so its own location is the second to be asked. */
async function findElsewhere(calls: Calls, resource: Resource): Promise<wire.TuningJob | undefined> {
	return resource.location === calls.place.location ? undefined : await findMaker(calls, resource, resource);
}

async function findMaker(
	calls: Calls,
	place: Place,
	resource: Resource,
): Promise<wire.TuningJob | undefined> {
	const pages = async (request: PageRequest) => await listWireJobs(calls, place, request);
	for await (const job of paginate('tuning jobs', pages, { pageSize: longestPage })) {
		if (hasMade(calls, job, resource)) return job;
	}
	return undefined;
}

function hasMade({ place }: Calls, { tunedModel = {} }: wire.TuningJob, resource: Resource): boolean {
	const { model, endpoint, checkpoints = [] } = tunedModel;
	const name = resourceName(resource);
	if (resource.collection === 'endpoints') {
		return [endpoint, ...checkpoints.map((checkpoint) => checkpoint.endpoint)].some((candidate) =>
			isSame(candidate, name, place),
		);
	}
	const made = parseResource(model ?? '', place);
	return isSame(model, name, place) && (resource.version ?? made?.version) === made?.version;
}

/** One page of the jobs of a place, as they are told. */
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
 * The jobs that came of creations, by their key; of several with one key the oldest. Labels are compared here, since the
 * service's filter language is documented nowhere.
 */
export async function jobsByKey(calls: Calls): Promise<Map<string, wire.TuningJob>> {
	const found = new Map<string, wire.TuningJob>();
	const pages = (request: PageRequest) => listWireJobs(calls, calls.place, request);
	for await (const job of paginate('tuning jobs', pages, { pageSize: longestPage })) {
		const key = job.labels?.[keyLabel];
		const known = key === undefined ? undefined : found.get(key);
		if (key !== undefined && (!known || createdAt(job) < createdAt(known))) found.set(key, job);
	}
	return found;
}

export function createdAt({ createTime = '' }: wire.TuningJob): number {
	return Date.parse(createTime);
}
