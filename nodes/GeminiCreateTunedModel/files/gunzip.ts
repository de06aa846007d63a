import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { ConfigurationError } from '../../shared/google/http/googleErrors';
import type { Bytes } from './rowsFile';

/** Vertex AI accepts files of at most 1 GB, so more can't become a dataset. */
const mostBytes = 2 * 1024 ** 3;

/**
 * Unpacks a gzip archive.
 *
 * @throws ConfigurationError for a damaged archive, and for more than 2 GiB
 */
export function gunzip(name: string, packed: Bytes): Bytes {
	return {
		async *[Symbol.asyncIterator]() {
			const input = Readable.from(packed, { objectMode: false });
			const unpacked = createGunzip();
			input.on('error', (error) => unpacked.destroy(error));
			const pieces = input.pipe(unpacked)[Symbol.asyncIterator]();
			let size = 0;
			try {
				for (;;) {
					const { done, value } = await pieces.next().catch(refusing(name));
					if (done) return;
					size += value.length;
					if (size > mostBytes)
						throw new ConfigurationError(
							`'${name}' unpacks to more than 2 GiB`,
							'Split it into smaller files.',
						);
					yield value;
				}
			} finally {
				input.destroy();
				unpacked.destroy();
			}
		},
	};
}

function refusing(name: string): (error: unknown) => never {
	return (error) => {
		const isDamage =
			typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('Z_');
		if (!isDamage) throw error;
		throw new ConfigurationError(`'${name}' is a damaged gzip archive`, 'Pack or download it again.');
	};
}
