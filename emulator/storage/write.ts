import { findBucket } from './buckets.ts';
import type { Content } from './content.ts';
import { invalid, required } from './errors.ts';
import { textIn } from './metadata.ts';
import type { JsonObject } from './metadata.ts';
import { requirePermission } from './method.ts';
import type { StorageService } from './method.ts';
import { checkPreconditions } from './preconditions.ts';
import type { Preconditions } from './preconditions.ts';
import type { ObjectSettings, StoredObject } from './tables.ts';

const LONGEST_NAME = 1024;

/** An object to write. */
export interface Draft {
	bucket: string;
	name: string;
	settings: ObjectSettings;
	/** Checksums that the client sent. */
	expected: { md5Hash?: string; crc32c?: string };
	preconditions: Preconditions;
	/** Email address of the writer. */
	caller: string;
}

/** The name in the query has priority over the one in the body. @throws StorageError 400 */
export function chooseName(query: URLSearchParams, body: JsonObject): string {
	const name = query.get('name') ?? textIn(body, 'name');
	if (!name) throw required('name');
	if (Buffer.byteLength(name) > LONGEST_NAME || /[\r\n]/.test(name) || name === '.' || name === '..') {
		throw invalid(`Invalid object name: '${name}'`);
	}
	return name;
}

export function expectedChecksums(body: JsonObject): Draft['expected'] {
	const md5Hash = textIn(body, 'md5Hash');
	const crc32c = textIn(body, 'crc32c');
	return { ...(md5Hash !== undefined && { md5Hash }), ...(crc32c !== undefined && { crc32c }) };
}

/**
 * Checks that this object may be written now, at the start of an upload and again at its end.
 * @throws StorageError 403, 404 or 412
 */
export function checkDraft(service: StorageService, draft: Draft): void {
	const bucket = findBucket(service, draft.bucket);
	const live = service.tables.objects(draft.bucket).get(draft.name);
	requirePermission(service, draft.caller, 'storage.objects.create', bucket);
	checkPreconditions(draft.preconditions, live);
	if (live) requirePermission(service, draft.caller, 'storage.objects.delete', bucket);
}

/** Makes the object live, in place of the generation before it. */
export function writeObject(
	service: StorageService,
	draft: Draft,
	content: Content,
	now: number,
): StoredObject {
	checkDraft(service, draft);
	checkSum('MD5', draft.expected.md5Hash, content.md5Hash);
	checkSum('CRC32C', draft.expected.crc32c, content.crc32c);
	const object: StoredObject = {
		bucket: draft.bucket,
		name: draft.name,
		generation: service.tables.nextGeneration(now),
		metageneration: 1,
		settings: draft.settings,
		content,
		createTime: now,
		updateTime: now,
	};
	service.tables.objects(draft.bucket).set(draft.name, object);
	return object;
}

function checkSum(kind: string, said: string | undefined, found: string): void {
	if (said !== undefined && said !== found) {
		throw invalid(`Provided ${kind} hash "${said}" doesn't match calculated ${kind} hash "${found}".`);
	}
}
