import type { Example } from '../../domain/dataset';
import type { Digest } from '../../domain/pieces';
import { digestOf, piecesOf } from '../../domain/pieces';
import { ConfigurationError } from '../errors';
import { putLine } from './lines';
import { pieceUnit, upload } from './resumable';
import type { ObjectPath, StorageOptions, StoredObject } from './storage';
import { findObject, uriOf } from './storage';

/** Everything this package keeps in a bucket lies below. */
export const folder = 'n8n-gemini-tuning';

/** Google recommends 8 MiB. */
const pieceSize = 32 * pieceUnit;

/**
 * Puts examples into a bucket, as an object named by the hash of its content: a repeat finds it there and sends nothing. The
 * text is made twice, once to be hashed and once to be sent, and never held as a whole.
 *
 * @returns the object's `gs://` address
 * @throws ConfigurationError when an object of that name has other contents
 */
export async function storeExamples(
	options: StorageOptions,
	bucket: string,
	examples: Example[],
): Promise<string> {
	const memory = Buffer.allocUnsafeSlow(pieceSize);
	const piecesFrom = (offset: number) => piecesOf(examples, putLine, memory, offset);
	const digest = await digestOf(piecesFrom(0), async () => await options.sleep(0));
	const path = { bucket, name: `${folder}/datasets/${digest.sha256}.jsonl` };
	const stored = await upload(options, path, { ...digest, contentType: 'application/jsonl', piecesFrom });
	assertSame(path, digest, stored === 'exists' ? await findObject(options, path) : stored);
	return uriOf(path);
}

function assertSame(path: ObjectPath, { bytes, md5 }: Digest, stored: StoredObject = {}): void {
	if (stored.size === String(bytes) && (stored.md5Hash ?? md5) === md5) return;
	throw new ConfigurationError(
		`The object '${uriOf(path)}' has other contents than its name says`,
		'Somebody changed it, or it was damaged on its way. Delete it and try again. Nothing was created.',
	);
}

/**
 * What identifies the content of a dataset that lies in a bucket already.
 *
 * @throws ConfigurationError when there is none
 */
export async function fingerprintOf(options: StorageOptions, path: ObjectPath): Promise<string> {
	const found = await findObject(options, path);
	if (found) return found.md5Hash ?? `${found.crc32c}-${found.size}`;
	throw new ConfigurationError(
		`There is no object '${uriOf(path)}'`,
		'Check the address of the dataset. Capital letters count. Nothing was created.',
	);
}
