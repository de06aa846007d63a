import type { Bucket as ListedBucket } from '../../backend';
import type { Page, PageRequest } from '../../http/paginate';
import { ConfigurationError, GoogleApiError } from '../../http/googleErrors';
import { page } from '../../http/paginate';
import type { Shaped } from '../../http/shape';
import { fields, text } from '../../http/shape';
import type { Place } from '../resourceNames';
import type { StorageOptions } from './storageCalls';
import { ask, bucketUrl, read } from './storageCalls';

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

/** Google's rule without domain names: 3 to 63 lower-case letters, digits, dashes, underscores and dots. */
const namePattern = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/;

/** @throws ConfigurationError for an impossible bucket name */
export function assertBucketName(name: string): void {
	if (namePattern.test(name) && !name.includes('..')) return;
	throw new ConfigurationError(
		`${JSON.stringify(name)} can't be a bucket's name`,
		"Enter the name alone, without 'gs://' and without a folder: 3 to 63 lower-case letters, digits, dashes, underscores and dots. Nothing was created.",
	);
}

/** A name that is likely to be free: bucket names are unique across all of Google Cloud. */
export function defaultBucketName({ project, location }: Place): string {
	return `${project.replace(/[^a-z0-9-]+/g, '-').slice(0, 40)}-tuning-${location}`.slice(0, 63);
}

/**
 * Undefined if the bucket doesn't exist.
 *
 * @throws ConfigurationError for an impossible bucket name
 */
export async function findBucket(options: StorageOptions, name: string): Promise<Bucket | undefined> {
	assertBucketName(name);
	const response = await ask(options, { method: 'GET', url: bucketUrl(options.origin, name) }, 404);
	return response.status === 404 ? undefined : read(response, bucket);
}

/** Lists one page of a project's buckets. */
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

/** Creates the bucket in the job's location unless it exists. Roles alone control access (uniform bucket-level access). */
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
	// 409: another caller created it at the same time.
	await ask(options, request, 409);
}

/** A bucket that the caller can't read exists. A later upload shows whether the caller can write to it. */
async function isThere(options: StorageOptions, name: string): Promise<boolean> {
	const found = await findBucket(options, name).catch((error: unknown) => {
		if (error instanceof GoogleApiError && error.httpStatus === 403) return {};
		throw error;
	});
	return found !== undefined;
}

/** Bucket location for jobs of a location. */
export function bucketLocation(location: string): string {
	return location === 'global' ? 'US' : location.toUpperCase();
}

/** Multi-regions of Cloud Storage and the prefix of their regions. */
const multiRegions = new Map([
	['US', 'US-'],
	['EU', 'EUROPE-'],
]);

/** Whether a bucket is in the job's location, or one contains the other. */
export function isNear(bucketLocation: string, location: string): boolean {
	const [bucket, job] = [bucketLocation.toUpperCase(), location.toUpperCase()];
	if (job === 'GLOBAL' || bucket === job) return true;
	const [around, within] = [multiRegions.get(bucket), multiRegions.get(job)];
	return (
		(around !== undefined && job.startsWith(around)) || (within !== undefined && bucket.startsWith(within))
	);
}
