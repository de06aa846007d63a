/** Digests of rows, for comparing them: two numbers for each input, never a text. */

import { hash } from 'node:crypto';

/** The sum of the hashes of the outputs, by the hash of the input. Both have 52 bits. */
export type RowDigest = Map<number, number>;

/** Bits of a hash, so that a number can store the sum of two. */
export const hashBits = 52;

const modulus = 2 ** hashBits;
const hexDigits = hashBits / 4;

/** Differences from earlier rows. Rows with the same input count as one. */
export interface Changes {
	/** Rows with a new input. */
	newRows: number;
	/** Rows with a known input and another output. */
	changedRows: number;
	/** Earlier rows whose input no longer exists. */
	removedRows: number;
	/**
	 * Error of an estimated sum of new and changed rows, with a probability of 95%. Null for exact numbers.
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

/** Counts new, changed and removed rows. */
export function compareDigests(earlier: RowDigest, now: RowDigest): Changes {
	let [newRows, changedRows] = [0, 0];
	for (const [input, outputs] of now) {
		const before = earlier.get(input);
		if (before === undefined) newRows++;
		else if (before !== outputs) changedRows++;
	}
	return { newRows, changedRows, removedRows: earlier.size - (now.size - newRows), plusMinus: null };
}
