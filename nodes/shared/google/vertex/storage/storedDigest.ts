/** Digests of datasets, for comparing them. Computed from the JSONL lines. */

import type { Dataset } from '../../../domain/dataset/dataset';
import type { RowDigest } from '../../../domain/rowDigest';
import { addRow } from '../../../domain/rowDigest';
import type { StoredDataset } from '../../tuning';
import { ConfigurationError } from '../../http/googleErrors';
import { putLine } from './exampleLine';
import { readLines } from './readLines';
import type { StorageOptions } from './storageCalls';
import { parseUri } from './storageCalls';

/** Number of rows after which other tasks can run. */
const rowsAtOnce = 2_000;

/** Of training and validation rows together: moving a row to the other set doesn't change it. */
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
		const path = parseUri(uri);
		if (!path)
			throw new ConfigurationError(
				`'${uri}' isn't the address of an object in Cloud Storage`,
				"Use an address such as 'gs://my-bucket/train.jsonl'.",
			);
		yield* readLines(options, path);
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

/** One line of a dataset. */
export interface Line {
	systemInstruction?: unknown;
	contents: unknown[];
	completions?: unknown;
}

/** @throws ConfigurationError for a line that isn't an example */
export function parseLine(line: string): Line {
	const parsed = parse(line);
	if (isLine(parsed)) return parsed;
	throw new ConfigurationError(
		"A line of the dataset isn't an example",
		"Each line must be a JSON object with 'contents'.",
	);
}

/** All texts of an example, at any depth. */
export function partsOf(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	const here = 'text' in value && typeof value.text === 'string' ? [value.text] : [];
	return [...here, ...Object.values(value).flatMap(partsOf)];
}

function parse(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}

function isLine(value: unknown): value is Line {
	return typeof value === 'object' && value !== null && 'contents' in value && Array.isArray(value.contents);
}
