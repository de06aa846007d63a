import type { Emulator } from '../../emulator/api.ts';
import { tutorialExamples } from '../fixtures/tutorial.ts';
import { send } from './support.ts';
import type { Answer, Candidates, ErrorBody, Sending } from './support.ts';

export const STORAGE = '/storage.googleapis.com';
const REGION = 'us-central1';
const VERTEX = `/${REGION}-aiplatform.googleapis.com`;
export const BUCKET = 'tuning-data';
export const TRAINING = `gs://${BUCKET}/train.jsonl`;

/** The members of a TuningJob that tests read. */
export interface JobBody {
	name: string;
	state: string;
	tuningJobState?: string;
	tunedModelDisplayName: string;
	createTime: string;
	startTime?: string;
	endTime?: string;
	updateTime: string;
	experiment?: string;
	error?: { code: number; message: string };
	tunedModel?: { model: string; endpoint?: string; checkpoints?: CheckpointBody[] };
	supervisedTuningSpec?: { hyperParameters: Record<string, string | number> };
	tuningDataStats?: { supervisedTuningDataStats: Record<string, unknown> };
}

interface CheckpointBody {
	checkpointId: string;
	epoch: string;
	step: string;
	endpoint: string;
}

export interface OperationBody {
	name: string;
	done?: boolean;
	metadata: Record<string, unknown>;
	response?: Record<string, unknown>;
	error?: { code: number; message: string };
}

/** A supervised line of one input and one output. */
export function line(question: string, answer: string): object {
	return {
		contents: [
			{ role: 'user', parts: [{ text: question }] },
			{ role: 'model', parts: [{ text: answer }] },
		],
	};
}

export function jsonl(lines: readonly object[]): string {
	return lines.map((one) => `${JSON.stringify(one)}\n`).join('');
}

export const tutorialLines = tutorialExamples.map(([question, answer]) => line(question, answer));

export function parent(emulator: Emulator, version = 'v1'): string {
	return `${VERTEX}/${version}/projects/${emulator.project}/locations/${REGION}`;
}

export async function makeBucket(
	emulator: Emulator,
	name = BUCKET,
	project = emulator.project,
): Promise<void> {
	await send(emulator, `POST ${STORAGE}/storage/v1/b?project=${project}`, {
		body: { name, location: REGION },
	});
}

/** Uploads a file into the bucket, by default the tutorial's rows as `train.jsonl`. */
export async function upload(
	emulator: Emulator,
	text = jsonl(tutorialLines),
	name = 'train.jsonl',
): Promise<void> {
	const line = `POST ${STORAGE}/upload/storage/v1/b/${BUCKET}/o?uploadType=media&name=${encodeURIComponent(name)}`;
	const { status, body } = await send(emulator, line, {
		headers: { 'content-type': 'text/plain' },
		body: text,
	});
	if (status !== 200) throw new Error(JSON.stringify(body));
}

/** A TuningJob to create. */
export function supervised(hyperParameters: object = {}, more: object = {}, spec: object = {}): object {
	return {
		baseModel: 'gemini-2.5-flash',
		supervisedTuningSpec: { trainingDatasetUri: TRAINING, hyperParameters, ...spec },
		...more,
	};
}

/** Creates a job and expects success. */
export async function start(
	emulator: Emulator,
	body: object = supervised(),
	sending: Sending = {},
): Promise<JobBody> {
	const answer = await send<JobBody>(emulator, `POST ${parent(emulator)}/tuningJobs`, { ...sending, body });
	if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
	return answer.body;
}

/** Requests a creation and expects an error. */
export async function refusal(
	emulator: Emulator,
	collection: 'batchPredictionJobs' | 'tuningJobs',
	body: object,
	version = 'v1',
): Promise<ErrorBody['error']> {
	const answer = await send<ErrorBody>(emulator, `POST ${parent(emulator, version)}/${collection}`, { body });
	expect(answer.status).toBeGreaterThanOrEqual(400);
	return answer.body.error;
}

/** A resource by its full name, on the host of its location. */
export async function get<T>(emulator: Emulator, name: string, version = 'v1'): Promise<Answer<T>> {
	return await send<T>(emulator, `GET ${hostOf(name)}/${version}/${name}`);
}

export async function getJob(
	emulator: Emulator,
	{ name }: { name: string },
	version = 'v1',
): Promise<JobBody> {
	return (await get<JobBody>(emulator, name, version)).body;
}

/** The host of a full name. */
export function hostOf(name: string): string {
	const location = /\/locations\/([^/]+)/.exec(name)?.[1] ?? REGION;
	return location === 'us' || location === 'eu'
		? `/aiplatform.${location}.rep.googleapis.com`
		: `/${location}-aiplatform.googleapis.com`;
}

export async function generate<T>(
	emulator: Emulator,
	model: string,
	body: object,
	method = 'generateContent',
): Promise<Answer<T>> {
	return await send<T>(emulator, `POST ${hostOf(model)}/v1/${model}:${method}`, { body });
}

/** The model's text for a prompt. */
export async function answerOf(emulator: Emulator, model: string, text: string): Promise<string> {
	const body = { contents: [{ role: 'user', parts: [{ text }] }] };
	const { body: answer } = await generate<{
		candidates: Array<{ content: { parts: Array<{ text: string }> } }>;
	}>(emulator, model, body);
	return answer.candidates[0]?.content.parts[0]?.text ?? '';
}

/** The members of a BatchPredictionJob that tests read. */
export interface BatchBody {
	name: string;
	displayName: string;
	model: string;
	state: string;
	createTime: string;
	outputInfo?: { gcsOutputDirectory: string };
	error?: { code: number; message: string };
	completionStats?: Record<string, string>;
	labels?: Record<string, string>;
}

/** A line of a batch's output. */
export interface OutputLine {
	status: string;
	processed_time: string;
	request: { contents: Array<{ parts: Array<{ text: string }> }> };
	response?: Candidates;
	[sibling: string]: unknown;
}

/** A line of requests with one prompt. */
export function question(text: string, siblings: object = {}): object {
	return { ...siblings, request: { contents: [{ role: 'user', parts: [{ text }] }] } };
}

/** A BatchPredictionJob to create, on a base model. */
export function batch(more: object = {}): object {
	return {
		displayName: 'Questions',
		model: 'publishers/google/models/gemini-3.5-flash',
		inputConfig: { instancesFormat: 'jsonl', gcsSource: { uris: [`gs://${BUCKET}/questions.jsonl`] } },
		outputConfig: {
			predictionsFormat: 'jsonl',
			gcsDestination: { outputUriPrefix: `gs://${BUCKET}/answers` },
		},
		...more,
	};
}

/** Creates a batch job and expects success. */
export async function startBatch(emulator: Emulator, body: object = batch()): Promise<BatchBody> {
	const answer = await send<BatchBody>(emulator, `POST ${parent(emulator)}/batchPredictionJobs`, { body });
	if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
	return answer.body;
}

/** The bucket's objects below a folder, as texts by their names. */
export async function objectsBelow(emulator: Emulator, prefix: string): Promise<Map<string, string>> {
	const { body } = await send<{ items?: Array<{ name: string }> }>(
		emulator,
		`GET ${STORAGE}/storage/v1/b/${BUCKET}/o?prefix=${encodeURIComponent(prefix)}`,
	);
	const texts = new Map<string, string>();
	for (const { name } of body.items ?? []) {
		const line = `GET ${STORAGE}/storage/v1/b/${BUCKET}/o/${encodeURIComponent(name)}?alt=media`;
		texts.set(name, (await send<string>(emulator, line)).body);
	}
	return texts;
}

/** The output of a batch job, line by line. */
export async function outputOf(emulator: Emulator, { outputInfo }: BatchBody): Promise<OutputLine[]> {
	const folder = (outputInfo?.gcsOutputDirectory ?? '').replace(`gs://${BUCKET}/`, '');
	const files = [...(await objectsBelow(emulator, `${folder}/`)).values()];
	return files.flatMap((text) =>
		text
			.trimEnd()
			.split('\n')
			.map((line): OutputLine => JSON.parse(line)),
	);
}
