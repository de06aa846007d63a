import type { Bucket as ListedBucket } from '../backend';
import type { Page, PageRequest } from '../paginate';
import { ConfigurationError, GoogleApiError } from '../errors';
import { page } from '../paginate';
import type { Shaped } from '../shape';
import { fields, text } from '../shape';
import type { Place } from './names';
import type { StorageOptions } from './storage';
import { ask, bucketUrl, read } from './storage';

export const bucket = fields(
	{
		name: text,
		/** Capital letters: `US-CENTRAL1`, `EUROPE-WEST4`, `US`, `EU`. */
		location: text,
		/** `region`, `dual-region` or `multi-region`. */
		locationType: text,
	},
	'name',
);

export const listBucketsResponse = page('items', bucket);

export type Bucket = Shaped<typeof bucket>;

/** Google's rule, less what nobody should use: 3 to 63 lower-case letters, digits, dashes, underscores and dots. */
const namePattern = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/;

/** @throws ConfigurationError for what no bucket can be called */
export function assertBucketName(name: string): void {
	if (namePattern.test(name) && !name.includes('..')) return;
	throw new ConfigurationError(
		`${JSON.stringify(name)} cannot be a bucket's name`,
		"Give the name alone, without 'gs://' and without a folder: 3 to 63 lower-case letters, digits, dashes, underscores and dots. Nothing was created.",
	);
}

/** A name that nobody else is likely to have; bucket names are shared by everybody. */
export function defaultBucketName({ project, location }: Place): string {
	return `${project.replace(/[^a-z0-9-]+/g, '-').slice(0, 40)}-tuning-${location}`.slice(0, 63);
}

/**
 * Undefined where there is none of that name.
 *
 * @throws ConfigurationError for what no bucket can be called
 */
export async function findBucket(options: StorageOptions, name: string): Promise<Bucket | undefined> {
	assertBucketName(name);
	const response = await ask(options, { method: 'GET', url: bucketUrl(options.origin, name) }, 404);
	return response.status === 404 ? undefined : read(response, bucket);
}

/** One page of the buckets of a project. */
export async function listBuckets(
	options: StorageOptions,
	project: string,
	{ pageSize, pageToken }: PageRequest = {},
): Promise<Page<ListedBucket>> {
	const response = await ask(options, {
		method: 'GET',
		url: `${options.origin}/storage/v1/b`,
		query: { project, maxResults: pageSize, pageToken },
	});
	const { items, ...rest } = read(response, listBucketsResponse);
	return { items: items.map(({ name, location = null }) => ({ name, location })), ...rest };
}

/** Makes a bucket where the job will run, unless there is one of that name. Access is by roles alone, not by object. */
export async function ensureBucket(options: StorageOptions, name: string, place: Place): Promise<void> {
	if (await isThere(options, name)) return;
	const body = {
		name,
		location: bucketLocation(place.location),
		iamConfiguration: { uniformBucketLevelAccess: { enabled: true } },
	};
	const request = {
		method: 'POST' as const,
		url: `${options.origin}/storage/v1/b`,
		query: { project: place.project },
		headers: { 'content-type': 'application/json' },
		body: Buffer.from(JSON.stringify(body)),
	};
	// 409: somebody has made it meanwhile.
	await ask(options, request, 409);
}

/** A bucket that the caller may not look at is there; whether objects may be put into it shows later. */
async function isThere(options: StorageOptions, name: string): Promise<boolean> {
	const found = await findBucket(options, name).catch((error: unknown) => {
		if (error instanceof GoogleApiError && error.httpStatus === 403) return {};
		throw error;
	});
	return found !== undefined;
}

/** Where a bucket for jobs of a location is made. */
export function bucketLocation(location: string): string {
	return location === 'global' ? 'US' : location.toUpperCase();
}

/** Multi-regions of Cloud Storage, with the beginning of the regions in them. */
const multiRegions = new Map([
	['US', 'US-'],
	['EU', 'EUROPE-'],
]);

/** Whether a bucket lies where a job of a location runs, or around it. */
export function isNear(bucketLocation: string, location: string): boolean {
	const [bucket, job] = [bucketLocation.toUpperCase(), location.toUpperCase()];
	if (job === 'GLOBAL' || bucket === job) return true;
	const [around, within] = [multiRegions.get(bucket), multiRegions.get(job)];
	return (
		(around !== undefined && job.startsWith(around)) || (within !== undefined && bucket.startsWith(within))
	);
}
