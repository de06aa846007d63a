import { OAuth2Client } from 'google-auth-library';
import { FunctionCallingConfigMode, GoogleGenAI, Type } from 'genai-vertex';
import type { Content, FunctionDeclaration, GenerateContentConfig } from 'genai-vertex';
import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { send } from './support.ts';
import type { ErrorBody } from './support.ts';
import { generate } from './vertexSupport.ts';

/** Functions as Google's own client declares them, for a model of the second and one of the third generation. */
let emulator: Emulator;
let gemini: GoogleGenAI;
let vertex: GoogleGenAI;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
	const httpOptions = { baseUrl: emulator.url, fetch };
	gemini = new GoogleGenAI({ apiKey: emulator.apiKey, apiVersion: 'v1beta', httpOptions });
	const authClient = new OAuth2Client();
	authClient.setCredentials({ access_token: emulator.accessToken });
	const place = { project: emulator.project, location: 'us-central1' };
	vertex = new GoogleGenAI({ vertexai: true, ...place, googleAuthOptions: { authClient }, httpOptions });
});
afterAll(async () => await emulator.close());

const [second, third] = ['gemini-2.5-flash', 'gemini-3.7-flash'];

const stock: FunctionDeclaration = {
	name: 'stock_level',
	description: 'How many pieces of an article are in the warehouse',
	parameters: {
		type: Type.OBJECT,
		properties: {
			article: { type: Type.STRING },
			warehouse: { type: Type.STRING, enum: ['north', 'south'] },
		},
		required: ['article'],
	},
};
const order: FunctionDeclaration = {
	name: 'placeOrder',
	description: 'Orders pieces from the supplier',
	parametersJsonSchema: {
		type: 'object',
		properties: {
			article: { type: 'string' },
			quantity: { type: ['integer', 'null'] },
			express: { type: 'boolean' },
		},
		required: ['article', 'quantity'],
		additionalProperties: false,
	},
};
const tools = [{ functionDeclarations: [stock, order] }];

const ask = async (
	client: GoogleGenAI,
	model: string,
	contents: Content[],
	config: GenerateContentConfig = {},
) => await client.models.generateContent({ model, contents, config: { tools, ...config } });
const user = (text: string): Content => ({ role: 'user', parts: [{ text }] });
const callsFor = async (text: string, config: GenerateContentConfig = {}) =>
	(await ask(vertex, second, [user(text)], config)).functionCalls ?? [];

test.each([
	[
		'How much stock is there of "blue mug" in the south?',
		stock.name,
		{ article: 'blue mug', warehouse: 'south' },
	],
	[
		'Place an order for article A-17, quantity 12, express please',
		order.name,
		{ article: 'A-17', quantity: 12, express: true },
	],
	['Order 3 of X9, not express', order.name, { article: 'X9', quantity: 3, express: false }],
	['Is there any stock of Blue Mug left', stock.name, { article: 'Blue Mug' }],
	['stock', stock.name, { article: 'stock' }],
])('%s', async (question, name, args) => {
	expect(await callsFor(question)).toEqual([{ name, args }]);
});

test('a prompt without a matching function gets a text', async () => {
	const answer = await ask(vertex, second, [user('Good morning')]);
	expect(answer.functionCalls).toBeUndefined();
	expect(answer.text).toContain('was not tuned');
});

test('mode NONE never calls, mode ANY always calls, and only allowed functions', async () => {
	const config = (mode: FunctionCallingConfigMode, allowedFunctionNames?: string[]) => ({
		toolConfig: { functionCallingConfig: { mode, ...(allowedFunctionNames && { allowedFunctionNames }) } },
	});
	const { ANY, NONE } = FunctionCallingConfigMode;
	expect(await callsFor('What stock is there?', config(NONE))).toEqual([]);
	expect((await callsFor('Good morning', config(ANY))).map(({ name }) => name)).toEqual([stock.name]);
	const only = await callsFor('What stock is there?', config(ANY, ['placeOrder']));
	expect(only.map(({ name }) => name)).toEqual([order.name]);
});

describe.each([
	['the Gemini API', () => gemini, second],
	['the Gemini API', () => gemini, third],
	['Vertex AI', () => vertex, second],
	['Vertex AI', () => vertex, third],
])('%s, %s %s', (_, client, model) => {
	const question = user('What stock is there of A-17? Then order 5 of it.');

	test("a function's result changes the response, and one call follows another", async () => {
		const contents = [question];
		const texts: Array<string | undefined> = [];
		const called: Array<string | undefined> = [];
		for (const output of ['2 left', { ordered: 5, total: 7 }]) {
			const { candidates, functionCalls: [call] = [] } = await ask(client(), model, contents);
			called.push(call?.name);
			const response = { ...(call?.id !== undefined && { id: call.id }), name: call?.name ?? '' };
			contents.push(candidates?.[0]?.content ?? {}, {
				role: 'user',
				parts: [{ functionResponse: { ...response, response: { output } } }],
			});
		}
		texts.push((await ask(client(), model, contents)).text);
		expect(called).toEqual([stock.name, order.name]);
		expect(texts).toEqual(['placeOrder says: ordered: 5, total: 7']);
	});

	test('several calls in one turn have the signatures and IDs of the generation', async () => {
		const both = user('Do both at once: check the stock of A-17, place an order of 5.');
		const { candidates, usageMetadata } = await ask(client(), model, [both]);
		const parts = candidates?.[0]?.content?.parts ?? [];
		expect(parts.map(({ functionCall }) => functionCall?.name)).toEqual([order.name, stock.name]);
		const isThird = model === third;
		expect(parts.map(({ thoughtSignature }) => thoughtSignature !== undefined)).toEqual([isThird, false]);
		const named = parts.filter(({ functionCall }) => functionCall?.id !== undefined);
		expect(named).toHaveLength(isThird && client() === gemini ? 2 : 0);
		expect(usageMetadata?.candidatesTokenCount).toBeGreaterThan(10);
	});

	test('a stream contains the call and a separate end', async () => {
		const stream = await client().models.generateContentStream({
			model,
			contents: [question],
			config: { tools },
		});
		const seen = [];
		for await (const { functionCalls, candidates } of stream)
			seen.push([functionCalls?.map(({ name }) => name), candidates?.[0]?.finishReason]);
		expect(seen).toEqual([
			[[stock.name], undefined],
			[undefined, 'STOP'],
		]);
	});
});

describe('refuses', () => {
	const call = (name = 'stock_level') => ({
		role: 'model',
		parts: [{ functionCall: { name, args: { article: 'A' } } }],
	});
	const response = (...names: string[]) => ({
		role: 'user',
		parts: names.map((name) => ({ functionResponse: { name, response: { output: 1 } } })),
	});
	const count = 'the number of function response parts is equal to the number of function call parts';

	test.each<[string, object, string]>([
		[
			'a response without a call',
			{ contents: [user('a'), response('stock_level')] },
			'immediately after a function call turn',
		],
		[
			'a call at the beginning',
			{ contents: [call(), response('stock_level')] },
			'immediately after a user turn',
		],
		['a text in place of a response', { contents: [user('a'), call(), user('b')] }, count],
		['too many responses', { contents: [user('a'), call(), response('stock_level', 'stock_level')] }, count],
		[
			'a response of a function without a call',
			{ contents: [user('a'), call(), response('placeOrder')] },
			'answers no function call',
		],
		[
			'a name with a space',
			{ tools: [{ functionDeclarations: [{ name: 'stock level' }] }] },
			'Invalid function name',
		],
		[
			'two functions with one name',
			{ tools: [{ functionDeclarations: [{ name: 'a' }, { name: 'a' }] }] },
			'Duplicate function declaration',
		],
		[
			'JSON Schema where only a subset of OpenAPI is supported',
			{ tools: [{ functionDeclarations: [{ name: 'a', parameters: { type: 'object', $schema: 'x' } }] }] },
			'Unknown name "$schema"',
		],
		[
			'settings for missing functions',
			{ tools: [], toolConfig: { functionCallingConfig: { mode: 'ANY' } } },
			'without function_declarations',
		],
		[
			'allowed functions in a mode without them',
			{ toolConfig: { functionCallingConfig: { mode: 'AUTO', allowedFunctionNames: ['stock_level'] } } },
			'can only be set when',
		],
		[
			'an ID, which v1 of Vertex AI lacks',
			{ contents: [user('a'), { role: 'model', parts: [{ functionCall: { id: '1', name: 'a' } }] }] },
			'Unknown name "id"',
		],
	])('%s', async (_, more, message) => {
		const model = `projects/${emulator.project}/locations/us-central1/publishers/google/models/${second}`;
		const body = { contents: [user('stock')], tools: [{ functionDeclarations: [stock] }], ...more };
		const answer = await generate<ErrorBody>(emulator, model, body);
		expect(answer).toMatchObject({ status: 400, body: { error: { status: 'INVALID_ARGUMENT' } } });
		expect(answer.body.error.message).toContain(message);
	});

	test.each([
		['nothing', {}, 'Function call is missing a thought_signature in functionCall parts.'],
		['anything', { thoughtSignature: 'YWJj' }, 'Corrupted thought signature.'],
	])('%s in place of the signature of a third generation model', async (_, signature, message) => {
		const signed = { role: 'model', parts: [{ ...call().parts[0], ...signature }] };
		const contents = [user('a'), signed, response('stock_level')];
		const { status, body } = await send<ErrorBody>(emulator, `POST /v1beta/models/${third}:generateContent`, {
			body: { contents, tools },
		});
		expect(status).toBe(400);
		expect(body.error.message).toContain(message);
	});
});
