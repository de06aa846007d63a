/** Finds JSONL files in Cloud Storage and reads them in parts, line by line. */

import { defined } from '../../../domain/defined';
import { ConfigurationError, ConnectionError } from '../../http/googleErrors';
import type { Page, PageRequest } from '../../http/paginate';
import { paginate } from '../../http/paginate';
import { pieceUnit } from './resumableUpload';
import type { ListedObject, ObjectPath, StorageOptions, StoredObject } from './storageCalls';
import {
	ask,
	bucketUrl,
	digits,
	listObjectsResponse,
	objectUrl,
	read,
	storedObject,
	uriOf,
} from './storageCalls';

/** One generation of an object. */
export interface StoredFile extends ObjectPath {
	generation: string;
	bytes: number;
}

/** A line with its position. */
export interface Line {
	/** Without its newline. */
	text: string;
	offset: number;
	/** With its newline. */
	bytes: number;
}

/** Size of one request: 4 MiB. */
export const partBytes = 16 * pieceUnit;
/** 32 MiB. Examples have at most 131,072 tokens, and Google limits a prompt with media to 20 MB. */
const longestLine = 8 * partBytes;
/** Long enough for one part on a slow connection. */
const partTimeoutMs = 300_000;

function toFile({ bucket, name }: ObjectPath, { generation, size }: StoredObject): StoredFile {
	return { bucket, name, generation, bytes: Number(size) };
}

/** @throws GoogleApiError 404 if the object doesn't exist, 403 if the account can't read it */
export async function fileAt(options: StorageOptions, path: ObjectPath): Promise<StoredFile> {
	const response = await ask(options, { method: 'GET', url: objectUrl(options.origin, path) });
	return toFile(path, read(response, storedObject));
}

/** Lists the files in a folder and its subfolders. */
export async function listFiles(
	options: StorageOptions,
	{ bucket, name: folder }: ObjectPath,
): Promise<StoredFile[]> {
	const list = async ({ pageToken }: PageRequest): Promise<Page<ListedObject>> => {
		const url = `${bucketUrl(options.origin, bucket)}/o`;
		const query = { prefix: `${folder.replace(/\/$/, '')}/`, pageToken };
		return read(await ask(options, { method: 'GET', url, query }), listObjectsResponse);
	};
	const files: StoredFile[] = [];
	for await (const object of paginate('objects', list))
		files.push(toFile({ bucket, name: object.name }, object));
	return files;
}

/**
 * Returns the lines of a file that aren't blank, and keeps about one part in memory. Each part ends with a whole line, and the next part
 * starts after it, so no character is cut.
 *
 * @param file without a generation, the newest one
 * @param bytes size of each part; doubled for a longer line
 * @throws GoogleApiError 404 if the object doesn't exist or changes meanwhile, 403 if the account can't read it
 * @throws ConfigurationError for a line of more than 32 MiB or text that isn't UTF-8
 * @throws ConnectionError for an incomplete part
 */
export async function* readLines(
	options: StorageOptions,
	file: ObjectPath & Partial<StoredFile>,
	bytes = partBytes,
): AsyncGenerator<Line, void, undefined> {
	let { generation } = file;
	let length = bytes;
	for (let offset = 0, size = 1; offset < size;) {
		const part = await readPart(options, { ...file, ...defined({ generation }) }, offset, length);
		({ size, generation = generation } = part);
		const end = part.isLast ? part.text.length : part.text.lastIndexOf('\n') + 1;
		length = end === 0 ? length * 2 : bytes;
		if (length > longestLine) throw notLines(file);
		for (let start = 0; start < end;) {
			const newline = part.text.indexOf('\n', start);
			const next = newline < 0 ? end : newline + 1;
			const text = part.text.slice(start, newline < 0 ? end : newline);
			const line = { text, offset, bytes: Buffer.byteLength(part.text.slice(start, next)) };
			if (text.trim() !== '') yield line;
			offset += line.bytes;
			start = next;
		}
		if (part.isLast) assertComplete(file, offset, size);
	}
}

/** A part of a file, and what the response shows about the whole file. */
interface Part {
	text: string;
	isLast: boolean;
	/** Bytes of the whole file. */
	size: number;
	generation?: string;
}

/**
 * Reads bytes of a file as text. The part must start at a line. If it ends within a line, the caller has to drop that line, whose last
 * character may be cut.
 *
 * @throws the errors of `readLines`
 * @throws ConfigurationError if a proxy ignores the range
 */
export async function readPart(
	options: StorageOptions,
	file: ObjectPath & Partial<StoredFile>,
	from: number,
	bytes: number,
): Promise<Part> {
	// The byte before the part must be a newline. Otherwise the text isn't UTF-8, so its offsets are wrong.
	const before = Math.max(from - 1, 0);
	const { status, text, headers } = await ask(
		options,
		{
			method: 'GET',
			url: objectUrl(options.origin, file),
			query: { alt: 'media', generation: file.generation },
			headers: { range: `bytes=${before}-${from + bytes - 1}` },
			timeoutMs: partTimeoutMs,
		},
		416,
	);
	// 416: an empty object. Other statuses than 206: the whole object.
	if (status === 416) return { text: '', isLast: true, size: 0 };
	if (status !== 206 && from === 0)
		return { text, isLast: true, size: file.bytes ?? Buffer.byteLength(text) };
	if (status !== 206)
		throw new ConfigurationError(
			`Cloud Storage returned the whole object '${uriOf(file)}' instead of a part`,
			'A proxy may have removed the Range header. Check the API Endpoint of the credential.',
		);
	if (from > 0 && !text.startsWith('\n')) throw notLines(file);
	const size = Number(/\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] ?? file.bytes);
	if (Number.isNaN(size))
		throw new ConnectionError(`Cloud Storage sent a part of '${uriOf(file)}' without the object's size`);
	const generation = digits(headers['x-goog-generation']);
	return { text: text.slice(from - before), isLast: from + bytes >= size, size, ...defined({ generation }) };
}

function assertComplete(file: ObjectPath, bytes: number, size: number): void {
	// Bytes that aren't UTF-8 become replacement characters of three bytes.
	if (bytes > size) throw notLines(file);
	if (bytes < size)
		throw new ConnectionError(`Cloud Storage sent ${bytes} of ${size} bytes of '${uriOf(file)}'`);
}

function notLines(file: ObjectPath): ConfigurationError {
	return new ConfigurationError(
		`The object '${uriOf(file)}' can't be read line by line`,
		'The object must be JSONL in UTF-8, with lines of at most 32 MiB.',
	);
}
