/** Reads text files of Cloud Storage in parts, line by line. */

import { ConfigurationError, ConnectionError } from '../../http/googleErrors';
import { paginate } from '../../http/paginate';
import type { Page, PageRequest } from '../../http/paginate';
import type { ListedObject, ObjectPath, StorageOptions, StoredObject } from '../storage/storageCalls';
import {
	ask,
	bucketUrl,
	findObject,
	listObjectsResponse,
	objectUrl,
	parseUri,
	read,
} from '../storage/storageCalls';

/** One generation of an object. */
export interface File extends ObjectPath {
	generation: string;
	bytes: number;
}

/** A line with its position. */
export interface Line {
	/** Without its newline. */
	text: string;
	offset: number;
	bytes: number;
}

/** Size of one request. */
export const partBytes = 4 * 1024 * 1024;
/** Long enough for one part on a slow connection. */
const partTimeoutMs = 300_000;

function toFile({ bucket, name }: ObjectPath, { generation, size }: StoredObject): File {
	return { bucket, name, generation, bytes: Number(size) };
}

/** Undefined if the object doesn't exist. */
export async function findFile(options: StorageOptions, uri: string): Promise<File | undefined> {
	const path = parseUri(uri);
	const found = path && (await findObject(options, path));
	return path && found && toFile(path, found);
}

/** @param uri `gs://…`, a folder; the list includes its subfolders */
export async function listFiles(options: StorageOptions, uri: string): Promise<File[]> {
	const { bucket = '', name = '' } = parseUri(`${uri.replace(/\/$/, '')}/`) ?? {};
	const list = async ({ pageToken }: PageRequest): Promise<Page<ListedObject>> => {
		const url = `${bucketUrl(options.origin, bucket)}/o`;
		const response = await ask(options, { method: 'GET', url, query: { prefix: name, pageToken } });
		return read(response, listObjectsResponse);
	};
	const files: File[] = [];
	for await (const object of paginate('objects', list))
		files.push(toFile({ bucket, name: object.name }, object));
	return files;
}

/**
 * Reads bytes of a file as text. The part must start at a line. If it ends within a line, the caller has to drop that line, whose last
 * character may be cut.
 */
export async function readPart(
	options: StorageOptions,
	file: File,
	from: number,
	bytes: number,
): Promise<string> {
	const { status, text } = await ask(options, {
		method: 'GET',
		url: objectUrl(options.origin, file),
		query: { alt: 'media', generation: file.generation },
		headers: { range: `bytes=${from}-${Math.min(from + bytes, file.bytes) - 1}` },
		timeoutMs: partTimeoutMs,
	});
	if (status === 206 || (from === 0 && bytes >= file.bytes)) return text;
	throw new ConfigurationError(
		`Cloud Storage returned the whole object 'gs://${file.bucket}/${file.name}' instead of a part`,
		'A proxy may have removed the Range header. Check the API Endpoint of the credential.',
	);
}

/**
 * Returns all lines of a file that aren't blank. Each part ends with its last whole line, and the next one starts there, so no character
 * is cut.
 *
 * @throws ConnectionError for an incomplete part
 */
export async function* linesIn(options: StorageOptions, file: File): AsyncGenerator<Line> {
	let offset = 0;
	let wanted = partBytes;
	while (offset < file.bytes) {
		const isLast = offset + wanted >= file.bytes;
		const part = await readPart(options, file, offset, wanted);
		const end = isLast ? part.length : part.lastIndexOf('\n') + 1;
		// A line can be longer than a part.
		if (end === 0) wanted *= 2;
		else wanted = partBytes;
		for (let start = 0; start < end;) {
			const newline = part.indexOf('\n', start);
			const next = newline < 0 ? end : newline + 1;
			const bytes = Buffer.byteLength(part.slice(start, next));
			const text = part.slice(start, newline < 0 ? end : newline);
			if (text.trim() !== '') yield { text, offset, bytes };
			offset += bytes;
			start = next;
		}
		if (isLast && offset !== file.bytes)
			throw new ConnectionError(`Cloud Storage sent ${offset} of ${file.bytes} bytes of '${file.name}'`);
	}
}
