/** What is kept of rows to compare them with others: two numbers for each input, never a text. */

import { hash } from 'node:crypto';

/** By the hash of an input, the sum of the hashes of its outputs; both have 52 bits. */
export type RowDigest = Map<number, number>;

/** Hashes have so many bits, so that a number holds one and the sum of two. */
export const hashBits = 52;

const modulus = 2 ** hashBits;
const hexDigits = hashBits / 4;

/** How rows differ from earlier ones. Rows of one input count as one. */
export interface Changes {
	/** Their input was not there. */
	newRows: number;
	/** Their input was there, with another output. */
	changedRows: number;
	/** Their input is not there any more. */
	removedRows: number;
	/**
	 * Where the three were estimated: new and changed rows together are within so many of their sum with a probability of 95 %.
	 * Null where they were counted.
	 */
	plusMinus: number | null;
}

export function addRow(digest: RowDigest, input: string, output: string): void {
	const key = numberOf(input);
	digest.set(key, ((digest.get(key) ?? 0) + numberOf(output)) % modulus);
}

function numberOf(text: string): number {
	return Number.parseInt(hash('sha256', text).slice(0, hexDigits), 16);
}

/** Counts what is new, changed and removed. */
export function compareDigests(earlier: RowDigest, now: RowDigest): Changes {
	let [newRows, changedRows] = [0, 0];
	for (const [input, outputs] of now) {
		const before = earlier.get(input);
		if (before === undefined) newRows++;
		else if (before !== outputs) changedRows++;
	}
	return { newRows, changedRows, removedRows: earlier.size - (now.size - newRows), plusMinus: null };
}
