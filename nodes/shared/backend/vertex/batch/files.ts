/** Reading text files of Cloud Storage in parts, line by line. */

import { ConfigurationError, ConnectionError } from '../../errors';
import { paginate } from '../../paginate';
import type { Page, PageRequest } from '../../paginate';
import type { ListedObject, ObjectPath, StorageOptions, StoredObject } from '../storage';
import { ask, bucketUrl, findObject, listObjectsResponse, objectUrl, parseUri, read } from '../storage';

/** An object of which one generation is read. */
export interface File extends ObjectPath {
	generation: string;
	bytes: number;
}

/** A line with its newline, by where it stands. */
export interface Line {
	/** Without its newline. */
	text: string;
	offset: number;
	bytes: number;
}

/** How much is asked for at once. */
export const partBytes = 4 * 1024 * 1024;
/** A part may take its time on a slow line. */
const partTimeoutMs = 300_000;

function toFile({ bucket, name }: ObjectPath, { generation, size }: StoredObject): File {
	return { bucket, name, generation, bytes: Number(size) };
}

/** Undefined where there is none at this address. */
export async function findFile(options: StorageOptions, uri: string): Promise<File | undefined> {
	const path = parseUri(uri);
	const found = path && (await findObject(options, path));
	return path && found && toFile(path, found);
}

/** @param uri `gs://…`, a folder; what lies in folders below it is listed, too */
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
 * Some bytes of a file as text. They have to begin and end with lines, since a part that begins or ends within a character has
 * no text; what is kept of one that does not is up to the caller.
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
		`Cloud Storage sent all of 'gs://${file.bucket}/${file.name}' where a part was asked for`,
		'A proxy may have removed the Range header. Check the API Endpoint of the credential.',
	);
}

/**
 * All lines of a file that are not blank. A part ends where its last whole line does, and the next begins there: so no character is
 * ever cut.
 *
 * @throws ConnectionError when a part broke off
 */
export async function* linesIn(options: StorageOptions, file: File): AsyncGenerator<Line> {
	let offset = 0;
	let wanted = partBytes;
	while (offset < file.bytes) {
		const isLast = offset + wanted >= file.bytes;
		const part = await readPart(options, file, offset, wanted);
		const end = isLast ? part.length : part.lastIndexOf('\n') + 1;
		// A line that is longer than a part.
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
