/**
 * A sketch: a short text with a sample of many rows. The sample has the rows with the smallest hashes of their inputs, which works like
 * a random sample (a bottom-k sketch, as in MinHash). Comparing it with current rows estimates the numbers of unchanged, changed and
 * removed rows.
 */

import type { Changes, RowDigest } from './rowDigest';
import { hashBits } from './rowDigest';

/** Maximum number of rows in a sketch. */
export const sketchSize = 100;

const inputBits = 36;
const outputBits = 12;
const entryBytes = (inputBits + outputBits) / 8;
const inputUnit = 2 ** (hashBits - inputBits);
const outputUnit = 2 ** (hashBits - outputBits);

/** 95% of a normal distribution are within this many standard deviations. */
const z = 1.96;

const sketchPattern = /^(\d{1,9})\.([A-Za-z0-9_-]*)$/;

/** At most 811 characters of `[A-Za-z0-9._-]`: the number of inputs and 8 characters per row of the sample. */
export function sketchOf(rows: RowDigest): string {
	const kept = [...rows].sort(([a], [b]) => a - b).slice(0, sketchSize);
	const bytes = Buffer.alloc(kept.length * entryBytes);
	for (const [index, [input, outputs]] of kept.entries()) {
		bytes.writeUIntBE(
			shortInput(input) * 2 ** outputBits + shortOutput(outputs),
			index * entryBytes,
			entryBytes,
		);
	}
	return `${rows.size}.${bytes.toString('base64url')}`;
}

/**
 * Compares rows with those of a sketch. The numbers are exact if the sketch contains all rows.
 *
 * @returns undefined for a text that isn't a sketch
 */
export function compareWithSketch(sketch: string, now: RowDigest): Changes | undefined {
	const earlier = readSketch(sketch);
	if (!earlier) return undefined;
	const current = new Map([...now].map(([input, outputs]) => [shortInput(input), shortOutput(outputs)]));
	const { kept, size } = earlier;
	const found = kept.map(([input, outputs]) => [current.get(input), outputs] as const);
	const gone = found.filter(([is]) => is === undefined).length;
	const unchanged = found.filter(([is, was]) => is === was).length;
	const share = (count: number) => (kept.length === 0 ? 0 : (count / kept.length) * size);
	return toChanges(
		{ unchanged: share(unchanged), removed: share(gone) },
		{ before: size, now: now.size },
		kept.length === size ? null : size * errorOfShare(unchanged, kept.length, size),
	);
}

function toChanges(
	{ unchanged, removed }: { unchanged: number; removed: number },
	rows: { before: number; now: number },
	error: number | null,
): Changes {
	// An estimate can exceed the number of rows.
	const same = Math.min(Math.round(unchanged), rows.now);
	const removedRows = Math.min(Math.max(Math.round(removed), rows.before - rows.now), rows.before - same);
	const changedRows = rows.before - same - removedRows;
	return {
		newRows: rows.now - same - changedRows,
		changedRows,
		removedRows,
		plusMinus: error === null ? null : Math.ceil(error),
	};
}

/**
 * Distance from a sample's share to the farther end of its Wilson interval, for a sample from a finite population. Adds half a row,
 * because a sample has only whole rows.
 */
function errorOfShare(hits: number, sample: number, all: number): number {
	const n = (sample * (all - 1)) / (all - sample);
	const p = hits / sample;
	const centre = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
	const half = (z / (1 + z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
	return Math.abs(centre - p) + half + 1 / (2 * sample);
}

function readSketch(sketch: string): { size: number; kept: Array<readonly [number, number]> } | undefined {
	const [, size, encoded] = sketchPattern.exec(sketch) ?? [];
	if (size === undefined || encoded === undefined) return undefined;
	const bytes = Buffer.from(encoded, 'base64url');
	if (bytes.length !== Math.min(Number(size), sketchSize) * entryBytes) return undefined;
	const kept = Array.from({ length: bytes.length / entryBytes }, (_, index) => {
		const entry = bytes.readUIntBE(index * entryBytes, entryBytes);
		return [Math.floor(entry / 2 ** outputBits), entry % 2 ** outputBits] as const;
	});
	return { size: Number(size), kept };
}

function shortInput(hash: number): number {
	return Math.floor(hash / inputUnit);
}

function shortOutput(hash: number): number {
	return Math.floor(hash / outputUnit);
}
