import { createHash } from 'node:crypto';
import { parseJson } from '../../parseJson';
import { ConfigurationError } from '../../errors';
import type { Reader } from '../../shape';
import { attempt } from '../../shape';
import type { StorageOptions } from '../storage';
import type { File, Line } from './files';
import { linesIn } from './files';
import { rowOf } from './lines';
import * as wire from './wire';

/** Where an answer stands. */
export interface Place {
	file: File;
	offset: number;
	bytes: number;
}

/** Where the answer to each prompt stands, by the prompt's place; some hundred bytes for each are held. */
export type Places = Map<number, Place>;

/**
 * Goes through all answers once, and finds out whose they are: by the row that Vertex AI echoes, or where it does not, as for
 * jobs that were created elsewhere, by the request itself. Requests that are equal may have each other's answers.
 *
 * @param input the requests; undefined where the file is no more
 * @throws ConfigurationError for answers without a row when there are no requests to hold them against, or none that they fit
 */
export async function findPlaces(
	options: StorageOptions,
	files: File[],
	input: File | undefined,
): Promise<Places> {
	const places: Places = new Map();
	const strays: Array<{ request: string; place: Place }> = [];
	for (const file of files) {
		for await (const line of linesIn(options, file)) {
			const answer = parseLine(line, file, wire.answerLine);
			const { offset, bytes } = line;
			const row = rowOf(answer);
			if (row === undefined)
				strays.push({ request: fingerprint(answer.request), place: { file, offset, bytes } });
			// Should there be a second one, it counts only where the first did not answer.
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
	input: File,
): Promise<void> {
	const byRequest = new Map<string, Place[]>();
	for (const { request, place } of strays.reverse()) {
		byRequest.set(request, [...(byRequest.get(request) ?? []), place]);
	}
	const asked = new Set<string>();
	let row = 0;
	for await (const line of linesIn(options, input)) {
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

/** A job of somebody else's may have several files of prompts, or one that was changed since. */
function unasked(count: number, { bucket, name }: File): ConfigurationError {
	return new ConfigurationError(
		`${count} answers belong to none of the prompts in 'gs://${bucket}/${name}'`,
		readElsewhere,
	);
}

const readElsewhere =
	'Read the answers from the folder that the job names as outputDirectory; each stands beside its request.';

function orderless(count: number): ConfigurationError {
	return new ConfigurationError(
		`The file of prompts is no more, and ${count} answers do not tell to which prompt they belong`,
		readElsewhere,
	);
}

/** @throws ConfigurationError for what the reader can't read */
export function parseLine<T>({ text, offset }: Line, file: File, reader: Reader<T>): T {
	const outcome = attempt(reader, parseJson(text));
	if ('read' in outcome) return outcome.read;
	throw new ConfigurationError(
		`'gs://${file.bucket}/${file.name}' isn't in the form of a batch job: the line at byte ${offset} can't be read, since ${outcome.problem}`,
		`It was changed, or belongs to something else. ${readElsewhere}`,
	);
}

/** The same for a request and its echo, whose fields are in another order, with null for those that other requests have. */
function fingerprint(request: unknown): string {
	const canonical = JSON.stringify(request ?? null, (_key, value: unknown) => {
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
		const entries = Object.entries(value).filter(([, member]) => !isEmpty(member));
		return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
	});
	return createHash('sha256').update(canonical).digest('base64');
}

function isEmpty(value: unknown): boolean {
	return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
