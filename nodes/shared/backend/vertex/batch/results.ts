import { isSettled } from '../../../domain/job';
import type { BatchJob } from '../../../domain/batch';
import { toBatchOutput } from '../../../domain/batchOutput';
import type { BatchAnswer } from '../../batches';
import type { SentRequest } from '../../content';
import { ConfigurationError } from '../../errors';
import type { CreationCalls } from '../attempts';
import type { StorageOptions } from '../storage';
import { toBatchJob } from './convert';
import type { File } from './files';
import { findFile, linesIn, listFiles } from './files';
import { getBatch } from './jobs';
import { customIdOf } from './lines';
import type { Places } from './places';
import { findPlaces, parseLine } from './places';
import { createReader } from './reader';
import { reasonOf } from './reason';
import * as wire from './wire';

/**
 * What became of each prompt, in the order of the prompts.
 *
 * @throws ConfigurationError for a job that has not ended, or that wrote nothing
 */
export async function* readResults(
	{ storage, ...calls }: CreationCalls,
	name: string,
): AsyncGenerator<BatchAnswer, void, undefined> {
	const job = toBatchJob(await getBatch(calls, name));
	const files = await findAnswers(storage, job);
	const input = job.inputUri === null ? undefined : await findFile(storage, job.inputUri);
	const places = await findPlaces(storage, files, input);
	const readRow = createReader(storage, places);
	for await (const prompt of input ? promptsIn(storage, input) : promptsOf(places)) {
		const text = await readRow(prompt.index);
		const file = places.get(prompt.index)?.file;
		if (text === undefined || !file) yield missing(job, prompt);
		else yield toAnswer(parseLine({ text, offset: 0, bytes: 0 }, file, wire.answerLine), prompt);
	}
}

/** Files that Vertex AI writes while a job runs, and once more as a whole at its end. */
const provisional = /\/incremental_predictions\//;

/** @throws ConfigurationError where there are none */
async function findAnswers(storage: StorageOptions, job: BatchJob): Promise<File[]> {
	if (!isSettled(job.state)) {
		throw new ConfigurationError(
			`The batch job '${job.name}' has not ended: it is ${job.state}`,
			"Wait for its end, for example with the Gemini Wait for Tuning Trigger and 'Resource' set to 'Batch Job'.",
		);
	}
	const all = job.outputDirectory === null ? [] : await listFiles(storage, job.outputDirectory);
	const files = all.filter(({ name, bytes }) => name.endsWith('.jsonl') && bytes > 0);
	const whole = files.filter(({ name }) => !provisional.test(name));
	if (files.length > 0) return whole.length > 0 ? whole : files;
	throw new ConfigurationError(
		`The batch job '${job.name}' has no answers`,
		toBatchOutput(job).explanation ?? `They were deleted from '${job.outputDirectory}', or moved elsewhere.`,
	);
}

interface Prompt {
	index: number;
	/** Null also where an answer is to tell it. */
	customId: string | null;
	/** As it was sent; its echo has other places filled with null. */
	request?: SentRequest;
}

async function* promptsIn(storage: StorageOptions, input: File): AsyncGenerator<Prompt> {
	let index = 0;
	for await (const line of linesIn(storage, input)) {
		const parsed = parseLine(line, input, wire.requestLine);
		const { request } = parsed;
		yield { index, customId: customIdOf(parsed), ...(request && { request }) };
		index += 1;
	}
}

/** Without the file of prompts it is not known which of them have no answer after the last one that has. */
async function* promptsOf(places: Places): AsyncGenerator<Prompt> {
	let last = -1;
	for (const row of places.keys()) last = Math.max(last, row);
	for (let index = 0; index <= last; index++) yield await Promise.resolve({ index, customId: null });
}

function missing({ state }: BatchJob, prompt: Prompt): BatchAnswer {
	const end = state === 'cancelled' ? 'was cancelled' : state;
	const reason =
		state === 'succeeded' ? 'Vertex AI wrote no answer to it' : `The job ${end} before its turn came`;
	return { ...prompt, status: 'missing', reason };
}

function toAnswer(line: wire.AnswerLine, prompt: Prompt): BatchAnswer {
	const { request, response, status } = line;
	const answer = {
		...(request && { request }),
		...prompt,
		customId: prompt.customId ?? customIdOf(line),
	};
	// An answer without either is one that failed for a reason that is not told.
	if (response && !status && Object.keys(response).length > 0)
		return { ...answer, status: 'succeeded', reason: null, response };
	return { ...answer, status: 'failed', reason: reasonOf(status ?? '') };
}
