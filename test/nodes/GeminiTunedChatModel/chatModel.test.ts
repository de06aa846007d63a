import type { Api, Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';
import { supplyChatModel } from '../../engine/chatModel.ts';
import type { ChatMessage, SuppliedChatModel } from '../../engine/chatModel.ts';

const apis: readonly Api[] = ['gemini', 'vertex'];
const scenes = new Map<Api, Scene>();
const models = new Map<Api, string>();

beforeAll(async () => {
	for (const api of apis) {
		const scene = await setScene(api);
		scenes.set(api, scene);
		models.set(api, await scene.trained('Chat'));
	}
});
afterAll(async () => {
	for (const { emulator } of scenes.values()) await emulator.close();
});

function sceneOf(api: Api): Scene {
	const scene = scenes.get(api);
	if (!scene) throw new Error(`There is no scene of ${api}`);
	scene.emulator.faults.clear();
	scene.seen();
	return scene;
}

async function supplied(api: Api, parameters: object = {}) {
	const scene = sceneOf(api);
	const tunedModel = locator('name', models.get(api) ?? '');
	const node = scene.node('geminiTunedChatModel', { ask: 'tunedModel', tunedModel, ...parameters });
	return { scene, ...(await supplyChatModel(node, { credentials: scene.credentials })) };
}

const baseModel = { ask: 'baseModel', baseModel: locator('id', 'gemini-3.7-flash') };
const user = (content: string): ChatMessage => ({ role: 'user', content });
const bodies = (scene: Scene) => scene.seen().map(({ body }) => body);

describe.each(apis)('a tuned model at %s', (api) => {
	it('returns the learned response and its token usage', async () => {
		const { model, runs } = await supplied(api);
		const answer = await model.invoke([user('eighty')]);
		expect(answer.text).toBe('eighty one');
		expect(answer.usage_metadata).toMatchObject({ input_tokens: 2, output_tokens: 3, total_tokens: 5 });
		expect(answer.response_metadata).toMatchObject({ modelVersion: 'emulator', finishReason: 'STOP' });
		expect(runs().at(-1)?.data?.['ai_languageModel']?.[0]?.[0]?.json).toMatchObject({
			tokenUsage: { promptTokens: 2, completionTokens: 3, totalTokens: 5 },
		});
	});

	it('streams the same', async () => {
		const { scene, model } = await supplied(api);
		const pieces = [];
		for await (const { text } of await model.stream([user('eighty')])) pieces.push(text);
		expect(pieces.join('')).toBe('eighty one');
		expect(pieces.filter((piece) => piece !== '').length).toBeGreaterThan(1);
		expect(scene.seen().at(-1)).toMatchObject({
			request: expect.stringMatching(/:streamGenerateContent$/),
			query: { alt: 'sse' },
		});
	});

	it.each([
		['[[block:PROHIBITED_CONTENT]]', 'Google blocked the response: PROHIBITED_CONTENT', 'blocked the prompt'],
		['[[finish:SAFETY]]', 'Google blocked the response: SAFETY', 'rated unsafe'],
		['[[empty]]', "Google's response is empty", 'gave no reason'],
		['[[finish:MAX_TOKENS]]', "Google's response is empty", 'Raise'],
	])('explains the missing response to %s', async (prompt, message, description) => {
		const { model } = await supplied(api);
		const refused = { message, description: expect.stringContaining(description) };
		await expect(model.invoke([user(prompt)])).rejects.toMatchObject(refused);
		const streamed = async () => await all(await model.stream([user(prompt)]));
		await expect(streamed()).rejects.toMatchObject(refused);
	});

	it('explains an error of Google, with the place in n8n', async () => {
		const { scene, model } = await supplied(api);
		scene.emulator.faults.add({
			kind: 'error',
			status: 'PERMISSION_DENIED',
			match: { path: ':(stream)?[gG]enerate' },
		});
		const explained = { message: expect.stringContaining('no access'), httpCode: '403' };
		await expect(model.invoke([user('eighty')])).rejects.toMatchObject(explained);
		const iterate = async () => await all(await model.stream([user('eighty')]));
		await expect(iterate()).rejects.toMatchObject(explained);
	});

	it('retries temporary errors as often as the panel allows', async () => {
		const fault = {
			kind: 'error',
			status: 'UNAVAILABLE',
			match: { path: '[gG]enerateContent' },
			times: 2,
		} as const;
		const tries = (scene: Scene) =>
			scene.seen().filter(({ request }) => /[gG]enerateContent/.test(request)).length;
		const { scene, model } = await supplied(api);
		scene.emulator.faults.add(fault);
		expect([(await model.invoke([user('eighty')])).text, tries(scene)]).toEqual(['eighty one', 3]);
		scene.emulator.faults.add(fault);
		expect([await all(await model.stream([user('eighty')])), tries(scene)]).toEqual([expect.anything(), 3]);
		const { model: impatient } = await supplied(api, { options: { maxTries: 1 } });
		scene.emulator.faults.add(fault);
		const refused = impatient.invoke([user('eighty')]);
		await expect(refused).rejects.toMatchObject({
			message: 'Google is overloaded',
			httpCode: '503',
		});
		expect(tries(scene)).toBe(1);
	});

	it('rejects an incomplete stream', async () => {
		const { scene, model } = await supplied(api);
		scene.emulator.faults.add({ kind: 'cut', match: { path: 'streamGenerateContent' } });
		const read = async () => await all(await model.stream([user('eighty')]));
		await expect(read()).rejects.toMatchObject({
			message: "Google's response was incomplete or never arrived",
		});
	});

	it('sends what the panel sets and nothing else', async () => {
		const { scene, model } = await supplied(api, {
			options: {
				temperature: 0.5,
				maxOutputTokens: 50,
				stopSequences: ['END'],
				safetySettings: { setting: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'OFF' }] },
			},
		});
		await model.invoke([user('eighty')]);
		expect(bodies(scene).at(-1)).toEqual({
			contents: [{ role: 'user', parts: [{ text: 'eighty' }] }],
			generationConfig: { temperature: 0.5, maxOutputTokens: 50, stopSequences: ['END'] },
			safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'OFF' }],
		});
	});
});

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
	const read: T[] = [];
	for await (const value of values) read.push(value);
	return read;
}

const system: ChatMessage = { role: 'system', content: 'Count.' };

it('puts the instruction of a Gemini API tuned model into the conversation', async () => {
	const { scene, model } = await supplied('gemini');
	await model.invoke([system, user('eighty')]);
	expect(bodies(scene).at(-1)).toEqual({
		contents: [{ role: 'user', parts: [{ text: 'Count.\n\n' }, { text: 'eighty' }] }],
	});
});

it('sends the system instruction separately to all other models', async () => {
	for (const [api, parameters] of [
		['vertex', {}],
		['gemini', baseModel],
	] as const) {
		const { scene, model } = await supplied(api, parameters);
		await model.invoke([system, user('eighty')]);
		expect(bodies(scene).at(-1)).toMatchObject({ systemInstruction: { parts: [{ text: 'Count.' }] } });
	}
});

const stock = {
	type: 'function',
	function: {
		name: 'Stock Level',
		description: 'How many pieces of an article there are',
		parameters: {
			$schema: 'http://json-schema.org/draft-07/schema#',
			type: 'object',
			properties: { article: { type: 'string' } },
			required: ['article'],
		},
	},
};
const order = {
	type: 'function',
	function: { ...stock.function, name: '2 order', description: 'Orders pieces' },
};

it('rejects tools for a tuned model of the Gemini API and names the alternative', async () => {
	const { scene, model } = await supplied('gemini');
	await expect(model.bindTools([stock]).invoke([user('Which stock?')])).rejects.toMatchObject({
		message: "Tuned models of the Gemini API can't call tools",
		description: expect.stringContaining("Set 'API' to 'Vertex AI'"),
	});
	expect(scene.seen()).toEqual([]);
});

/** Calls the tools that a model asks for until it answers; each call and its result go into messages of their own, as n8n puts them. */
async function converse(model: SuppliedChatModel, question: string) {
	const messages = [user(question)];
	const called: string[][] = [];
	for (;;) {
		const { tool_calls: calls = [], text } = await model.invoke(messages);
		if (calls.length === 0) return { called, text, messages };
		called.push(calls.map(({ name }) => name));
		for (const { id, name, args } of calls) {
			const repeated = { id, name, args: { ...args, id }, type: 'tool_call' as const };
			const result = JSON.stringify([{ told: `${name} of ${JSON.stringify(args)}` }]);
			messages.push({ role: 'assistant', content: '', tool_calls: [repeated] });
			messages.push({ role: 'tool', content: result, tool_call_id: id });
		}
	}
}

describe.each([
	['vertex', 'a tuned model', {}],
	['vertex', 'a base model of the third generation', baseModel],
	['gemini', 'a base model of the third generation', baseModel],
] as const)('at %s, %s with tools', (api, _, parameters) => {
	it('calls one after the other, and answers with what they gave', async () => {
		const { model } = await supplied(api, parameters);
		const { called, text } = await converse(
			model.bindTools([stock, order]),
			'What stock is there of A-17? Then order it.',
		);
		expect(called).toEqual([['Stock Level'], ['2 order']]);
		expect(text).toBe('_2_order says: 2 order of {"article":"A-17"}');
	});

	it('calls several at once, and puts their results into one turn', async () => {
		const { scene, model } = await supplied(api, parameters);
		const { called, text } = await converse(
			model.bindTools([stock, order]),
			'Do both: check the stock of A-17, order it.',
		);
		expect(called).toEqual([['Stock Level', '2 order']]);
		expect(text.split('\n')).toHaveLength(2);
		const roles = JSON.stringify(bodies(scene).at(-1)).match(/"role":"\w+"/g);
		expect(roles).toEqual(['"role":"user"', '"role":"model"', '"role":"user"']);
	});

	it('streams its calls', async () => {
		const { model } = await supplied(api, parameters);
		const calls = [];
		for await (const piece of await model.bindTools([stock]).stream([user('What stock is there of A-17?')]))
			calls.push(...(piece.tool_calls ?? []).map(({ name, args }) => ({ name, args })));
		expect(calls).toEqual([{ name: 'Stock Level', args: { article: 'A-17' } }]);
	});
});

it('goes on where another chat model called the tools', async () => {
	const { model } = await supplied('vertex', baseModel);
	const call = { id: 'call_1', name: 'Stock Level', args: { article: 'A' }, type: 'tool_call' as const };
	const { text } = await model
		.bindTools([stock])
		.invoke([
			user('What stock is there?'),
			{ role: 'assistant', content: '', tool_calls: [call] },
			{ role: 'tool', content: 'out of order', tool_call_id: 'call_1', status: 'error' },
		]);
	expect(text).toBe('Stock_Level says: out of order');
});

it('keeps every digit of what a tool gave', async () => {
	const { scene, model } = await supplied('vertex', baseModel);
	const call = { id: 'call_1', name: 'Stock Level', args: { article: 'A' }, type: 'tool_call' as const };
	const results = ['12345678901234567890', '007', '{"id":12345678901234567890}', '{"id":7}'];
	for (const content of results) {
		await model
			.bindTools([stock])
			.invoke([
				user('What stock is there?'),
				{ role: 'assistant', content: '', tool_calls: [call] },
				{ role: 'tool', content, tool_call_id: 'call_1' },
			]);
	}
	const told = bodies(scene).map((body) => /"output":(.*?)\}\}\}\]/.exec(JSON.stringify(body))?.[1]);
	const texts = results.slice(0, 3).map((result) => JSON.stringify(result));
	expect(told.slice(-4)).toEqual([...texts, '{"id":7}']);
});

it('asks with an instruction alone', async () => {
	const { scene, model } = await supplied('vertex');
	await model.invoke([system]);
	expect(bodies(scene).at(-1)).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Count.\n\n' }] }] });
});

it('refuses two tools that are one to Google', async () => {
	const { model } = await supplied('vertex');
	const twin = { ...stock, function: { ...stock.function, name: 'Stock_Level' } };
	await expect(model.bindTools([stock, twin]).invoke([user('stock?')])).rejects.toMatchObject({
		message: "Two tools have the same name: 'Stock Level' and 'Stock_Level'",
	});
});

it('sends pictures along', async () => {
	const { scene, model } = await supplied('vertex');
	const picture = { type: 'image', mimeType: 'image/png', data: 'iVBORw0KGgo=' };
	await model.invoke([{ role: 'user', content: [{ type: 'text', text: 'eighty' }, picture] }]);
	const inlineData = { mimeType: 'image/png', data: 'iVBORw0KGgo=' };
	expect(bodies(scene).at(-1)).toEqual({
		contents: [{ role: 'user', parts: [{ text: 'eighty' }, { inlineData }] }],
	});
});

it('waits no longer once the execution is stopped', async () => {
	const scene = sceneOf('vertex');
	// Nobody else asks this model, so that nobody else waits with it.
	const asked = { ask: 'baseModel', baseModel: locator('id', 'gemini-2.5-pro'), options: { maxTries: 1 } };
	const stop = new AbortController();
	const { model } = await supplyChatModel(scene.node('geminiTunedChatModel', asked), {
		credentials: scene.credentials,
		signal: stop.signal,
	});
	scene.emulator.faults.add({
		kind: 'quota',
		retryAfterSeconds: 110,
		match: { path: 'generateContent' },
	});
	await expect(model.invoke([user('eighty')])).rejects.toMatchObject({ httpCode: '429' });
	// The next one has to wait for as long as Google asked to.
	const stopped = expect(model.invoke([user('eighty')])).rejects.toThrow('aborted');
	stop.abort();
	await stopped;
	expect(scene.seen().filter(({ request }) => request.endsWith(':generateContent'))).toHaveLength(1);
});

it('names the missing model before it sends anything', async () => {
	await expect(supplied('vertex', { tunedModel: locator('name', '') })).rejects.toMatchObject({
		message: "'Tuned Model' is empty [item 0]",
	});
});
