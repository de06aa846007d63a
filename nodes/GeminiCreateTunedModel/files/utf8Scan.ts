import type { Bytes } from './rowsFile';

/** What of a text isn't UTF-8. */
export interface Utf8Scan {
	/** Sequences of several bytes that are UTF-8. */
	valid: number;
	/** Bytes at which UTF-8 breaks. */
	invalid: number;
	/** `offset` counts from 0, `line` from 1. */
	first: { offset: number; line: number; byte: number };
	/** Lines from all over the text that have bytes beyond ASCII, at most 256 KiB. */
	sample: Uint8Array;
}

/** Looks at each byte, for texts that a strict decoder refused. */
export async function scanUtf8(content: Bytes): Promise<Utf8Scan> {
	const scan = { valid: 0, invalid: 0, first: { offset: 0, line: 1, byte: 0 } };
	const sample = collectLines();
	let [offset, line] = [0, 1];
	/** Bytes that the sequence under way still needs, and the range of the next one. */
	let [needed, low, high] = [0, 0x80, 0xbf];
	let start = { offset, line, byte: 0 };

	function fail(at: typeof start): void {
		if (scan.invalid === 0) scan.first = at;
		scan.invalid++;
		needed = 0;
	}

	for await (const bytes of content) {
		for (const byte of bytes) {
			sample.add(byte);
			if (needed > 0 && byte >= low && byte <= high) {
				[low, high] = [0x80, 0xbf];
				if (--needed === 0) scan.valid++;
			} else {
				if (needed > 0) fail(start);
				start = { offset, line, byte };
				const sequence = sequenceOf(byte);
				if (sequence) [needed, low, high] = sequence;
				else if (byte > 0x7f) fail(start);
			}
			if (byte === 0x0a) line++;
			offset++;
		}
	}
	if (needed > 0) fail(start);
	return { ...scan, sample: sample.take() };
}

/** The bytes that follow a first byte, and the range of the second one (RFC 3629). */
function sequenceOf(byte: number): [needed: number, low: number, high: number] | undefined {
	if (byte >= 0xc2 && byte <= 0xdf) return [1, 0x80, 0xbf];
	if (byte >= 0xe0 && byte <= 0xef) return [2, byte === 0xe0 ? 0xa0 : 0x80, byte === 0xed ? 0x9f : 0xbf];
	if (byte >= 0xf0 && byte <= 0xf4) return [3, byte === 0xf0 ? 0x90 : 0x80, byte === 0xf4 ? 0x8f : 0xbf];
	return undefined;
}

const mostSampled = 256 * 1024;
/** A longer line is cut at a byte that is no part of a character in any encoding. */
const longLine = 2 * 1024;

function collectLines() {
	let kept: number[][] = [];
	let size = 0;
	/** Only every so many lines are kept, so that they come from all over the text. */
	let stride = 1;
	let seen = 0;
	let current: number[] = [];
	let isBeyondAscii = false;

	function finish(): void {
		if (isBeyondAscii && seen++ % stride === 0) {
			kept.push(current);
			size += current.length;
		}
		current = [];
		isBeyondAscii = false;
		if (size <= mostSampled || kept.length < 2) return;
		kept = kept.filter((_, index) => index % 2 === 0);
		size = kept.reduce((sum, { length }) => sum + length, 0);
		stride *= 2;
	}

	return {
		add(byte: number) {
			current.push(byte);
			isBeyondAscii ||= byte > 0x7f;
			if (byte === 0x0a || (current.length > longLine && byte < 0x30)) finish();
		},
		take(): Uint8Array {
			current.push(0x0a);
			finish();
			return Uint8Array.from(kept.flat());
		},
	};
}
