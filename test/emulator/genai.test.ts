import { ApiError, GoogleGenAI } from '@google/genai';
import type { CreateTuningJobConfig } from '@google/genai';
import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { tutorialExamples } from '../fixtures/tutorial.ts';
import { LONG } from './support.ts';

/** An independent client: Google's own, in the last version that sends training data to the Gemini API. */
let emulator: Emulator;
let client: GoogleGenAI;

const baseModel = 'models/gemini-1.5-flash-001-tuning';
const trainingDataset = { examples: tutorialExamples.map(([textInput, output]) => ({ textInput, output })) };

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
	client = new GoogleGenAI({
		apiKey: emulator.apiKey,
		apiVersion: 'v1beta',
		httpOptions: { baseUrl: emulator.url },
	});
});
afterEach(async () => await emulator.close());

const tune = (config: CreateTuningJobConfig = {}) =>
	client.tunings.tune({ baseModel, trainingDataset, config });

test('tunes, waits and generates', async () => {
	const { name = '' } = await tune({
		tunedModelDisplayName: 'increment',
		epochCount: 5,
		batchSize: 2,
		learningRate: 0.001,
	});
	expect(name).toMatch(/^tunedModels\/increment-[0-9a-z]{11,12}$/);
	expect(await client.tunings.get({ name })).toMatchObject({ name, state: 'JOB_STATE_RUNNING' });
	emulator.clock.advance(LONG);
	const job = await client.tunings.get({ name });
	expect(job).toMatchObject({ state: 'JOB_STATE_SUCCEEDED', tunedModel: { model: name } });
	expect(Date.parse(job.endTime ?? '')).toBeGreaterThan(Date.parse(job.startTime ?? ''));
	const answer = await client.models.generateContent({ model: name, contents: 'eighty' });
	expect(answer.text).toBe('eighty one');
	expect(answer.modelVersion).toBe('emulator');
	expect(answer.usageMetadata?.totalTokenCount).toBeGreaterThan(0);
});

test('lists tuned models page by page', async () => {
	const made = [];
	for (let i = 0; i < 5; i++) made.push((await tune()).name);
	const jobs = [];
	for await (const job of await client.tunings.list({ config: { pageSize: 2 } })) jobs.push(job.name);
	expect(jobs).toEqual(made);
	const models = [];
	for await (const model of await client.models.list({ config: { pageSize: 2, queryBase: false } }))
		models.push(model.name);
	expect(models).toEqual(made);
});

test('lists base models, two of them with tuning', async () => {
	const tunable = [];
	for await (const { name, supportedActions = [] } of await client.models.list()) {
		if (supportedActions.includes('createTunedModel')) tunable.push(name);
	}
	expect(tunable).toEqual(['models/gemini-1.0-pro-001', baseModel]);
});

test('streams', async () => {
	const stream = await client.models.generateContentStream({
		model: 'gemini-2.5-flash',
		contents: 'Say what you are.',
	});
	const pieces = [];
	for await (const piece of stream) pieces.push(piece.text);
	expect(pieces.length).toBeGreaterThan(1);
	expect(pieces.join('')).toContain('was not tuned');
});

test('updates without a mask, and deletes', async () => {
	const { name = '' } = await tune();
	await client.models.update({ model: name, config: { displayName: 'new', description: 'd' } });
	expect(await client.models.get({ model: name })).toMatchObject({ displayName: 'new', description: 'd' });
	await client.models.delete({ model: name });
	const error = await client.models.get({ model: name }).catch((caught: unknown) => caught);
	expect(error).toBeInstanceOf(ApiError);
	expect(error).toMatchObject({
		status: 404,
		message: expect.stringContaining(`Tuned model ${name} does not exist.`),
	});
});

test('receives a block as a response', async () => {
	const answer = await client.models.generateContent({
		model: 'gemini-2.5-flash',
		contents: '[[block:PROHIBITED_CONTENT]]',
	});
	expect(answer.promptFeedback?.blockReason).toBe('PROHIBITED_CONTENT');
	expect(answer.text).toBeUndefined();
});

test('receives the error of an invalid key', async () => {
	const stranger = new GoogleGenAI({
		apiKey: 'bad',
		apiVersion: 'v1beta',
		httpOptions: { baseUrl: emulator.url },
	});
	await expect(stranger.models.list()).rejects.toMatchObject({
		status: 400,
		message: expect.stringContaining('API_KEY_INVALID'),
	});
});
