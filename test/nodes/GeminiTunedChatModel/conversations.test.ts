/** What n8n's agents and chains hand a chat model beside plain texts: pictures, cut memories, tools of any schema. */
import { supplyChatModel } from '../../engine/chatModel.ts';
import type { ChatAnswer, ChatMessage, SuppliedChatModel } from '../../engine/chatModel.ts';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';

let scene: Scene;
let model: SuppliedChatModel;

beforeAll(async () => {
	scene = await setScene('vertex');
	const node = scene.node('geminiTunedChatModel', {
		ask: 'baseModel',
		baseModel: locator('id', 'gemini-3.7-flash'),
	});
	({ model } = await supplyChatModel(node, { credentials: scene.credentials }));
});
beforeEach(() => scene.emulator.requests.clear());
afterAll(async () => await scene.emulator.close());

const user = (content: ChatMessage['content']): ChatMessage => ({ role: 'user', content });
const lastBody = () => scene.seen().at(-1)?.body;
const stock = (parameters?: object) => ({
	type: 'function',
	function: { name: 'stock', description: 'Stock of an article', parameters },
});

async function read<T>(pieces: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const piece of pieces) all.push(piece);
	return all;
}

describe('media', () => {
	const png = 'iVBORw0KGgo=';
	const inline = (mimeType: string, data: string) => ({ inlineData: { mimeType, data } });
	const linked = (fileUri: string, mimeType: string) => ({ fileData: { fileUri, mimeType } });

	// As n8n's AI Agent and Basic LLM Chain hand them on.
	it.each<[string, object, object]>([
		[
			'a picture of an agent',
			{ type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } },
			inline('image/png', png),
		],
		[
			'a picture of a chain',
			{ type: 'image_url', image_url: `data:image/jpeg;base64,${png}` },
			inline('image/jpeg', png),
		],
		[
			'the address of a picture',
			{ type: 'image_url', image_url: { url: 'https://example.com/a.JPG?size=2', detail: 'high' } },
			linked('https://example.com/a.JPG?size=2', 'image/jpeg'),
		],
		[
			'a PDF',
			{ type: 'file', source_type: 'base64', mime_type: 'application/pdf', data: 'JVBERi0=' },
			inline('application/pdf', 'JVBERi0='),
		],
	])('sends %s along', async (_, block, part) => {
		const message = user([{ type: 'text', text: 'What is this?' }, block]);
		const expected = { contents: [{ role: 'user', parts: [{ text: 'What is this?' }, part] }] };
		await model.invoke([message]);
		expect(lastBody()).toEqual(expected);
		await read(await model.stream([message]));
		expect(lastBody()).toEqual(expected);
		await model.bindTools([stock()]).invoke([message]);
		expect(lastBody()).toMatchObject(expected);
	});
});

describe('a memory that was cut', () => {
	const call = (id: string): ChatMessage => ({
		role: 'assistant',
		content: '',
		tool_calls: [{ id, name: 'stock', args: {}, type: 'tool_call' }],
	});
	const result = (id: string): ChatMessage => ({ role: 'tool', content: '7', tool_call_id: id });
	const rest: ChatMessage[] = [{ role: 'assistant', content: 'There are 7.' }, user('Thank you')];

	it.each<[string, ChatMessage[]]>([
		['a call and its result', [call('1'), result('1')]],
		['calls and results', [call('1'), result('1'), call('2'), result('2')]],
		['a result', [result('1')]],
	])('begins after %s that nobody asked for any more', async (_, cut) => {
		await model.bindTools([stock()]).invoke([{ role: 'system', content: 'Count.' }, ...cut, ...rest]);
		expect(lastBody()).toMatchObject({
			systemInstruction: { parts: [{ text: 'Count.' }] },
			contents: [
				{ role: 'model', parts: [{ text: 'There are 7.' }] },
				{ role: 'user', parts: [{ text: 'Thank you' }] },
			],
		});
	});
});

describe('tools', () => {
	const article = { type: 'object', properties: { article: { type: 'string' } } };

	it.each<[string, object]>([
		['a choice', { anyOf: [article, { type: 'object', properties: { ean: { type: 'number' } } }] }],
		['a reference', { $ref: '#/$defs/article', $defs: { article } }],
		['any names', { type: 'object', additionalProperties: { type: 'string' } }],
		[
			'lists of objects, enums and a format',
			{
				type: 'object',
				properties: {
					articles: { type: 'array', items: article },
					colour: { enum: ['red', null] },
					on: { type: 'string', format: 'date' },
				},
				required: ['articles'],
				additionalProperties: false,
			},
		],
	])('keep a schema with %s', async (_, schema) => {
		await model.bindTools([stock(schema)]).invoke([user('Hello')]);
		expect(lastBody()).toMatchObject({
			tools: [{ functionDeclarations: [{ name: 'stock', parametersJsonSchema: schema }] }],
		});
	});

	it.each<[string, object | undefined]>([
		['no schema', undefined],
		['an empty one', {}],
		['one without properties', { type: 'object', properties: {}, additionalProperties: false }],
	])('may have %s', async (_, schema) => {
		await model.bindTools([stock(schema)]).invoke([user('Hello')]);
		const description = 'Stock of an article';
		const body = lastBody();
		expect(body).toMatchObject({ tools: [{ functionDeclarations: [{ name: 'stock', description }] }] });
		expect(JSON.stringify(body)).not.toContain('parametersJsonSchema');
	});
});

describe('an argument that is named id, whose place n8n takes for the ID of the call,', () => {
	const asking = user('What stock is there of number 7?');
	const properties = { id: { type: 'number' } };

	async function retold(answer: ChatAnswer) {
		const [call] = answer.tool_calls ?? [];
		if (!call) throw new Error('Nothing was called');
		expect(call.args).toEqual({ id: 7 });
		const repeated = { ...call, args: { ...call.args, id: call.id }, type: 'tool_call' as const };
		await model
			.bindTools([stock({ type: 'object', properties })])
			.invoke([
				asking,
				{ role: 'assistant', content: '', tool_calls: [repeated] },
				{ role: 'tool', content: 'none', tool_call_id: call.id },
			]);
		return lastBody();
	}

	const told = {
		contents: [
			{},
			{ parts: [{ functionCall: { name: 'stock', args: { id: 7 } } }] },
			{ parts: [{ functionResponse: { response: { output: 'none' } } }] },
		],
	};

	it('returns to the model unchanged', async () => {
		const bound = model.bindTools([stock({ type: 'object', properties })]);
		expect(await retold(await bound.invoke([asking]))).toMatchObject(told);
	});

	it('returns to the model unchanged after streaming', async () => {
		const bound = model.bindTools([stock({ type: 'object', properties })]);
		const pieces = await read(await bound.stream([asking]));
		const piece = pieces.find(({ tool_calls: calls = [] }) => calls.length > 0);
		expect(await retold(piece ?? { text: '', response_metadata: {} })).toMatchObject(told);
	});
});

it("stops at the caller's stop sequences, by the name that n8n passes", async () => {
	await model.invoke([user('Hello')], { stop: ['Observation:'] });
	expect(lastBody()).toMatchObject({ generationConfig: { stopSequences: ['Observation:'] } });
});
