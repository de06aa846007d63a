import type { Emulator } from '../../../../../../emulator/api.ts';
import { fields, list, text } from '../../../../../../nodes/shared/google/http/shape.ts';
import type { TuningBackend } from '../../../../../../nodes/shared/google/backend.ts';
import type {
	BatchAnswer,
	Batches,
	BatchPrompt,
	BatchSpec,
} from '../../../../../../nodes/shared/google/batchJobs.ts';
import type { BatchJob } from '../../../../../../nodes/shared/domain/batch.ts';
import type { ObjectPath } from '../../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import {
	objectUrl,
	parseUri,
	uploadUrl,
} from '../../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import { storageAt } from '../../../../../vertexClient.ts';

export const bucket = 'emulator-batch';
export const spec: BatchSpec = {
	model: 'gemini-3.5-flash',
	displayName: 'Questions',
	bucket,
	createBucket: true,
};
export const key = { project: 'emulator-project' };
export const aDay = 24 * 3_600_000;

export const ask = (text: string, customId?: string): BatchPrompt => ({
	request: { contents: [{ role: 'user', parts: [{ text }] }] },
	...(customId !== undefined && { customId }),
});

/** `question 0`, `question 1` … */
export const questions = (count: number): BatchPrompt[] =>
	Array.from({ length: count }, (_, index) => ask(`question ${index}`));

export function batchesOf({ batches }: TuningBackend): Batches {
	if (!batches) throw new Error('There are no batches');
	return batches;
}

/** A job that has come to its end. */
export async function finishedBatch(
	emulator: Emulator,
	batches: Batches,
	prompts: BatchPrompt[],
	changed: Partial<BatchSpec> = {},
): Promise<BatchJob> {
	const { job } = await batches.create({ ...spec, ...changed }, prompts, key);
	emulator.clock.advance(aDay);
	return await batches.get(job.name);
}

export async function resultsOf(batches: Batches, name: string): Promise<BatchAnswer[]> {
	const answers: BatchAnswer[] = [];
	for await (const answer of batches.results(name)) answers.push(answer);
	return answers;
}

const sent = fields({ contents: list(fields({ parts: list(fields({ text })) })) });

/** The prompt in a line of responses. */
export const promptOf = ({ request }: { request?: object }) => sent(request)?.contents?.[0]?.parts?.[0]?.text;

/** Bodies of the requests that create batch jobs, oldest first. */
export function creations(emulator: Emulator): unknown[] {
	return emulator.requests
		.list()
		.filter(({ method, path }) => method === 'POST' && path.endsWith('/batchPredictionJobs'))
		.map(({ body }) => body);
}

/** Stores a file in the bucket without the backend. */
export async function putFile(emulator: Emulator, uri: string, text: string): Promise<void> {
	const options = storageAt(emulator);
	const path = pathOf(uri);
	const { status } = await options.raw({
		method: 'POST',
		url: uploadUrl(options.origin, path),
		query: { uploadType: 'media', name: path.name },
		body: Buffer.from(text),
	});
	if (status !== 200) throw new Error(`Cloud Storage returned ${status} for the upload`);
}

/** Reads a file as a whole, past the backend. */
export async function readFile(emulator: Emulator, uri: string): Promise<string> {
	const options = storageAt(emulator);
	const url = objectUrl(options.origin, pathOf(uri));
	return (await options.raw({ method: 'GET', url, query: { alt: 'media' } })).text;
}

export async function deleteFile(emulator: Emulator, uri: string): Promise<void> {
	const options = storageAt(emulator);
	await options.raw({ method: 'DELETE', url: objectUrl(options.origin, pathOf(uri)) });
}

export function pathOf(uri: string | null): ObjectPath {
	const path = parseUri(uri ?? '');
	if (!path) throw new Error(`'${uri}' isn't an address`);
	return path;
}
