import { isSettled } from '../../../domain/job';
import type { BatchJob } from '../../../domain/batch';
import { toBatchOutput } from '../../../domain/batchOutput';
import type { BatchAnswer } from '../../batchJobs';
import type { SentRequest } from '../../generation/content';
import type { GoogleApiError } from '../../http/googleErrors';
import { ConfigurationError, ignoring } from '../../http/googleErrors';
import type { CreationCalls } from '../once/attempts';
import type { StoredFile } from '../storage/readLines';
import { fileAt, listFiles, readLines } from '../storage/readLines';
import type { StorageOptions } from '../storage/storageCalls';
import { parseUri } from '../storage/storageCalls';
import { reasonOf, toBatchJob } from './batchConvert';
import { getBatch } from './batchJobCalls';
import { customIdOf } from './promptLine';
import type { Places } from './promptIndex';
import { findPlaces, parseLine } from './promptIndex';
import { createReader } from './resultReader';
import * as wire from './batchWire';

/**
 * Returns the result of each prompt, in the order of the prompts.
 *
 * @throws ConfigurationError for a job that hasn't finished or has no responses
 */
export async function* readResults(
	{ storage, ...calls }: CreationCalls,
	name: string,
): AsyncGenerator<BatchAnswer, void, undefined> {
	const job = toBatchJob(await getBatch(calls, name));
	const files = await findAnswers(storage, job);
	const input = await findInput(storage, job);
	const places = await findPlaces(storage, files, input);
	const readRow = createReader(storage, places);
	for await (const prompt of input ? promptsIn(storage, input) : promptsOf(places)) {
		const text = await readRow(prompt.index);
		const file = places.get(prompt.index)?.file;
		if (text === undefined || !file) yield missing(job, prompt);
		else yield toAnswer(parseLine({ text, offset: 0, bytes: 0 }, file, wire.answerLine), prompt);
	}
}

/** Undefined if the file of prompts no longer exists. */
async function findInput(storage: StorageOptions, { inputUri }: BatchJob): Promise<StoredFile | undefined> {
	const path = parseUri(inputUri ?? '');
	return path && (await fileAt(storage, path).catch(ignoring(isMissing)));
}

function isMissing({ httpStatus }: GoogleApiError): boolean {
	return httpStatus === 404;
}

/** Partial files that Vertex AI writes while a job runs. The final files contain everything again. */
const provisional = /\/incremental_predictions\//;

/** @throws ConfigurationError if the job hasn't finished or has no responses */
async function findAnswers(storage: StorageOptions, job: BatchJob): Promise<StoredFile[]> {
	if (!isSettled(job.state)) {
		throw new ConfigurationError(
			`The batch job '${job.name}' hasn't finished: it is ${job.state}`,
			"Wait until it has finished, for example with the Gemini Wait for Tuning Trigger and 'Resource' set to 'Batch Job'.",
		);
	}
	const folder = parseUri(job.outputDirectory ?? '');
	const all = folder ? await listFiles(storage, folder) : [];
	const files = all.filter(({ name, bytes }) => name.endsWith('.jsonl') && bytes > 0);
	const whole = files.filter(({ name }) => !provisional.test(name));
	if (files.length > 0) return whole.length > 0 ? whole : files;
	throw new ConfigurationError(
		`The batch job '${job.name}' has no responses`,
		toBatchOutput(job).explanation ?? `They were deleted from '${job.outputDirectory}' or moved.`,
	);
}

interface Prompt {
	index: number;
	/** Also null if only the response contains it. */
	customId: string | null;
	/** The original request; its echo contains further fields with null. */
	request?: SentRequest;
}

async function* promptsIn(storage: StorageOptions, input: StoredFile): AsyncGenerator<Prompt> {
	let index = 0;
	for await (const line of readLines(storage, input)) {
		const parsed = parseLine(line, input, wire.requestLine);
		const { request } = parsed;
		yield { index, customId: customIdOf(parsed), ...(request && { request }) };
		index += 1;
	}
}

/** Without the file of prompts, the number of prompts after the last response is unknown. */
async function* promptsOf(places: Places): AsyncGenerator<Prompt> {
	let last = -1;
	for (const row of places.keys()) last = Math.max(last, row);
	for (let index = 0; index <= last; index++) yield await Promise.resolve({ index, customId: null });
}

function missing({ state }: BatchJob, prompt: Prompt): BatchAnswer {
	const end = state === 'cancelled' ? 'was canceled' : state;
	const reason =
		state === 'succeeded' ? 'Vertex AI wrote no response' : `The job ${end} before this prompt was processed`;
	return { ...prompt, status: 'missing', reason };
}

function toAnswer(line: wire.AnswerLine, prompt: Prompt): BatchAnswer {
	const { request, response, status } = line;
	const answer = {
		...(request && { request }),
		...prompt,
		customId: prompt.customId ?? customIdOf(line),
	};
	// A line without a response and a status failed without a reason.
	if (response && !status && Object.keys(response).length > 0)
		return { ...answer, status: 'succeeded', reason: null, response };
	return { ...answer, status: 'failed', reason: reasonOf(status ?? '') };
}
