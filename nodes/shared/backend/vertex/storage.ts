/** Cloud Storage's JSON API (googleapis 188, storage/v1), as far as a dataset's way to a bucket and a claim there need it. */

import { readAnswer, refusal } from '../answer';
import type { GoogleApiError } from '../errors';
import type { RawHttp, RawRequest, RawResponse } from '../http';
import { page } from '../paginate';
import type { Waiting } from '../retry';
import { retrying } from '../retry';
import type { Reader, Shaped } from '../shape';
import { fields, having, text, time } from '../shape';
import { storageHost } from './hosts';

export interface StorageOptions extends Waiting {
	raw: RawHttp;
	/** Where `storage.googleapis.com` is reached, without a trailing slash. */
	origin: string;
}

const digits: Reader<string> = (value) =>
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
		/** Base64; absent for an object that was composed of others. */
		md5Hash: text,
		crc32c: text,
		/** When content or metadata were last changed. */
		updated: time,
	},
	'generation',
	'size',
);

export type StoredObject = Shaped<typeof storedObject>;

const listedObject = having(storedObject, 'name');

export type ListedObject = Shaped<typeof listedObject>;

export const listObjectsResponse = page('items', listedObject);

/** `gs://{bucket}/{name}` in parts. */
export interface ObjectPath {
	bucket: string;
	name: string;
}

/** Google has no object named `.` or `..`, which would lead to another address. */
const uriPattern = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])\/(?!\.\.?$)(.+)$/;

/** Undefined for what is not the address of an object. */
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

/** To this address content is sent. */
export function uploadUrl(origin: string, { bucket }: Pick<ObjectPath, 'bucket'>): string {
	return `${origin}/upload/storage/v1/b/${encodeURIComponent(bucket)}/o`;
}

/**
 * Sends a request that may be repeated, again and again after passing faults.
 *
 * @param expected statuses that are an answer here, not an error
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

/** The JSON of an answer; throws as `readAnswer` does. */
export function read<T>({ status, text: body }: RawResponse, reader: Reader<T>): T {
	return readAnswer(storageHost, { httpStatus: status, body }, reader);
}

/** Undefined where there is no such object, or no such bucket. */
export async function findObject(
	options: StorageOptions,
	path: ObjectPath,
): Promise<StoredObject | undefined> {
	const response = await ask(options, { method: 'GET', url: objectUrl(options.origin, path) }, 404);
	return response.status === 404 ? undefined : read(response, storedObject);
}
