import { ConnectionError } from '../../http/googleErrors';
import type { StoredFile } from '../storage/readLines';
import { partBytes, readPart } from '../storage/readLines';
import type { StorageOptions } from '../storage/storageCalls';
import type { Place, Places } from './promptIndex';

/** Size of the responses in memory. */
const windowBytes = 32 * 1024 * 1024;
/** A gap of at most this size between two responses is read too. */
const gapBytes = 64 * 1024;

/** A part of a file to read at once, and the responses in it. */
interface Range {
	file: StoredFile;
	from: number;
	to: number;
	rows: Array<{ row: number; place: Place }>;
}

/**
 * Returns a function for the texts of rows, for calls in ascending order. It reads the next rows together, in the order of the file,
 * so it reads each file at most once per window.
 *
 * @param mostBytes of a window
 */
export function createReader(options: StorageOptions, places: Places, mostBytes = windowBytes) {
	const rows = [...places.keys()].sort((a, b) => a - b);
	let next = 0;
	let window = new Map<number, string>();

	function nextRanges(): Range[] {
		const entries: Range['rows'] = [];
		for (let bytes = 0; next < rows.length && bytes < mostBytes; next++) {
			const row = rows[next] ?? 0;
			const place = places.get(row);
			if (!place) continue;
			entries.push({ row, place });
			bytes += place.bytes;
		}
		return join(entries.sort(byPlace));
	}

	return async (row: number): Promise<string | undefined> => {
		if (!places.has(row)) return undefined;
		while (!window.has(row) && next < rows.length) window = await readWindow(options, nextRanges());
		return window.get(row);
	};
}

function byPlace({ place: a }: { place: Place }, { place: b }: { place: Place }): number {
	if (a.file !== b.file) return a.file.name < b.file.name ? -1 : 1;
	return a.offset - b.offset;
}

function join(rows: Range['rows']): Range[] {
	const ranges: Range[] = [];
	for (const entry of rows) {
		const { file, offset, bytes } = entry.place;
		const last = ranges.at(-1);
		const isNear =
			last?.file === file && offset - last.to <= gapBytes && offset + bytes - last.from <= partBytes;
		if (last && isNear) {
			last.to = offset + bytes;
			last.rows.push(entry);
		} else ranges.push({ file, from: offset, to: offset + bytes, rows: [entry] });
	}
	return ranges;
}

async function readWindow(options: StorageOptions, ranges: Range[]): Promise<Map<number, string>> {
	const texts = new Map<number, string>();
	for (const { file, from, to, rows } of ranges) {
		const part = Buffer.from((await readPart(options, file, from, to - from)).text);
		if (part.length < to - from)
			throw new ConnectionError(`Cloud Storage sent only a part of '${file.name}'`);
		for (const { row, place } of rows) {
			const start = place.offset - from;
			texts.set(row, part.toString('utf8', start, start + place.bytes));
		}
	}
	return texts;
}
