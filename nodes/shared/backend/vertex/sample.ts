/** What a dataset in Cloud Storage is about, without reading all of it. */

import type { StoredDataset, StoredSample } from '../tuning';
import { ConfigurationError } from '../errors';
import { partsOf, parseLine } from './digest';
import { readLines } from './readLines';
import type { StorageOptions } from './storage';
import { findObject, parseUri } from './storage';

/** 4 MiB, which one request brings. */
const mostBytes = 4 * 1024 ** 2;

/** As JSON may name them: pictures, sound and films have tokens, too, which nothing here tells. */
const files: ReadonlySet<string> = new Set(['fileData', 'file_data', 'inlineData', 'inline_data']);

/**
 * The texts at the beginning of the training examples.
 *
 * @throws GoogleApiError when the object is not there or may not be read
 * @throws ConfigurationError when it does not hold examples, or such with more than texts
 */
export async function sampleStored(
	options: StorageOptions,
	{ trainingUri }: StoredDataset,
): Promise<StoredSample> {
	const path = parseUri(trainingUri);
	if (!path)
		throw new ConfigurationError(`'${trainingUri}' is no object in Cloud Storage`, 'Check the address.');
	const size = Number((await findObject(options, path))?.size ?? 0);
	const examples: string[][] = [];
	let bytes = 0;
	for await (const line of readLines(options, path, mostBytes)) {
		bytes += Buffer.byteLength(line) + 1;
		const example = parseLine(line);
		if (hasFile(example))
			throw new ConfigurationError(
				`'${trainingUri}' holds more than texts`,
				'Only these are told in tokens.',
			);
		examples.push(partsOf(example));
		if (bytes >= mostBytes / 2) return { examples, share: Math.min(1, bytes / size) };
	}
	return { examples, share: 1 };
}

function hasFile(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return Object.entries(value).some(([name, member]) => files.has(name) || hasFile(member));
}
