import type { Bytes } from './rowsFile';

/** The result of a scan for bytes that aren't UTF-8. */
export interface Utf8Scan {
	/** Number of valid sequences of several bytes. */
	valid: number;
	/** Number of bytes that break UTF-8. */
	invalid: number;
	/** `offset` counts from 0, `line` from 1. */
	first: { offset: number; line: number; byte: number };
	/** Lines with bytes beyond ASCII from the whole text, at most 256 KiB. */
	sample: Uint8Array;
}

/** Scans each byte of a text that a strict decoder rejected. */
export async function scanUtf8(content: Bytes): Promise<Utf8Scan> {
	const scan = { valid: 0, invalid: 0, first: { offset: 0, line: 1, byte: 0 } };
	const sample = collectLines();
	let line = 1;
	let before = 0;
	/** Missing bytes of the current sequence, and the range of the next one. */
	let [needed, low, high] = [0, 0x80, 0xbf];
	let start = scan.first;

	function fail(): void {
		if (scan.invalid === 0) scan.first = start;
		scan.invalid++;
		needed = 0;
	}

	for await (const bytes of content) {
		let lineStart = 0;
		for (let index = 0; index < bytes.length; index++) {
			const byte = bytes[index] ?? 0;
			if (needed > 0 && byte >= low && byte <= high) {
				[low, high] = [0x80, 0xbf];
				if (--needed === 0) scan.valid++;
				continue;
			}
			if (needed > 0) fail();
			if (byte > 0x7f) {
				start = { offset: before + index, line, byte };
				const sequence = sequenceOf(byte);
				if (sequence) [needed, low, high] = sequence;
				else fail();
				continue;
			}
			if (byte === 0x0a) line++;
			// Cuts a long line at a byte that isn't part of a longer character in any encoding.
			if (byte !== 0x0a && (byte >= 0x30 || index - lineStart < longLine)) continue;
			sample.add(bytes.subarray(lineStart, index + 1));
			sample.endLine();
			lineStart = index + 1;
		}
		sample.add(bytes.subarray(lineStart));
		before += bytes.length;
	}
	if (needed > 0) fail();
	sample.endLine();
	return { ...scan, sample: sample.take() };
}

/** The number of bytes after a first byte, and the range of the second one (RFC 3629). */
function sequenceOf(byte: number): [needed: number, low: number, high: number] | undefined {
	if (byte >= 0xc2 && byte <= 0xdf) return [1, 0x80, 0xbf];
	if (byte >= 0xe0 && byte <= 0xef) return [2, byte === 0xe0 ? 0xa0 : 0x80, byte === 0xed ? 0x9f : 0xbf];
	if (byte >= 0xf0 && byte <= 0xf4) return [3, byte === 0xf0 ? 0x90 : 0x80, byte === 0xf4 ? 0x8f : 0xbf];
	return undefined;
}

const mostSampled = 256 * 1024;
const longLine = 2 * 1024;

function collectLines() {
	let kept: Uint8Array[] = [];
	let size = 0;
	/** Keeps one of this many lines, so that the sample covers the whole text. */
	let stride = 1;
	let seen = 0;
	let parts: Uint8Array[] = [];

	return {
		/** Adds to the current line. */
		add(part: Uint8Array): void {
			// The caller can reuse the memory of a piece.
			if (part.length > 0) parts.push(part.slice());
		},
		endLine(): void {
			const line = parts.length === 1 ? parts[0] : Buffer.concat(parts);
			parts = [];
			if (!line?.some((byte) => byte > 0x7f) || seen++ % stride !== 0) return;
			kept.push(line);
			size += line.length;
			if (size <= mostSampled || kept.length < 2) return;
			kept = kept.filter((_, index) => index % 2 === 0);
			size = kept.reduce((sum, { length }) => sum + length, 0);
			stride *= 2;
		},
		take: (): Uint8Array => Buffer.concat(kept.flatMap((line) => [line, Uint8Array.of(0x0a)])),
	};
}
