/** Reads datasets in Cloud Storage: digests for comparing them, and samples for estimating their tokens. */

import type { Dataset } from '../../../domain/dataset/dataset';
import { isObject, isObjectOrList } from '../../../domain/guards';
import type { RowDigest } from '../../../domain/rowDigest';
import { addRow } from '../../../domain/rowDigest';
import type { StoredDataset, StoredSample } from '../../tuning';
import { ConfigurationError } from '../../http/googleErrors';
import { parseJson } from '../../http/shape';
import { putLine } from './exampleLine';
import { fileAt, partBytes, readLines } from './readLines';
import type { ObjectPath, StorageOptions } from './storageCalls';
import { parseUri } from './storageCalls';

/** Number of rows after which other tasks can run. */
const rowsAtOnce = 2_000;

/**
 * Computes the digest of training and validation rows together: moving a row to the other set doesn't change it.
 *
 * @throws the errors of `sampleStored` for a dataset in Cloud Storage
 */
export async function digestOf(options: StorageOptions, data: Dataset | StoredDataset): Promise<RowDigest> {
	const digest: RowDigest = new Map();
	const lines = 'trainingUri' in data ? storedLines(options, data) : ownLines(options, data);
	for await (const line of lines) addLine(digest, line);
	return digest;
}

async function* storedLines(
	options: StorageOptions,
	{ trainingUri, validationUri }: StoredDataset,
): AsyncGenerator<string> {
	for (const uri of [trainingUri, ...(validationUri === undefined ? [] : [validationUri])]) {
		for await (const { text } of readLines(options, pathOf(uri))) yield text;
	}
}

async function* ownLines(
	{ sleep }: StorageOptions,
	{ examples, validation = [] }: Dataset,
): AsyncGenerator<string> {
	let rows = 0;
	for (const side of [examples, validation]) {
		for (const example of side) {
			const texts: string[] = [];
			putLine(example, (text) => texts.push(text));
			yield texts.join('');
			if (++rows % rowsAtOnce === 0) await sleep(0);
		}
	}
}

/** The prompt is the input. The last response, or both responses of a preference, and the system instruction are the output. */
function addLine(digest: RowDigest, line: string): void {
	const { systemInstruction, contents, completions } = parseLine(line);
	const prompt = completions === undefined ? contents.slice(0, -1) : contents;
	const responses = completions ?? contents.at(-1);
	addRow(digest, JSON.stringify(prompt), JSON.stringify([responses, systemInstruction]));
}

/** Fields with media, whose tokens can't be estimated. */
const mediaFields: ReadonlySet<string> = new Set(['fileData', 'file_data', 'inlineData', 'inline_data']);

/**
 * Returns the texts of the first training examples: at least 2 MiB of them, or all.
 *
 * @throws GoogleApiError when the object doesn't exist or can't be read
 * @throws ConfigurationError when the object doesn't contain examples, or examples contain media
 */
export async function sampleStored(
	options: StorageOptions,
	{ trainingUri }: StoredDataset,
): Promise<StoredSample> {
	const file = await fileAt(options, pathOf(trainingUri));
	const examples: string[][] = [];
	let read = 0;
	for await (const { text, bytes } of readLines(options, file)) {
		read += bytes;
		const example = parseLine(text);
		if (hasMedia(example))
			throw new ConfigurationError(
				`'${trainingUri}' contains media`,
				'The node can estimate the tokens of texts only.',
			);
		examples.push(billedTexts(example));
		if (read >= partBytes / 2) return { examples, share: Math.min(1, read / file.bytes) };
	}
	return { examples, share: 1 };
}

function hasMedia(value: unknown): boolean {
	if (!isObjectOrList(value)) return false;
	return Object.entries(value).some(([name, member]) => mediaFields.has(name) || hasMedia(member));
}

/** Preference tuning bills the prompt once for each completion; see `seeTexts`. */
function billedTexts({ completions, ...prompt }: ExampleLine): string[] {
	const texts = textsIn(prompt);
	return completions === undefined ? texts : [...texts, ...texts, ...textsIn(completions)];
}

/** All texts of an example, at any depth. */
function textsIn(value: unknown): string[] {
	if (!isObjectOrList(value)) return [];
	const here = typeof value.text === 'string' ? [value.text] : [];
	return [...here, ...Object.values(value).flatMap(textsIn)];
}

function pathOf(uri: string): ObjectPath {
	const path = parseUri(uri);
	if (path) return path;
	throw new ConfigurationError(
		`'${uri}' isn't the address of an object in Cloud Storage`,
		"Use an address such as 'gs://my-bucket/train.jsonl'.",
	);
}

interface ExampleLine {
	systemInstruction?: unknown;
	contents: unknown[];
	completions?: unknown;
}

/** @throws ConfigurationError for a line that isn't an example */
function parseLine(line: string): ExampleLine {
	const parsed = parseJson(line);
	if (isObject(parsed) && Array.isArray(parsed.contents)) return { ...parsed, contents: parsed.contents };
	throw new ConfigurationError(
		"A line of the dataset isn't an example",
		"Each line must be a JSON object with 'contents'.",
	);
}
