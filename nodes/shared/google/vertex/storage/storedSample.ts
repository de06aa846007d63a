/** Reads a sample of a dataset in Cloud Storage. */

import type { StoredDataset, StoredSample } from '../../tuning';
import { ConfigurationError } from '../../http/googleErrors';
import type { Line } from './storedDigest';
import { partsOf, parseLine } from './storedDigest';
import { readLines } from './readLines';
import type { StorageOptions } from './storageCalls';
import { findObject, parseUri } from './storageCalls';

/** 4 MiB, the size of one request. */
const mostBytes = 4 * 1024 ** 2;

/** Fields with media, whose tokens can't be estimated. */
const files: ReadonlySet<string> = new Set(['fileData', 'file_data', 'inlineData', 'inline_data']);

/**
 * Returns the texts of the first training examples.
 *
 * @throws GoogleApiError when the object doesn't exist or can't be read
 * @throws ConfigurationError when the object doesn't contain examples, or examples contain media
 */
export async function sampleStored(
	options: StorageOptions,
	{ trainingUri }: StoredDataset,
): Promise<StoredSample> {
	const path = parseUri(trainingUri);
	if (!path)
		throw new ConfigurationError(
			`'${trainingUri}' isn't the address of an object in Cloud Storage`,
			"Use an address such as 'gs://my-bucket/train.jsonl'.",
		);
	const size = Number((await findObject(options, path))?.size ?? 0);
	const examples: string[][] = [];
	let bytes = 0;
	for await (const line of readLines(options, path, mostBytes)) {
		bytes += Buffer.byteLength(line) + 1;
		const example = parseLine(line);
		if (hasFile(example))
			throw new ConfigurationError(
				`'${trainingUri}' contains media`,
				'The node can estimate the tokens of texts only.',
			);
		examples.push(billedTexts(example));
		if (bytes >= mostBytes / 2) return { examples, share: Math.min(1, bytes / size) };
	}
	return { examples, share: 1 };
}

/** Preference tuning bills the prompt once for each completion; see `seeTexts`. */
function billedTexts({ completions, ...prompt }: Line): string[] {
	const texts = partsOf(prompt);
	return completions === undefined ? texts : [...texts, ...texts, ...partsOf(completions)];
}

function hasFile(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return Object.entries(value).some(([name, member]) => files.has(name) || hasFile(member));
}
