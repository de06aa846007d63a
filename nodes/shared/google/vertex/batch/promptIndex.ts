import { createHash } from 'node:crypto';
import { isObject } from '../../../domain/guards';
import { ConfigurationError } from '../../http/googleErrors';
import type { Reader } from '../../http/shape';
import { attempt, parseJson } from '../../http/shape';
import type { Line, StoredFile } from '../storage/readLines';
import { readLines } from '../storage/readLines';
import type { StorageOptions } from '../storage/storageCalls';
import { uriOf } from '../storage/storageCalls';
import { rowOf } from './promptLine';
import * as wire from './batchWire';

/** Position of a response. */
export interface Place {
	file: StoredFile;
	offset: number;
	bytes: number;
}

/** Position of each response by the prompt's index. Takes a few hundred bytes per prompt. */
export type Places = Map<number, Place>;

/**
 * Reads all responses once and matches them with the prompts, by the row that Vertex AI echoes. Jobs that were created elsewhere
 * have none; then the request decides. Equal requests can get each other's responses.
 *
 * @param input the requests; undefined if the file no longer exists
 * @throws ConfigurationError for responses without a row if no request fits, or the file of requests no longer exists
 */
export async function findPlaces(
	options: StorageOptions,
	files: StoredFile[],
	input: StoredFile | undefined,
): Promise<Places> {
	const places: Places = new Map();
	const strays: Array<{ request: string; place: Place }> = [];
	for (const file of files) {
		for await (const line of readLines(options, file)) {
			const answer = parseLine(line, file, wire.answerLine);
			const { offset, bytes } = line;
			const row = rowOf(answer);
			if (row === undefined)
				strays.push({ request: fingerprint(answer.request), place: { file, offset, bytes } });
			// A second response replaces the first only if the first failed or has a status.
			else if (!places.has(row) || !answer.status) places.set(row, { file, offset, bytes });
		}
	}
	if (strays.length === 0) return places;
	if (input) await placeStrays(options, places, strays, input);
	else throw orderless(strays.length);
	return places;
}

async function placeStrays(
	options: StorageOptions,
	places: Places,
	strays: Array<{ request: string; place: Place }>,
	input: StoredFile,
): Promise<void> {
	const byRequest = new Map<string, Place[]>();
	for (const { request, place } of strays.reverse()) {
		byRequest.set(request, [...(byRequest.get(request) ?? []), place]);
	}
	const asked = new Set<string>();
	let row = 0;
	for await (const line of readLines(options, input)) {
		const { request } = parseLine(line, input, wire.requestLine);
		const key = fingerprint(request);
		asked.add(key);
		const place = places.has(row) ? undefined : byRequest.get(key)?.pop();
		if (place) places.set(row, place);
		row += 1;
	}
	const homeless = strays.filter((stray) => !asked.has(stray.request)).length;
	if (homeless > 0) throw unasked(homeless, input);
}

/** A job that was created elsewhere can have several files of prompts, or a changed one. */
function unasked(count: number, file: StoredFile): ConfigurationError {
	return new ConfigurationError(
		`${count} responses match none of the prompts in '${uriOf(file)}'`,
		readElsewhere,
	);
}

const readElsewhere =
	"Read the responses from the job's 'outputDirectory'. Each line contains the request and its response.";

function orderless(count: number): ConfigurationError {
	return new ConfigurationError(
		`The file of prompts no longer exists, and ${count} responses don't contain the index of their prompt`,
		readElsewhere,
	);
}

/** @throws ConfigurationError for a line that the reader can't read */
export function parseLine<T>({ text, offset }: Line, file: StoredFile, reader: Reader<T>): T {
	const outcome = attempt(reader, parseJson(text));
	if ('read' in outcome) return outcome.read;
	throw new ConfigurationError(
		`'${uriOf(file)}' isn't a file of a batch job: the line at byte ${offset} can't be read, since ${outcome.problem}`,
		`The file was changed, or belongs to something else. ${readElsewhere}`,
	);
}

/** Equal for a request and its echo. The echo has another order of fields, and null for fields of other requests. */
function fingerprint(request: unknown): string {
	const canonical = JSON.stringify(request ?? null, (_key, value: unknown) => {
		if (!isObject(value)) return value;
		const entries = Object.entries(value).filter(([, member]) => !isEmpty(member));
		return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
	});
	return createHash('sha256').update(canonical).digest('base64');
}

function isEmpty(value: unknown): boolean {
	return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
