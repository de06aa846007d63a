import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG, create, send } from './support.ts';
import type { Candidates, ErrorBody } from './support.ts';

interface Response extends Partial<Candidates> {
	promptFeedback?: { blockReason: string };
	usageMetadata: { promptTokenCount: number; candidatesTokenCount?: number; totalTokenCount: number };
	modelVersion: string;
	responseId: string;
}

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
	await create(emulator, 'job');
	emulator.clock.advance(LONG);
});
afterEach(async () => await emulator.close());

const TUNED = '/v1beta/tunedModels/job';

const turn = (text: string, role?: string) => ({ ...(role && { role }), parts: [{ text }] });
const generate = (text: string, generationConfig: object = {}) =>
	send<Response>(emulator, `POST ${TUNED}:generateContent`, {
		body: { contents: [turn(text)], generationConfig },
	});

test('a response has a candidate, the used tokens, and the name of the emulator as its model', async () => {
	const { body } = await generate('eighty');
	expect(body).toEqual({
		candidates: [
			{
				content: { parts: [{ text: 'eighty one' }], role: 'model' },
				finishReason: 'STOP',
				index: 0,
				safetyRatings: [
					'HARM_CATEGORY_SEXUALLY_EXPLICIT',
					'HARM_CATEGORY_HATE_SPEECH',
					'HARM_CATEGORY_HARASSMENT',
					'HARM_CATEGORY_DANGEROUS_CONTENT',
				].map((category) => ({ category, probability: 'NEGLIGIBLE' })),
			},
		],
		usageMetadata: {
			promptTokenCount: 2,
			candidatesTokenCount: 3,
			totalTokenCount: 5,
			promptTokensDetails: [{ modality: 'TEXT', tokenCount: 2 }],
		},
		modelVersion: 'emulator',
		responseId: expect.any(String),
	});
});

test('the same prompt gets the same response, also on v1', async () => {
	const body = { contents: [turn('eighty', 'user')] };
	const answers = await Promise.all(
		['v1', 'v1beta', 'v1'].map((version) =>
			send<Response>(emulator, `POST /${version}/tunedModels/job:generateContent`, { body }),
		),
	);
	expect(new Set(answers.map((answer) => JSON.stringify(answer.body.candidates))).size).toBe(1);
});

test('the base model returns for the same prompt that it was not tuned', async () => {
	const body = { contents: [turn('eighty')], systemInstruction: turn('Be brief.') };
	const { body: answer } = await send<Response>(
		emulator,
		'POST /v1beta/models/gemini-2.5-flash:generateContent',
		{ body },
	);
	expect(answer.candidates?.[0]?.content.parts[0]?.text).toContain('was not tuned');
});

test('several candidates are several texts, the likeliest first', async () => {
	const { body } = await generate('eighty', { candidateCount: 3 });
	const texts = (body.candidates ?? []).map((candidate) => candidate.content.parts[0]?.text);
	expect(texts[0]).toBe('eighty one');
	expect(new Set(texts).size).toBe(3);
});

test('a text ends before a stop sequence', async () => {
	const { body } = await generate('eighty', { stopSequences: ['zzz', ' one'] });
	expect(body.candidates?.[0]).toMatchObject({
		content: { parts: [{ text: 'eighty' }] },
		finishReason: 'STOP',
	});
});

test('a limit on output tokens, of four characters each, cuts a text short', async () => {
	const { body } = await generate('eighty', { maxOutputTokens: 1 });
	expect(body.candidates?.[0]).toMatchObject({
		content: { parts: [{ text: 'eigh' }] },
		finishReason: 'MAX_TOKENS',
	});
	expect((await generate('eighty', { maxOutputTokens: 3 })).body.candidates?.[0]?.finishReason).toBe('STOP');
});

test.each([
	['[[block]]', 'SAFETY'],
	['please [[block:PROHIBITED_CONTENT]] this', 'PROHIBITED_CONTENT'],
	['[[block:NONSENSE]]', 'SAFETY'],
])('a prompt with %p is blocked for %p and has no candidates', async (prompt, blockReason) => {
	const { body } = await generate(prompt);
	expect(body.promptFeedback).toMatchObject({ blockReason });
	expect(body).not.toHaveProperty('candidates');
	expect(body.usageMetadata).not.toHaveProperty('candidatesTokenCount');
});

test('a candidate can lack parts or content, or be missing', async () => {
	const maximum = (await generate('[[finish:MAX_TOKENS]]')).body.candidates?.[0];
	expect(maximum).toMatchObject({ content: { role: 'model' }, finishReason: 'MAX_TOKENS' });
	expect(maximum?.content).not.toHaveProperty('parts');
	const safety = (await generate('[[finish:SAFETY]]')).body.candidates?.[0];
	expect(safety?.finishReason).toBe('SAFETY');
	expect(safety).not.toHaveProperty('content');
	const { body } = await generate('[[empty]]');
	expect(body).not.toHaveProperty('candidates');
	expect(body).not.toHaveProperty('promptFeedback');
});

test('the response is to the last turn of a conversation', async () => {
	const contents = [turn('one', 'user'), turn('two', 'model'), turn('eighty', 'user')];
	const { body } = await send<Response>(emulator, `POST ${TUNED}:generateContent`, { body: { contents } });
	expect(body.candidates?.[0]?.content.parts[0]?.text).toBe('eighty one');
});

const refused: Array<[string, object]> = [
	['a system instruction', { contents: [turn('x')], systemInstruction: turn('Be brief.') }],
	['JSON mode', { contents: [turn('x')], generationConfig: { responseMimeType: 'application/json' } }],
	['a schema', { contents: [turn('x')], generationConfig: { responseSchema: { type: 'STRING' } } }],
	['a tool', { contents: [turn('x')], tools: [{ codeExecution: {} }] }],
	['an image', { contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: '' } }] }] }],
	['nothing', {}],
	['no turns', { contents: [] }],
	['a turn without parts', { contents: [{ role: 'user', parts: [] }] }],
	['an unknown role', { contents: [turn('x', 'assistant')] }],
	['a conversation that ends with the model', { contents: [turn('x', 'user'), turn('y', 'model')] }],
	[
		'six stop sequences',
		{ contents: [turn('x')], generationConfig: { stopSequences: ['1', '2', '3', '4', '5', '6'] } },
	],
	['a temperature above 2', { contents: [turn('x')], generationConfig: { temperature: 2.1 } }],
	['nine candidates', { contents: [turn('x')], generationConfig: { candidateCount: 9 } }],
	['a prompt of 40,001 characters', { contents: [turn('x'.repeat(40_001))] }],
	[
		'an unknown safety category',
		{ contents: [turn('x')], safetySettings: [{ category: 'RUDE', threshold: 'BLOCK_NONE' }] },
	],
];

test.each(refused)('a tuned model refuses %s', async (_, body) => {
	expect(await send<ErrorBody>(emulator, `POST ${TUNED}:generateContent`, { body })).toMatchObject({
		status: 400,
		body: { error: { code: 400, status: 'INVALID_ARGUMENT', message: expect.stringMatching(/./) } },
	});
});

test('a model that is training or has failed can’t generate', async () => {
	emulator.faults.add({ kind: 'failJob' });
	await create(emulator, 'failing');
	const ask = () =>
		send(emulator, 'POST /v1beta/tunedModels/failing:generateContent', { body: { contents: [turn('x')] } });
	expect(await ask()).toMatchObject({ status: 400, body: { error: { status: 'FAILED_PRECONDITION' } } });
	emulator.clock.advance(LONG);
	expect(await ask()).toMatchObject({ status: 400, body: { error: { status: 'FAILED_PRECONDITION' } } });
});

test.each([
	[
		'models/none:generateContent',
		'models/none is not found for API version v1beta, or is not supported for generateContent.',
	],
	[
		'models/text-embedding-004:generateContent',
		'models/text-embedding-004 is not found for API version v1beta',
	],
	['tunedModels/none:generateContent', 'Tuned model tunedModels/none does not exist.'],
])('%s: not found', async (path, message) => {
	expect(await send(emulator, `POST /v1beta/${path}`, { body: { contents: [turn('x')] } })).toMatchObject({
		status: 404,
		body: { error: { status: 'NOT_FOUND', message: expect.stringContaining(message) } },
	});
});

describe('streams', () => {
	const body = { contents: [turn('Which of these words do you know?')] };
	const line = 'POST /v1beta/models/gemini-2.5-flash:streamGenerateContent';
	const textOf = (responses: Response[]) =>
		responses.map((response) => response.candidates?.[0]?.content.parts[0]?.text ?? '').join('');

	async function whole(): Promise<string> {
		const { body: answer } = await send<Response>(emulator, line.replace('streamG', 'g'), { body });
		return textOf([answer]);
	}

	test('of server-sent events, each ended by a blank line', async () => {
		const { headers, body: stream } = await send<string>(emulator, `${line}?alt=sse`, { body });
		expect(headers.get('content-type')).toBe('text/event-stream');
		const events = stream.split('\r\n\r\n');
		expect(events.pop()).toBe('');
		const responses: Response[] = events.map((event) => JSON.parse(event.replace(/^data: /, '')));
		expect(responses.length).toBeGreaterThan(1);
		expect(textOf(responses)).toBe(await whole());
		expect(responses.map((response) => response.candidates?.[0]?.finishReason)).toEqual([
			undefined,
			undefined,
			'STOP',
		]);
		expect(responses.at(-1)?.usageMetadata.totalTokenCount).toBeGreaterThan(0);
	});

	test('of one JSON array', async () => {
		const { body: responses } = await send<Response[]>(emulator, line, { body });
		expect(responses.length).toBeGreaterThan(1);
		expect(textOf(responses)).toBe(await whole());
	});

	test('of a blocked prompt: one event', async () => {
		const blocked = { contents: [turn('[[block]]')] };
		const { body: responses } = await send<Response[]>(emulator, `POST ${TUNED}:streamGenerateContent`, {
			body: blocked,
		});
		expect(responses.map(({ promptFeedback }) => promptFeedback?.blockReason)).toEqual(['SAFETY']);
	});
});

test('tokens can be counted on base models', async () => {
	const line = 'POST /v1beta/models/gemini-1.5-flash-001-tuning:countTokens';
	expect(await send(emulator, line, { body: { contents: [turn('eighty one')] } })).toMatchObject({
		body: { totalTokens: 3 },
	});
});

test('generateText of the PaLM era returns outputs', async () => {
	const body = { prompt: { text: 'eighty' }, candidateCount: 2 };
	expect(await send(emulator, `POST ${TUNED}:generateText`, { body })).toMatchObject({
		body: { candidates: [{ output: 'eighty one' }, { output: expect.any(String) }] },
	});
	expect((await send(emulator, 'POST /v1/tunedModels/job:generateText', { body })).status).toBe(404);
});
