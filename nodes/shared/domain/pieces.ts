import { createHash } from 'node:crypto';
import { escaped, mostBytesPerUnit as mostBytesPerUnitOfJson, writeJson } from './jsonBytes';

/** Size and hashes of the content, for checking an upload. */
export interface Digest {
	bytes: number;
	/** Hexadecimal. */
	sha256: string;
	/** Base64, as Cloud Storage shows it. */
	md5: string;
}

/** Receives texts; none begins or ends within a character. */
export interface Put {
	(text: string): void;
	/** The same for the inside of a JSON string; if absent, the caller escapes the text. */
	json?: (text: string) => void;
}

/** A UTF-16 code unit takes at most three bytes of UTF-8. */
const mostBytesPerUnit = 3;

/**
 * Returns the UTF-8 of the items' texts in pieces of one size; only the last can be shorter. A piece is valid until the next one is
 * requested, so memory holds little more than one piece for any number of items.
 *
 * @param write passes the texts of one item to `put`
 * @param piece memory for the pieces, with their size
 * @param from number of bytes to skip
 */
export function* piecesOf<T extends NonNullable<unknown>>(
	items: Iterable<T>,
	write: (item: T, put: Put) => void,
	piece: Buffer,
	from = 0,
): Generator<Uint8Array> {
	let filled = 0;
	let skip = from;
	/** The rest that didn't fit into the piece. */
	const over: Buffer[] = [];
	const put = (text: string) => {
		const length = skip === 0 ? 0 : Buffer.byteLength(text);
		if (skip > 0 && length <= skip) {
			skip -= length;
		} else if (skip === 0 && over.length === 0 && text.length * mostBytesPerUnit < piece.length - filled) {
			filled += piece.write(text, filled);
		} else {
			over.push(Buffer.from(text).subarray(skip));
			skip = 0;
		}
	};
	const json = (text: string) => {
		const hasRoom = text.length * mostBytesPerUnitOfJson < piece.length - filled;
		if (over.length > 0 || !hasRoom) return put(escaped(text));
		const end = writeJson(text, piece, filled);
		if (skip === 0) filled = end;
		// Skipping comes before filling.
		else if (end <= skip) skip -= end;
		else put(escaped(text));
	};
	const puts: Put = Object.assign(put, { json });
	const next = nextOf(items);
	for (let item = next(); item !== done; item = next()) {
		write(item, puts);
		if (over.length === 0) continue;
		for (const bytes of over.splice(0)) {
			for (let taken = 0; taken < bytes.length;) {
				const copied = bytes.copy(piece, filled, taken);
				taken += copied;
				filled += copied;
				if (filled < piece.length) break;
				yield piece;
				filled = 0;
			}
		}
	}
	if (filled > 0) yield piece.subarray(0, filled);
}

const done = Symbol('done');

/** An array's iterator would create an object for each item. */
function nextOf<T extends NonNullable<unknown>>(items: Iterable<T>): () => T | typeof done {
	if (!isList(items)) {
		const iterator = items[Symbol.iterator]();
		return () => {
			const { value, done: isDone } = iterator.next();
			return isDone === true ? done : value;
		};
	}
	let index = 0;
	return () => items[index++] ?? done;
}

function isList<T>(items: Iterable<T>): items is readonly T[] {
	return Array.isArray(items);
}

/**
 * Hashes all pieces.
 *
 * @param rest called after each piece, so that other tasks can run while a large dataset is hashed
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
