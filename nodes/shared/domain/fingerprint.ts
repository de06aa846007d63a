import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import type { Example } from './dataset/dataset';
import type { Lanes } from './dataset/hashes';
import { hashExamples } from './dataset/hashes';

/**
 * A SHA-256 of all examples, as 64 hex digits that don't depend on their order: the examples are sorted by their own quick hashes. Uses
 * one hash object and one buffer, because objects for each of 100,000 rows would take more memory than the rows.
 */
export function fingerprintOf(...parts: readonly Hashed[]): string {
	const sha256 = createHash('sha256');
	const writer = openWriter(sha256);
	for (const { examples, hashes = hashExamples(examples).row } of parts) {
		writer.size(examples.length);
		const order = orderOf(hashes);
		for (let place = 0; place < order.length; place++) {
			const example = examples[order[place] ?? 0];
			if (example) write(example, writer);
		}
	}
	writer.finish();
	return sha256.digest('hex');
}

/** Examples with their hashes, if these are computed already. */
export interface Hashed {
	examples: readonly Example[];
	hashes?: Lanes | undefined;
}

function orderOf({ low, high }: Lanes): Uint32Array {
	const order = new Uint32Array(low.length);
	low.forEach((_, index) => (order[index] = index));
	// No differences: those of large numbers would be objects.
	const compare = (numbers: Int32Array, one: number, other: number) => {
		const [first, second] = [numbers[one] ?? 0, numbers[other] ?? 0];
		return first < second ? -1 : first > second ? 1 : 0;
	};
	return order.sort((one, other) => compare(high, one, other) || compare(low, one, other));
}

function write({ input, output, rejected, systemInstruction, earlier }: Example, writer: Writer): void {
	writer.text(input);
	writer.text(output);
	writer.text(rejected);
	writer.text(systemInstruction);
	writer.size(earlier?.length ?? 0);
	earlier?.forEach(({ text }) => writer.text(text));
}

interface Writer {
	size: (value: number) => void;
	/** Writes the length first, so that texts can't run together and an absent text differs from an empty one. */
	text: (text: string | undefined) => void;
	finish: () => void;
}

const pieceSize = 64 * 1024;
const bytesPerSize = 4;
/** A UTF-16 code unit takes at most three bytes of UTF-8. */
const mostBytesPerUnit = 3;
const absent = 0xffffffff;

function openWriter(hash: Hash): Writer {
	const piece = Buffer.allocUnsafeSlow(pieceSize);
	let filled = 0;
	function finish(): void {
		hash.update(piece.subarray(0, filled));
		filled = 0;
	}
	function size(value: number): void {
		if (filled + bytesPerSize > pieceSize) finish();
		filled = piece.writeUInt32LE(value, filled);
	}
	function text(given: string | undefined): void {
		size(given?.length ?? absent);
		if (!given) return;
		const most = given.length * mostBytesPerUnit;
		if (filled + most > pieceSize) finish();
		if (most > pieceSize) hash.update(given);
		else filled += piece.write(given, filled);
	}
	return { size, text, finish };
}
