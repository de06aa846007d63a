import { createHash } from 'node:crypto';

/** What tells whether bytes arrived as they were sent. */
export interface Digest {
	bytes: number;
	/** Hexadecimal. */
	sha256: string;
	/** Base64, as Cloud Storage shows it. */
	md5: string;
}

/**
 * The UTF-8 of lines, each ended by a newline, cut into pieces of one size; only the last may be shorter. One piece is held
 * at a time, however many lines there are.
 *
 * @param size bytes of a piece
 * @param from bytes to leave out at the beginning
 */
export function* piecesOf(lines: Iterable<string>, size: number, from = 0): Generator<Uint8Array> {
	let piece = new Uint8Array(size);
	let filled = 0;
	let skipped = 0;
	for (const line of lines) {
		let rest: Uint8Array = Buffer.from(`${line}\n`);
		const skip = Math.min(from - skipped, rest.length);
		skipped += skip;
		rest = rest.subarray(skip);
		while (rest.length > 0) {
			const taken = rest.subarray(0, size - filled);
			piece.set(taken, filled);
			filled += taken.length;
			rest = rest.subarray(taken.length);
			if (filled < size) continue;
			yield piece;
			piece = new Uint8Array(size);
			filled = 0;
		}
	}
	if (filled > 0) yield piece.subarray(0, filled);
}

/**
 * Goes through all pieces once.
 *
 * @param rest called after each piece, so that hashing a large dataset does not hold everything else up
 */
export async function digestOf(pieces: Iterable<Uint8Array>, rest: () => Promise<void>): Promise<Digest> {
	const [sha256, md5] = [createHash('sha256'), createHash('md5')];
	let bytes = 0;
	for (const piece of pieces) {
		sha256.update(piece);
		md5.update(piece);
		bytes += piece.length;
		await rest();
	}
	return { bytes, sha256: sha256.digest('hex'), md5: md5.digest('base64') };
}
