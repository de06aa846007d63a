import type { Example } from '../../domain/dataset';
import type { Digest, Put } from '../../domain/pieces';
import { digestOf, piecesOf } from '../../domain/pieces';
import { ConfigurationError } from '../errors';
import { putLine } from './lines';
import { pieceUnit, upload } from './resumable';
import type { ObjectPath, StorageOptions, StoredObject } from './storage';
import { findObject, uriOf } from './storage';

/** Everything this package keeps in a bucket lies below. */
export const folder = 'n8n-gemini-tuning';

/** 4 MiB: Google recommends twice as much, which is a little quicker and takes more of n8n's memory. */
const pieceSize = 16 * pieceUnit;

/** What is stored, line by line. It is made anew each time it is asked for, and never held as a whole. */
export interface Lines {
	/** What identifies it; made when it is first asked for. */
	digest: () => Promise<Digest>;
	/** From an offset on, in pieces of one size. */
	piecesFrom: (offset: number) => Iterable<Uint8Array>;
}

/** @param put writes one item as a line, with its newline */
export function linesOf<T extends NonNullable<unknown>>(
	{ sleep }: Pick<StorageOptions, 'sleep'>,
	items: Iterable<T>,
	put: (item: T, put: Put) => void,
): Lines {
	const memory = Buffer.allocUnsafeSlow(pieceSize);
	const piecesFrom = (offset: number) => piecesOf(items, put, memory, offset);
	let digest: Promise<Digest> | undefined;
	return {
		piecesFrom,
		digest: async () => await (digest ??= digestOf(piecesFrom(0), async () => await sleep(0))),
	};
}

/**
 * Puts lines into a bucket, as an object named by the hash of its content: a repeat finds it there and sends nothing. The
 * text is made twice, once to be hashed and once to be sent.
 *
 * @param kind folder below this package's own
 * @returns the object's `gs://` address
 * @throws ConfigurationError when an object of that name has other contents
 */
export async function storeLines(
	options: StorageOptions,
	{ bucket, kind }: { bucket: string; kind: 'datasets' | 'prompts' },
	{ digest: makeDigest, piecesFrom }: Lines,
): Promise<string> {
	const digest = await makeDigest();
	const path = { bucket, name: `${folder}/${kind}/${digest.sha256}.jsonl` };
	const stored = await upload(options, path, { ...digest, contentType: 'application/jsonl', piecesFrom });
	assertSame(path, digest, stored === 'exists' ? await findObject(options, path) : stored);
	return uriOf(path);
}

/** Puts examples into a bucket; see `storeLines`. */
export async function storeExamples(
	options: StorageOptions,
	bucket: string,
	examples: Example[],
): Promise<string> {
	return await storeLines(options, { bucket, kind: 'datasets' }, linesOf(options, examples, putLine));
}

function assertSame(path: ObjectPath, { bytes, md5 }: Digest, stored: StoredObject | undefined): void {
	if (stored?.size === String(bytes) && (stored.md5Hash ?? md5) === md5) return;
	throw new ConfigurationError(
		`The object '${uriOf(path)}' has other contents than its name says`,
		'Somebody changed it, or it was damaged on its way. Delete it and try again. Nothing was created.',
	);
}

/**
 * What identifies the content of a dataset that lies in a bucket already: its training examples, and its others.
 *
 * @throws ConfigurationError when there is none
 */
export async function fingerprintOf(options: StorageOptions, ...paths: ObjectPath[]): Promise<string> {
	const fingerprints: string[] = [];
	for (const path of paths) fingerprints.push(await fingerprintOfObject(options, path));
	return fingerprints.join();
}

async function fingerprintOfObject(options: StorageOptions, path: ObjectPath): Promise<string> {
	const found = await findObject(options, path);
	if (found) return found.md5Hash ?? `${found.crc32c}-${found.size}`;
	throw new ConfigurationError(
		`There is no object '${uriOf(path)}'`,
		'Check the address of the dataset. Capital letters count. Nothing was created.',
	);
}
