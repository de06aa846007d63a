/** Answers in a form: parsed, held against their schema, repaired once. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { fitOf } from '../../../nodes/GeminiGenerateContent/fit';
import { isRepairable, repairRequest, toFitted } from '../../../nodes/GeminiGenerateContent/repair';
import { runNode } from '../../engine/run.ts';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';

const json = (schema: object) => ({
	contents: [],
	generationConfig: { responseMimeType: 'application/json', responseJsonSchema: schema },
});
const findingsOf = async (schema: object, value: unknown) =>
	(await fitOf(json(schema), { text: JSON.stringify(value), explanation: null }))?.schemaFindings;

describe('findings', () => {
	const item = { type: 'object', properties: { 'unit price': { type: 'number' } }, required: ['unit price'] };
	const schema = {
		type: 'object',
		properties: {
			name: { type: 'string', minLength: 2 },
			items: { type: 'array', items: item },
			colour: { enum: ['red', 'blue'] },
			size: { anyOf: [{ type: 'number' }, { type: 'null' }] },
		},
		required: ['name'],
		additionalProperties: false,
	};

	it.each<[unknown, Array<[string, string]>]>([
		[{ name: 'Ada', items: [{ 'unit price': 2 }], colour: 'red', size: null }, []],
		[{}, [['', 'required property "name"']]],
		[{ name: 'A' }, [['name', 'too short']]],
		[
			{ name: 'Ada', items: [{ 'unit price': 2 }, { 'unit price': 'two' }, {}] },
			[
				['items[1]["unit price"]', 'Expected "number"'],
				['items[2]', 'required property "unit price"'],
			],
		],
		[{ name: 'Ada', colour: 'green' }, [['colour', 'does not match any of']]],
		[{ name: 'Ada', size: 'big' }, [['size', 'does not match any subschemas']]],
		['Ada', [['', 'Expected "object"']]],
	])('in %j name the place and what is wrong there', async (value, expected) => {
		const found = await findingsOf(schema, value);
		expect(found).toEqual(
			expected.map(([path, problem]) => ({ path, problem: expect.stringContaining(problem) })),
		);
	});

	it('report values that the schema forbids', async () => {
		expect(await findingsOf(schema, { name: 'Ada', age: 36 })).toContainEqual({
			path: 'age',
			problem: expect.any(String),
		});
	});

	it('report invalid JSON with the reason', async () => {
		expect(await fitOf(json(schema), { text: '{"name": "A', explanation: 'It was cut off.' })).toEqual({
			data: null,
			schemaFindings: [
				{ path: '', problem: expect.stringMatching(/^The text isn't JSON: .*It was cut off\.$/) },
			],
		});
		const none = await fitOf(json(schema), { text: '', explanation: 'Blocked.' });
		expect(none?.schemaFindings).toEqual([{ path: '', problem: 'The text is empty. Blocked.' }]);
	});

	it.each(['```json\n{"name": "Ada"}\n```', '```{"name": "Ada"}```\n', '\n{"name": "Ada"}\n'])(
		'are absent for a fenced response: %j',
		async (text) => {
			const fit = await fitOf(json(schema), { text, explanation: null });
			expect(fit).toEqual({ data: { name: 'Ada' }, schemaFindings: [] });
		},
	);

	it('report invalid JSON without a schema, and nothing else', async () => {
		const generationConfig = { responseMimeType: 'application/json' };
		const fitTo = async (text: string) =>
			await fitOf({ contents: [], generationConfig }, { text, explanation: null });
		expect(await fitTo('{"name": "A')).toEqual({ data: null, schemaFindings: [expect.anything()] });
		expect(await fitTo('{"name": "Ada"}')).toEqual({ data: { name: 'Ada' } });
	});

	it('report an invalid schema and keep the response', async () => {
		expect(await fitOf(json({ $ref: '#/nowhere' }), { text: '1', explanation: null })).toEqual({
			data: 1,
			schemaFindings: [{ path: '', problem: expect.stringContaining("can't be checked") }],
		});
	});
});

let scene: Scene;

beforeAll(async () => {
	scene = await setScene('vertex');
});
beforeEach(() => {
	scene.emulator.faults.clear();
	scene.emulator.requests.clear();
});
afterAll(async () => await scene.emulator.close());

const ask = async (options: INodeParameters, more: INodeParameters = {}) =>
	await runNode(
		scene.node('geminiGenerateContent', {
			ask: 'baseModel',
			baseModel: locator('id', 'gemini-2.5-flash'),
			// The emulator's base model picks one of them, which is JSON, but no object.
			prompt: 'One of: 7, 8',
			options,
			...more,
		}),
		{ credentials: scene.credentials },
	);
const first = async (options: INodeParameters): Promise<IDataObject | undefined> => {
	const run = await ask(options);
	expect(run.error()).toBeUndefined();
	return run.json('Node')[0];
};
const bodies = () => scene.seen().map(({ body }) => body);

const object = '{"type":"object","properties":{"answer":{"type":"string"}},"required":["answer"]}';
const unfit = { path: '', problem: expect.stringContaining('Expected "object"') };

it('asks for the form of an example', async () => {
	await ask({ exampleResponse: '{"answer": "text", "score": 0.5}' });
	expect(bodies()).toEqual([
		expect.objectContaining({
			generationConfig: {
				responseMimeType: 'application/json',
				responseJsonSchema: {
					type: 'object',
					properties: { answer: { type: 'string' }, score: { type: 'number' } },
					required: ['answer', 'score'],
				},
			},
		}),
	]);
});

it('returns an invalid response with its findings', async () => {
	expect(await first({ jsonSchema: object })).toMatchObject({
		text: expect.stringMatching(/^[78]$/),
		data: expect.any(Number),
		schemaFindings: [unfit],
		tries: 1,
	});
	expect(scene.seen()).toHaveLength(1);
});

it('finds nothing in an answer that fits', async () => {
	expect(await first({ jsonSchema: '{"type": "integer"}' })).toMatchObject({
		data: expect.any(Number),
		schemaFindings: [],
	});
});

it('stops with all findings if selected', async () => {
	const run = await ask({ jsonSchema: object, ifInvalid: 'error' });
	expect(run.error()).toMatchObject({
		message: "The response doesn't fit its schema [item 0]",
		description: expect.stringContaining('Expected "object"'),
	});
});

it('leaves an answer that is blocked to the option for these', async () => {
	const options = { jsonSchema: object, ifInvalid: 'error', ifBlocked: 'output' };
	const run = await ask(options, { prompt: 'Tell me [[block]]' });
	expect(run.error()).toBeUndefined();
	expect(run.json('Node')).toMatchObject([
		{
			blocked: true,
			data: null,
			schemaFindings: [{ problem: expect.stringContaining('The text is empty') }],
		},
	]);
});

it('shows the model what is wrong, once, and keeps the first answer', async () => {
	const answer = await first({ jsonSchema: object, ifInvalid: 'repair', temperature: 0.5 });
	expect(answer).toMatchObject({
		data: { answer: expect.stringContaining('base model') },
		schemaFindings: [],
		unrepaired: { text: expect.stringMatching(/^[78]$/), schemaFindings: [unfit] },
		tries: 2,
	});
	const [asked, again] = bodies();
	expect(again).toMatchObject({
		generationConfig: { temperature: 0.5, responseJsonSchema: JSON.parse(object) },
		contents: [
			{ role: 'user', parts: [{ text: 'One of: 7, 8' }] },
			{ role: 'model', parts: [{ text: expect.stringMatching(/^[78]$/) }] },
			{ role: 'user', parts: [{ text: expect.stringContaining('- The response: Instance type "number"') }] },
		],
	});
	const alone = await first({ jsonSchema: object });
	const [both, one] = [answer, alone].map((item) => JSON.parse(JSON.stringify(item)).usage.totalTokens);
	expect(both).toBeGreaterThan(2 * one);
	expect(asked).toBeDefined();
});

it('shows only some of thousands of findings', async () => {
	const request = json({ type: 'array', items: { enum: ['a'.repeat(10_000)] } });
	const text = JSON.stringify(Array.from({ length: 5_000 }, (_, i) => i));
	const content = { role: 'model' as const, parts: [{ text }] };
	const value = { candidates: [{ content, finishReason: 'STOP' }] };
	const first = await toFitted(request, { value, tries: 1, milliseconds: 1 });
	const repair = repairRequest(request, first).contents.at(-1)?.parts?.[0]?.text ?? '';
	expect(first.fit?.schemaFindings).toHaveLength(5_000);
	expect(repair).toContain('- [0]: ');
	expect(repair).toContain('and 4,950 more');
	expect(repair.length).toBeLessThan(50_000);
});

it('reports invalid JSON without a schema', async () => {
	// The answer of the base model is cut off within a text.
	const options = { outputFormat: 'application/json', maxOutputTokens: 1 };
	const more = { prompt: 'Tell me something' };
	expect((await ask({ ...options, ifInvalid: 'error' }, more)).error()).toMatchObject({
		message: "The response isn't JSON [item 0]",
		description: expect.stringContaining('The response was cut off at the token limit'),
	});
	scene.seen();
	const run = await ask({ ...options, ifInvalid: 'repair' }, more);
	expect(run.json('Node')[0]).toMatchObject({ tries: 2, schemaFindings: [expect.anything()] });
	expect(bodies()[1]).toMatchObject({
		contents: [
			{},
			{},
			{ parts: [{ text: expect.stringMatching(/^This response isn't JSON:\n- The response: /) }] },
		],
	});
});

it('returns the second response with its findings if it is invalid too', async () => {
	const schema = '{"type":"object","properties":{"n":{"type":"integer","minimum":5}},"required":["n"]}';
	expect(await first({ jsonSchema: schema, ifInvalid: 'repair' })).toMatchObject({
		data: { n: 0 },
		schemaFindings: [{ path: 'n', problem: expect.stringContaining('5') }],
		tries: 2,
	});
	expect(scene.seen()).toHaveLength(2);
});

it('keeps the first answer where asking again fails', async () => {
	scene.emulator.faults.add({
		kind: 'error',
		status: 'PERMISSION_DENIED',
		skip: 1,
		match: { path: ':generateContent' },
	});
	const answer = await first({ jsonSchema: object, ifInvalid: 'repair' });
	expect(answer).toMatchObject({ data: expect.any(Number), tries: 1 });
	expect(answer?.['schemaFindings']).toEqual([
		unfit,
		{ path: '', problem: expect.stringMatching(/^The repair request failed: /) },
	]);
});

it('does not ask again where Google blocked the answer', async () => {
	const run = await ask({ jsonSchema: object, ifInvalid: 'repair' }, { prompt: '[[block]]' });
	expect(run.json('Node')[0]).toMatchObject({
		blocked: true,
		data: null,
		schemaFindings: [expect.anything()],
	});
	expect(scene.seen()).toHaveLength(1);
});

it('does not ask again where Google blocked the answer half-way', () => {
	const content = { role: 'model' as const, parts: [{ text: '{"n": ' }] };
	const fit = { data: null, schemaFindings: [{ path: '', problem: "The text isn't JSON" }] };
	const endedBy = (finishReason: string) => {
		const value = { candidates: [{ content, finishReason }] };
		return { value, fit, tries: 1, milliseconds: 1 };
	};
	expect(isRepairable(endedBy('MAX_TOKENS'))).toBe(true);
	expect(isRepairable(endedBy('SAFETY'))).toBe(false);
});

it.each<[string, INodeParameters, RegExp]>([
	['a schema and an example', { jsonSchema: object, exampleResponse: '{}' }, /can't be combined \[item 0\]/],
	[
		'a schema that is none',
		{ jsonSchema: '{"type":"object","properties":{"on":{"type":"date"}}}' },
		/'JSON Schema' isn't a valid schema \[item 0\]/,
	],
	[
		'an example as a schema',
		{ jsonSchema: '{"answer":"text"}' },
		/'JSON Schema' isn't a valid schema \[item 0\]/,
	],
	[
		'an example that is not JSON',
		{ exampleResponse: '{' },
		/'Example Response' isn't a JSON object \[item 0\]/,
	],
	[
		'an example of a text',
		{ exampleResponse: '{}', outputFormat: 'text/plain' },
		/'Example Response' can't be combined with text output/,
	],
])('refuses %s before anything is sent', async (_, options, message) => {
	expect((await ask(options)).error()?.message).toMatch(message);
	expect(scene.seen()).toEqual([]);
});
