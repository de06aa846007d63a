/** Reading JSONL back from Cloud Storage, a piece at a time. */

import { ConfigurationError } from '../errors';
import { pieceUnit } from './resumable';
import type { ObjectPath, StorageOptions } from './storage';
import { ask, objectUrl, uriOf } from './storage';

const usualBytes = 16 * pieceUnit;
/** No line of a dataset is nearly as long: 131,072 tokens are its limit. */
const longestLine = 128 * pieceUnit;

/**
 * The lines of an object that are not blank; not much more than one piece of it is ever held. A piece ends where a line does:
 * half a character at its end is read again with the next.
 *
 * @param bytes size of the first try for each piece
 * @throws GoogleApiError 404 when it is not there, 403 when it may not be read
 * @throws ConfigurationError when it is not made of lines of UTF-8
 */
export async function* readLines(
	options: StorageOptions,
	path: ObjectPath,
	bytes = usualBytes,
): AsyncGenerator<string, void, undefined> {
	let length = bytes;
	for (let from = 0, size = 1; from < size;) {
		const read = await readRange(options, path, from, length);
		size = read.size;
		const isLast = from + length >= size;
		const whole = isLast ? read.text : read.text.slice(0, read.text.lastIndexOf('\n') + 1);
		if (whole === '' && !isLast) {
			length *= 2;
			if (length > longestLine) throw notLines(path);
			continue;
		}
		for (const line of whole.split('\n')) if (line.trim() !== '') yield line;
		from = isLast ? size : from + Buffer.byteLength(whole);
		length = bytes;
	}
}

/** So many bytes from one on; the byte before them, where there is one, has to end a line. */
async function readRange(
	options: StorageOptions,
	path: ObjectPath,
	from: number,
	length: number,
): Promise<{ text: string; size: number }> {
	const before = Math.max(from - 1, 0);
	const response = await ask(
		options,
		{
			method: 'GET',
			url: objectUrl(options.origin, path),
			query: { alt: 'media' },
			headers: { range: `bytes=${before}-${from + length - 1}` },
		},
		416,
	);
	// 416: nothing is left, as of an empty object.
	if (response.status === 416) return { text: '', size: 0 };
	const size = Number(/\/(\d+)$/.exec(response.headers['content-range'] ?? '')?.[1] ?? Number.NaN);
	if (from > 0 && (Number.isNaN(size) || !response.text.startsWith('\n'))) throw notLines(path);
	// Without a range the whole object has come.
	return { text: response.text.slice(from - before), size: Number.isNaN(size) ? from + length : size };
}

function notLines(path: ObjectPath): ConfigurationError {
	return new ConfigurationError(
		`The object '${uriOf(path)}' cannot be read line by line`,
		'It must be JSONL in UTF-8.',
	);
}
