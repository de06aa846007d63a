import { OAuth2Client } from 'google-auth-library';
import { AdapterSize, ApiError, GoogleGenAI, TuningMethod } from 'genai-vertex';
import type { TuningJob } from 'genai-vertex';
import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG } from './support.ts';
import {
	BUCKET,
	jsonl,
	makeBucket,
	objectsBelow,
	question,
	TRAINING,
	tutorialLines,
	upload,
} from './vertexSupport.ts';

/** An independent client: Google's own, in a current version, pointed here only by its base URL. */
let emulator: Emulator;
let client: GoogleGenAI;

const baseModel = 'gemini-2.5-flash';
const trainingDataset = { gcsUri: TRAINING };

function connect(accessToken = emulator.accessToken): GoogleGenAI {
	const authClient = new OAuth2Client();
	authClient.setCredentials({ access_token: accessToken });
	return new GoogleGenAI({
		vertexai: true,
		project: emulator.project,
		location: 'us-central1',
		googleAuthOptions: { authClient },
		// Jest's sandbox hides the dispatcher on which this client would set its time limits; fetch alone is unchanged.
		httpOptions: { baseUrl: emulator.url, fetch },
	});
}

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', jobQuota: { concurrentJobs: 10 } });
	client = connect();
	await makeBucket(emulator);
	await upload(emulator);
});
afterEach(async () => await emulator.close());

/** Waits for a job like a program, with the held clock in place of pauses. */
async function waitFor(name: string): Promise<TuningJob[]> {
	const seen: TuningJob[] = [];
	for (let i = 0; i < 40; i++) {
		const job = await client.tunings.get({ name });
		seen.push(job);
		if (['JOB_STATE_SUCCEEDED', 'JOB_STATE_FAILED', 'JOB_STATE_CANCELLED'].includes(job.state ?? '')) break;
		emulator.clock.advance(15_000);
	}
	return seen;
}

test('tunes, waits and generates, as a whole and streamed', async () => {
	await upload(emulator, jsonl(tutorialLines.slice(0, 3)), 'validation.jsonl');
	const created = await client.tunings.tune({
		baseModel,
		trainingDataset,
		config: {
			tunedModelDisplayName: 'increment',
			epochCount: 10,
			learningRateMultiplier: 1,
			adapterSize: AdapterSize.ADAPTER_SIZE_FOUR,
			description: 'Adds one',
			labels: { team: 'numbers' },
			validationDataset: { gcsUri: `gs://${BUCKET}/validation.jsonl` },
		},
	});
	expect(created.state).toBe('JOB_STATE_PENDING');
	const seen = await waitFor(created.name ?? '');
	const job = seen.at(-1);
	expect(new Set(seen.map(({ state }) => state))).toEqual(
		new Set(['JOB_STATE_PENDING', 'JOB_STATE_RUNNING', 'JOB_STATE_SUCCEEDED']),
	);
	expect(job).toMatchObject({
		tunedModelDisplayName: 'increment',
		description: 'Adds one',
		labels: { team: 'numbers' },
	});
	expect(job?.tunedModel?.checkpoints).toHaveLength(10);
	const model = job?.tunedModel?.endpoint ?? '';
	const answer = await client.models.generateContent({ model, contents: 'eighty' });
	expect(answer.text).toBe('eighty one');
	expect(answer.modelVersion).toBe('emulator');
	let streamed = '';
	for await (const chunk of await client.models.generateContentStream({ model, contents: 'eighty' }))
		streamed += chunk.text ?? '';
	expect(streamed).toBe('eighty one');
	expect((await client.models.countTokens({ model, contents: 'eighty' })).totalTokens).toBe(2);
});

test('lists jobs page by page and by state', async () => {
	const made: Array<string | undefined> = [];
	for (let i = 0; i < 5; i++) made.unshift((await client.tunings.tune({ baseModel, trainingDataset })).name);
	const names = [];
	for await (const job of await client.tunings.list({ config: { pageSize: 2 } })) names.push(job.name);
	expect(names).toEqual(made);
	await client.tunings.cancel({ name: made[2] ?? '' });
	emulator.clock.advance(LONG);
	const succeeded = [];
	for await (const job of await client.tunings.list({
		config: { pageSize: 2, filter: 'state=JOB_STATE_SUCCEEDED' },
	}))
		succeeded.push(job.name);
	expect(succeeded).toEqual(made.filter((_, i) => i !== 2));
});

test('cancels a job', async () => {
	const { name = '' } = await client.tunings.tune({ baseModel, trainingDataset });
	emulator.clock.advance(1000);
	await client.tunings.cancel({ name });
	expect((await client.tunings.get({ name })).state).toBe('JOB_STATE_CANCELLING');
	const job = (await waitFor(name)).at(-1);
	expect(job).toMatchObject({ state: 'JOB_STATE_CANCELLED', error: { code: 1 } });
	expect(job?.tunedModel).toBeUndefined();
});

test('continues from a tuned model, and from one of its checkpoints', async () => {
	const first = await client.tunings.tune({
		baseModel,
		trainingDataset,
		config: { tunedModelDisplayName: 'increment', epochCount: 2 },
	});
	const parent = (await waitFor(first.name ?? '')).at(-1)?.tunedModel?.model ?? '';
	const next = await client.tunings.tune({
		baseModel: parent,
		trainingDataset,
		config: { tunedModelDisplayName: 'increment', epochCount: 1, preTunedModelCheckpointId: '1' },
	});
	const job = (await waitFor(next.name ?? '')).at(-1);
	expect(job?.preTunedModel).toMatchObject({ tunedModelName: parent, checkpointId: '1', baseModel });
	expect(job?.tunedModel?.model).toBe(parent.replace(/@1$/, '@2'));
});

test('tunes on preferences', async () => {
	const pairs = tutorialLines.map((_, i) => ({
		contents: [{ role: 'user', parts: [{ text: `greet guest ${i}` }] }],
		completions: [
			{ score: 0, completion: { role: 'model', parts: [{ text: 'What?' }] } },
			{ score: 1, completion: { role: 'model', parts: [{ text: 'Welcome!' }] } },
		],
	}));
	await upload(emulator, jsonl(pairs), 'pairs.jsonl');
	const { name = '' } = await client.tunings.tune({
		baseModel,
		trainingDataset: { gcsUri: `gs://${BUCKET}/pairs.jsonl` },
		config: { method: TuningMethod.PREFERENCE_TUNING, epochCount: 5, beta: 0.1 },
	});
	const job = (await waitFor(name)).at(-1);
	expect(job).toMatchObject({
		state: 'JOB_STATE_SUCCEEDED',
		preferenceOptimizationSpec: {
			hyperParameters: { epochCount: '5', beta: 0.1, adapterSize: 'ADAPTER_SIZE_ONE' },
		},
		tuningDataStats: { preferenceOptimizationDataStats: { tuningDatasetExampleCount: '15' } },
	});
	const answer = await client.models.generateContent({
		model: job?.tunedModel?.endpoint ?? '',
		contents: 'greet guest 40',
	});
	expect(answer.text).toBe('Welcome!');
});

test('lists, gets, changes and deletes registered models, and lists published ones', async () => {
	const { name = '' } = await client.tunings.tune({
		baseModel,
		trainingDataset,
		config: { exportLastCheckpointOnly: true },
	});
	const { tunedModel } = (await waitFor(name)).at(-1) ?? {};
	const model = (tunedModel?.model ?? '').replace(/@1$/, '');
	const registered = [];
	for await (const one of await client.models.list({ config: { queryBase: false } }))
		registered.push(one.name);
	expect(registered).toEqual([model]);
	await client.models.update({ model, config: { displayName: 'renamed' } });
	expect((await client.models.get({ model })).displayName).toBe('renamed');
	await expect(client.models.delete({ model })).rejects.toMatchObject({ status: 400 });
	const published = [];
	for await (const one of await client.models.list({ config: { pageSize: 3 } })) published.push(one.name);
	expect(published).toContain('publishers/google/models/gemini-3.5-flash');
});

test('runs a batch, follows it and reads its output', async () => {
	const lines = ['eighty', 'ninety', 'seventy'].map((text) => question(text));
	await upload(emulator, jsonl(lines), 'questions.jsonl');
	const created = await client.batches.create({
		model: 'gemini-3.5-flash',
		src: `gs://${BUCKET}/questions.jsonl`,
		config: { displayName: 'Questions', dest: `gs://${BUCKET}/answers` },
	});
	expect(created).toMatchObject({ displayName: 'Questions', state: 'JOB_STATE_PENDING' });
	emulator.clock.advance(LONG);
	const { name = '', ...done } = await client.batches.get({ name: created.name ?? '' });
	expect(done).toMatchObject({
		state: 'JOB_STATE_SUCCEEDED',
		model: 'publishers/google/models/gemini-3.5-flash',
		src: { gcsUri: [`gs://${BUCKET}/questions.jsonl`] },
		dest: { gcsUri: `gs://${BUCKET}/answers` },
		completionStats: { successfulCount: '3' },
	});
	const written = [...(await objectsBelow(emulator, 'answers/')).values()];
	expect(written.join('').trimEnd().split('\n')).toHaveLength(3);
	await client.batches.delete({ name });
	emulator.clock.advance(LONG);
	await expect(client.batches.get({ name })).rejects.toMatchObject({ status: 404 });
});

test('lists batches page by page and by their state, and cancels one', async () => {
	await upload(emulator, jsonl([question('eighty')]), 'questions.jsonl');
	const src = `gs://${BUCKET}/questions.jsonl`;
	const made: Array<string | undefined> = [];
	for (let i = 0; i < 3; i++) {
		const dest = `gs://${BUCKET}/answers-${i}`;
		made.unshift((await client.batches.create({ model: 'gemini-3.5-flash', src, config: { dest } })).name);
	}
	await client.batches.cancel({ name: made[1] ?? '' });
	emulator.clock.advance(LONG);
	const namesOf = async (config: object) => {
		const names = [];
		for await (const job of await client.batches.list({ config })) names.push(job.name);
		return names;
	};
	expect(await namesOf({ pageSize: 2 })).toEqual(made);
	expect(await namesOf({ filter: 'state="JOB_STATE_CANCELLED"' })).toEqual([made[1]]);
});

test('receives errors as errors', async () => {
	const refused = client.tunings.tune({
		baseModel,
		trainingDataset,
		config: { adapterSize: AdapterSize.ADAPTER_SIZE_THIRTY_TWO },
	});
	await expect(refused).rejects.toThrow(ApiError);
	await expect(refused).rejects.toMatchObject({ status: 400 });
	await expect(connect('ya29.unknown').tunings.list()).rejects.toMatchObject({ status: 401 });
	await expect(client.tunings.get({ name: 'tuningJobs/1' })).rejects.toMatchObject({ status: 404 });
});
