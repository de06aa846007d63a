import { header } from '../http.ts';
import type { Reply } from '../http.ts';
import { present, unlessDefault } from '../json.ts';
import { jsonReply } from '../jsonBody.ts';
import { findBucket } from './buckets.ts';
import { denied, noSuchObject, StorageError } from './errors.ts';
import { patchSettings, readJson, readSettings } from './metadata.ts';
import { baseUrl, requirePermission, resourcesOf } from './method.ts';
import type { StorageRequest, StorageService } from './method.ts';
import { byName, page } from './paging.ts';
import { checkPreconditions, readPreconditions } from './preconditions.ts';
import { etagOf, renderObject } from './render.ts';
import type { StoredObject } from './tables.ts';

/** @throws StorageError 403 without the permission, even if the object doesn't exist; 404 */
function findObject(service: StorageService, request: StorageRequest, permission: string): StoredObject {
	const [bucketName = '', name = ''] = request.ids;
	const bucket = findBucket(service, bucketName);
	const { email } = request.caller;
	requirePermission(service, email, permission, bucket);
	const object = service.tables.objects(bucketName).get(name);
	const generation = request.query.get('generation');
	if (object && (generation === null || generation === object.generation)) return object;
	const maySee = service.permissions.allows(email, 'storage.objects.list', resourcesOf(bucket));
	throw maySee ? noSuchObject(bucketName, name) : denied(email, permission, 'object');
}

/** objects.get: the metadata, or the bytes with alt=media. */
export function getObject(service: StorageService, request: StorageRequest): Reply {
	const object = findObject(service, request, 'storage.objects.get');
	checkPreconditions(readPreconditions(request.query), object, true);
	if (request.query.get('alt') === 'media') return download(object, header(request.call, 'range'));
	return jsonReply(renderObject(object, baseUrl(request.call)), request.query);
}

/** The download address, which always returns the bytes. */
export function downloadObject(service: StorageService, request: StorageRequest): Reply {
	const object = findObject(service, request, 'storage.objects.get');
	checkPreconditions(readPreconditions(request.query), object, true);
	return download(object, header(request.call, 'range'));
}

function download(object: StoredObject, range: string | undefined): Reply {
	const { content, settings, generation, metageneration } = object;
	const { size } = content;
	const headers = {
		'content-type': settings.contentType ?? 'application/octet-stream',
		etag: etagOf(object),
		'x-goog-generation': generation,
		'x-goog-metageneration': String(metageneration),
		'x-goog-hash': `crc32c=${content.crc32c},md5=${content.md5Hash}`,
		'x-goog-storage-class': settings.storageClass ?? 'STANDARD',
		'x-goog-stored-content-encoding': settings.contentEncoding ?? 'identity',
		'x-goog-stored-content-length': String(size),
	};
	const wanted = readRange(range, size);
	if (!wanted)
		return {
			status: 200,
			headers: { ...headers, 'content-length': String(size) },
			body: content.slice(0, size),
		};
	const [start, end] = wanted;
	if (start >= size || end <= start)
		throw new StorageError(416, 'requestedRangeNotSatisfiable', 'Request range not satisfiable');
	return {
		status: 206,
		headers: {
			...headers,
			'content-length': String(end - start),
			'content-range': `bytes ${start}-${end - 1}/${size}`,
		},
		body: content.slice(start, end),
	};
}

/** `[from, to)` of a Range header with one range; undefined without a readable one. */
function readRange(header: string | undefined, size: number): [number, number] | undefined {
	const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
	if (first === '' && last === '') return undefined;
	if (first === '') return [Math.max(0, size - Number(last)), size];
	return [Number(first), last === '' ? size : Math.min(size, Number(last) + 1)];
}

/** objects.list with prefix, delimiter and offsets. */
export function listObjects(service: StorageService, request: StorageRequest): Reply {
	const { query, call } = request;
	const bucket = findBucket(service, request.ids[0] ?? '');
	requirePermission(service, request.caller.email, 'storage.objects.list', bucket);
	const prefix = query.get('prefix') ?? '';
	const from = query.get('startOffset');
	const to = query.get('endOffset');
	const objects = [...service.tables.objects(bucket.name).values()].filter(
		({ name }) =>
			name.startsWith(prefix) &&
			(from === null || byName({ name }, { name: from }) >= 0) &&
			(to === null || byName({ name }, { name: to }) < 0),
	);
	const { items, nextPageToken } = page(fold(objects, prefix, query.get('delimiter')), query);
	return jsonReply(
		present({
			kind: 'storage#objects',
			nextPageToken,
			prefixes: unlessDefault(items.flatMap(({ name, object }) => (object ? [] : [name]))),
			items: unlessDefault(
				items.flatMap(({ object }) => (object ? [renderObject(object, baseUrl(call))] : [])),
			),
		}),
		query,
	);
}

/** The entries of a list in order: objects, or their common prefix instead of those below a delimiter. */
function fold(
	objects: readonly StoredObject[],
	prefix: string,
	delimiter: string | null,
): { name: string; object?: StoredObject }[] {
	const shown = new Map<string, { name: string; object?: StoredObject }>();
	for (const object of objects) {
		const end = delimiter ? object.name.indexOf(delimiter, prefix.length) : -1;
		const folder = delimiter && end >= 0 ? object.name.slice(0, end + delimiter.length) : undefined;
		shown.set(folder ?? object.name, folder === undefined ? { name: object.name, object } : { name: folder });
	}
	return [...shown.values()].sort(byName);
}

/** objects.patch changes the members of the body; objects.update replaces all settings. */
export function changeObject(replace: boolean) {
	return (service: StorageService, request: StorageRequest): Reply => {
		const object = findObject(service, request, 'storage.objects.update');
		checkPreconditions(readPreconditions(request.query), object);
		const body = readJson(request.call.body);
		object.settings = replace ? readSettings(body) : patchSettings(object.settings, body);
		object.metageneration += 1;
		object.updateTime = request.now;
		return jsonReply(renderObject(object, baseUrl(request.call)), request.query);
	};
}

export function deleteObject(service: StorageService, request: StorageRequest): Reply {
	const object = findObject(service, request, 'storage.objects.delete');
	checkPreconditions(readPreconditions(request.query), object);
	service.tables.objects(object.bucket).delete(object.name);
	return { status: 204, headers: {}, body: [''] };
}
