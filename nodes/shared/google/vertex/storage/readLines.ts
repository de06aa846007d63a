/** Reads JSONL from Cloud Storage in pieces. */

import { ConfigurationError } from '../../http/googleErrors';
import { pieceUnit } from './resumableUpload';
import type { ObjectPath, StorageOptions } from './storageCalls';
import { ask, objectUrl, uriOf } from './storageCalls';

const usualBytes = 16 * pieceUnit;
/** Far above the longest line of a dataset: the limit is 131,072 tokens. */
const longestLine = 128 * pieceUnit;

/**
 * Returns the lines of an object that aren't blank, and keeps about one piece in memory. Each piece ends with a whole line; the next
 * piece contains the rest.
 *
 * @param bytes size of each piece; doubled for a longer line
 * @throws GoogleApiError 404 when the object doesn't exist, 403 when the account can't read it
 * @throws ConfigurationError when it doesn't consist of UTF-8 lines
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

/** Reads `length` bytes from an offset. The byte before them must be a newline. */
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
	// 416: an empty object.
	if (response.status === 416) return { text: '', size: 0 };
	const size = Number(/\/(\d+)$/.exec(response.headers['content-range'] ?? '')?.[1] ?? Number.NaN);
	if (from > 0 && (Number.isNaN(size) || !response.text.startsWith('\n'))) throw notLines(path);
	// Without a range, the response is the whole object.
	return { text: response.text.slice(from - before), size: Number.isNaN(size) ? from + length : size };
}

function notLines(path: ObjectPath): ConfigurationError {
	return new ConfigurationError(
		`The object '${uriOf(path)}' can't be read line by line`,
		'The object must be JSONL in UTF-8.',
	);
}
