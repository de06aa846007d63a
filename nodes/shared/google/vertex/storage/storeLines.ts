import type { Example } from '../../../domain/dataset/dataset';
import type { Digest, Put } from '../../../domain/pieces';
import { digestOf, piecesOf } from '../../../domain/pieces';
import { ConfigurationError } from '../../http/googleErrors';
import { putLine } from './exampleLine';
import { pieceUnit, upload } from './resumableUpload';
import type { ObjectPath, StorageOptions, StoredObject } from './storageCalls';
import { findObject, uriOf } from './storageCalls';

/** Folder of this package's objects in a bucket. */
export const folder = 'n8n-gemini-tuning';

/** 4 MiB. Google recommends 8 MiB, which is slightly faster and takes more of n8n's memory. */
const pieceSize = 16 * pieceUnit;

/** The lines of an object. Each read generates them again, so they are never in memory as a whole. */
export interface Lines {
	/** Computed on the first call. */
	digest: () => Promise<Digest>;
	/** The content from an offset, in pieces of one size. */
	piecesFrom: (offset: number) => Iterable<Uint8Array>;
}

/** @param put writes one item as a line with its newline */
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
 * Stores lines as an object whose name is the hash of its content, so a repeat uploads nothing. The text is generated twice: for
 * the hash and for the upload.
 *
 * @param kind subfolder of this package's folder
 * @returns the object's `gs://` address
 * @throws ConfigurationError when the object exists with other contents
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

/** Stores examples; see `storeLines`. */
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
		`The content of the object '${uriOf(path)}' doesn't match the hash in its name`,
		'It was changed, or damaged during the upload. Delete the object, then run this again. Nothing was created.',
	);
}

/**
 * Identifies the content of a dataset in Cloud Storage: the training examples and the validation set.
 *
 * @throws ConfigurationError when an object doesn't exist
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
		'Check the address of the dataset. It is case-sensitive. Nothing was created.',
	);
}
