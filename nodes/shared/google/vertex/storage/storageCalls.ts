/** The part of Cloud Storage's JSON API (googleapis 188, storage/v1) that datasets and leases need. */

import { readAnswer, refusal } from '../../http/readResponse';
import type { GoogleApiError } from '../../http/googleErrors';
import type { RawHttp, RawRequest, RawResponse } from '../../http/httpClient';
import { page } from '../../http/paginate';
import type { Waiting } from '../../http/retry';
import { retrying } from '../../http/retry';
import type { Reader, Shaped } from '../../http/shape';
import { fields, having, text, time } from '../../http/shape';
import { storageHost } from '../hosts';

export interface StorageOptions extends Waiting {
	raw: RawHttp;
	/** Base URL of `storage.googleapis.com`, without a trailing slash. */
	origin: string;
}

/** An int64 as text. */
export const digits: Reader<string> = (value) =>
	/^\d+$/.test(typeof value === 'string' || typeof value === 'number' ? String(value) : '')
		? String(value)
		: undefined;

/** An object's metadata. */
export const storedObject = fields(
	{
		name: text,
		/** Changes with the content; int64. */
		generation: digits,
		/** Bytes; int64. */
		size: digits,
		/** Base64; absent for a composite object. */
		md5Hash: text,
		crc32c: text,
		/** Time of the last change of content or metadata. */
		updated: time,
	},
	'generation',
	'size',
);

export type StoredObject = Shaped<typeof storedObject>;

const listedObject = having(storedObject, 'name');

export type ListedObject = Shaped<typeof listedObject>;

export const listObjectsResponse = page('items', listedObject);

/** The parts of `gs://{bucket}/{name}`. */
export interface ObjectPath {
	bucket: string;
	name: string;
}

/** Excludes the names `.` and `..`, which would change the URL's path. */
const uriPattern = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])\/(?!\.\.?$)(.+)$/;

/** Undefined for a text that isn't the address of an object. */
export function parseUri(uri: string): ObjectPath | undefined {
	const [, bucket, name] = uriPattern.exec(uri.trim()) ?? [];
	return bucket === undefined || name === undefined ? undefined : { bucket, name };
}

export function uriOf({ bucket, name }: ObjectPath): string {
	return `gs://${bucket}/${name}`;
}

export function bucketUrl(origin: string, bucket: string): string {
	return `${origin}/storage/v1/b/${encodeURIComponent(bucket)}`;
}

export function objectUrl(origin: string, { bucket, name }: ObjectPath): string {
	return `${bucketUrl(origin, bucket)}/o/${encodeURIComponent(name)}`;
}

/** URL for uploads. */
export function uploadUrl(origin: string, { bucket }: Pick<ObjectPath, 'bucket'>): string {
	return `${origin}/upload/storage/v1/b/${encodeURIComponent(bucket)}/o`;
}

/**
 * Sends a repeatable request and retries it after temporary errors.
 *
 * @param expected statuses of 400 or above that aren't errors here
 * @throws GoogleApiError for any other status of 400 or above
 */
export async function ask(
	{ raw, sleep, random }: StorageOptions,
	request: RawRequest,
	...expected: number[]
): Promise<RawResponse> {
	const send = async () => {
		const response = await raw(request);
		if (response.status >= 400 && !expected.includes(response.status)) throw refusalOf(response);
		return response;
	};
	return await retrying(send, { sleep, random });
}

export function refusalOf({ status, headers, text: body }: RawResponse): GoogleApiError {
	return refusal(status, body, headers['retry-after']);
}

/** Reads the JSON of a response; throws the same errors as `readAnswer`. */
export function read<T>({ status, text: body }: RawResponse, reader: Reader<T>): T {
	return readAnswer(storageHost, { httpStatus: status, body }, reader);
}

/** Undefined if the object or its bucket doesn't exist. */
export async function findObject(
	options: StorageOptions,
	path: ObjectPath,
): Promise<StoredObject | undefined> {
	const response = await ask(options, { method: 'GET', url: objectUrl(options.origin, path) }, 404);
	return response.status === 404 ? undefined : read(response, storedObject);
}
