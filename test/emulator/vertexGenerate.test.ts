import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG, send } from './support.ts';
import type { ErrorBody } from './support.ts';
import {
	answerOf,
	generate,
	getJob,
	jsonl,
	line,
	makeBucket,
	start,
	supervised,
	upload,
} from './vertexSupport.ts';

interface Response {
	candidates?: Array<{ content?: { role: string; parts: Array<{ text: string }> }; finishReason: string }>;
	promptFeedback?: { blockReason: string; blockReasonMessage: string };
	usageMetadata: Record<string, unknown>;
	modelVersion: string;
	responseId: string;
}

const BASE = 'projects/emulator-project/locations/us-central1/publishers/google/models/gemini-2.5-flash';
const asking = (text: string, more: object = {}) => ({
	contents: [{ role: 'user', parts: [{ text }] }],
	...more,
});

let emulator: Emulator;
let endpoint: string;
beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', startAt: Date.UTC(2026, 10, 23) });
	await makeBucket(emulator);
	await upload(emulator);
	const job = await start(emulator, supervised({ epochCount: 20 }));
	emulator.clock.advance(LONG);
	endpoint = (await getJob(emulator, job)).tunedModel?.endpoint ?? '';
});
afterEach(async () => await emulator.close());

const textOf = ({ candidates }: Response) => candidates?.[0]?.content?.parts[0]?.text;

test('a tuned model has learned its rows, the base model hasn’t', async () => {
	expect(await answerOf(emulator, endpoint, 'eighty')).toBe('eighty one');
	expect(await answerOf(emulator, BASE, 'eighty')).toContain('was not tuned');
});

test('an earlier checkpoint is an earlier model, with the same output every time', async () => {
	const rows = Array.from({ length: 40 }, (_, i) =>
		line(`colour of item ${i % 2 ? 'apple' : 'sky'} ${i}`, i % 2 ? 'red' : 'blue'),
	);
	await upload(emulator, jsonl(rows));
	const job = await start(emulator, supervised({ epochCount: 10, learningRateMultiplier: 0.02 }));
	emulator.clock.advance(LONG);
	const losses = emulator.vertex.losses(job.name);
	expect(losses).toHaveLength(100);
	expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
	const checkpoints = (await getJob(emulator, job)).tunedModel?.checkpoints ?? [];
	const ask = (at: number) => answerOf(emulator, checkpoints[at]?.endpoint ?? '', 'colour of item apple 77');
	expect(await ask(9)).toBe('red');
	expect(await ask(0)).toContain('was not tuned');
	expect(await ask(9)).toBe('red');
});

test('a response has the members of Vertex AI’s', async () => {
	const { body } = await generate<Response>(emulator, endpoint, asking('eighty', { labels: { team: 'x' } }));
	expect(body).toEqual({
		candidates: [{ content: { role: 'model', parts: [{ text: 'eighty one' }] }, finishReason: 'STOP' }],
		usageMetadata: {
			promptTokenCount: 2,
			candidatesTokenCount: 3,
			totalTokenCount: 5,
			trafficType: 'ON_DEMAND',
			promptTokensDetails: [{ modality: 'TEXT', tokenCount: 2 }],
			candidatesTokensDetails: [{ modality: 'TEXT', tokenCount: 3 }],
		},
		modelVersion: 'emulator',
		createTime: '2026-11-24T00:00:00.000000Z',
		responseId: expect.any(String),
	});
});

test('accepts a system instruction, thinking, safety and settings, and refuses unknown fields', async () => {
	const settings = {
		systemInstruction: { parts: [{ text: 'Count.' }] },
		safetySettings: [
			{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE', method: 'PROBABILITY' },
		],
		generationConfig: { temperature: 0, topK: 3.0, seed: 7, thinkingConfig: { thinkingBudget: 0 } },
	};
	expect(textOf((await generate<Response>(emulator, endpoint, asking('eighty', settings))).body)).toBe(
		'eighty one',
	);
	const unknown = await generate<ErrorBody>(emulator, endpoint, asking('x', { model_name: 'y' }));
	expect(unknown.body.error.message).toContain('Unknown name "model_name": Cannot find field.');
	const hot = await generate<ErrorBody>(
		emulator,
		endpoint,
		asking('x', { generationConfig: { temperature: 3 } }),
	);
	expect(hot.status).toBe(400);
	const short = asking('eighty', { generationConfig: { maxOutputTokens: 1 } });
	expect((await generate<Response>(emulator, endpoint, short)).body.candidates?.[0]).toMatchObject({
		content: { parts: [{ text: 'eigh' }] },
		finishReason: 'MAX_TOKENS',
	});
});

test('returns JSON by a schema: the text in its first place, the rest empty', async () => {
	const schema = {
		type: 'OBJECT',
		properties: {
			answer: { type: 'STRING' },
			sure: { type: 'BOOLEAN' },
			notes: { type: 'ARRAY', items: { type: 'STRING' } },
		},
		required: ['answer', 'sure', 'notes'],
	};
	const json = (generationConfig: object) =>
		generate<Response>(emulator, endpoint, asking('eighty', { generationConfig }));
	const full = await json({ responseMimeType: 'application/json', responseSchema: schema });
	expect(JSON.parse(textOf(full.body) ?? '')).toEqual({ answer: 'eighty one', sure: false, notes: [] });
	const bare = await json({ responseMimeType: 'application/json' });
	expect(JSON.parse(textOf(bare.body) ?? '')).toBe('eighty one');
	const choice = { type: 'STRING', enum: ['eighty', 'eighty one'] };
	expect(textOf((await json({ responseMimeType: 'text/x.enum', responseSchema: choice })).body)).toBe(
		'eighty one',
	);
	expect((await json({ responseSchema: schema })).status).toBe(400);
});

test('can be blocked, stopped or left empty on demand', async () => {
	const blocked = await generate<Response>(emulator, endpoint, asking('[[block:MODEL_ARMOR]]'));
	expect(blocked.body).toMatchObject({
		promptFeedback: { blockReason: 'MODEL_ARMOR', blockReasonMessage: expect.any(String) },
	});
	expect(blocked.body).not.toHaveProperty('candidates');
	const unsafe = await generate<Response>(emulator, endpoint, asking('[[finish:SAFETY]]'));
	expect(unsafe.body.candidates).toEqual([
		{ finishReason: 'SAFETY', safetyRatings: [expect.objectContaining({ blocked: true })] },
	]);
	const empty = (await generate<Response>(emulator, endpoint, asking('[[empty]]'))).body;
	expect(empty).not.toHaveProperty('candidates');
	expect(empty).not.toHaveProperty('promptFeedback');
});

test('streams as events that end with a blank line, or as one array', async () => {
	const sse = await generate<string>(emulator, endpoint, asking('eighty'), 'streamGenerateContent?alt=sse');
	expect(sse.headers.get('content-type')).toBe('text/event-stream');
	expect(sse.body.endsWith('\r\n\r\n')).toBe(true);
	const events: Response[] = sse.body
		.trim()
		.split('\r\n\r\n')
		.map((event) => JSON.parse(event.replace(/^data: /, '')));
	expect(events.map(textOf)).toEqual(['eighty', ' one']);
	expect(events.map(({ candidates }) => candidates?.[0]?.finishReason)).toEqual([undefined, 'STOP']);
	const array = await generate<Response[]>(emulator, endpoint, asking('eighty'), 'streamGenerateContent');
	expect(array.body.map(textOf).join('')).toBe('eighty one');
});

test('refuses turns without a role, without parts or without text, and a last turn of the model', async () => {
	for (const contents of [
		[],
		[{ parts: [{ text: 'x' }] }],
		[{ role: 'system', parts: [{ text: 'x' }] }],
		[{ role: 'user', parts: [] }],
		[{ role: 'user', parts: [{ text: '' }] }],
		[{ role: 'model', parts: [{ text: 'x' }] }],
	]) {
		expect((await generate(emulator, endpoint, { contents })).status).toBe(400);
	}
});

test('a registered model isn’t an endpoint', async () => {
	const model = 'projects/emulator-project/locations/us-central1/models/1213123123123123';
	const { body } = await generate<ErrorBody>(emulator, model, asking('x'));
	expect(body.error).toEqual({
		code: 400,
		message:
			`The Model name ${model} is malformed and it should be in form of ` +
			'projects/{project}/locations/{location}/publishers/google/models/{model}',
		status: 'INVALID_ARGUMENT',
	});
});

test('a missing endpoint or model is 404', async () => {
	expect((await generate(emulator, endpoint.replace(/\d+$/, '1'), asking('x'))).status).toBe(404);
	const { body } = await generate<ErrorBody>(emulator, BASE.replace('2.5', '0.5'), asking('x'));
	expect(body.error).toMatchObject({
		code: 404,
		message: expect.stringContaining('was not found or your project does not have access'),
	});
});

test('counts tokens and characters', async () => {
	const { body } = await generate(emulator, endpoint, asking('eighty one'), 'countTokens');
	expect(body).toEqual({
		totalTokens: 3,
		totalBillableCharacters: 9,
		promptTokensDetails: [{ modality: 'TEXT', tokenCount: 3 }],
	});
});

test('a used-up quota contains only its name', async () => {
	emulator.limits.set({ perMinute: 1 });
	expect((await generate(emulator, endpoint, asking('x'))).status).toBe(200);
	expect((await generate<ErrorBody>(emulator, endpoint, asking('x'))).body).toEqual({
		error: {
			code: 429,
			message: expect.stringMatching(
				/^The following quota metrics exceed quota limits: aiplatform\.googleapis\.com\/\w+$/,
			),
			status: 'RESOURCE_EXHAUSTED',
		},
	});
});

test('published models are listed on v1beta1, and each exists on both versions', async () => {
	const list = '/aiplatform.googleapis.com/v1beta1/publishers/google/models';
	const { body } = await send<{ publisherModels: Array<{ name: string }>; nextPageToken?: string }>(
		emulator,
		`GET ${list}?pageSize=2`,
	);
	expect(body.publisherModels).toHaveLength(2);
	expect(body.nextPageToken).toBeDefined();
	expect((await send(emulator, `GET ${list.replace('v1beta1', 'v1')}`)).status).toBe(404);
	expect((await send(emulator, 'GET /v1/publishers/google/models/gemini-3.5-flash')).body).toMatchObject({
		name: 'publishers/google/models/gemini-3.5-flash',
		launchStage: 'GA',
	});
});
