/** Conversations and message lists through the whole node: what Google receives, or what stops before anything is created. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import type { Run } from '../../engine/run.ts';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';

const numbers = ['one', 'two', 'three', 'four'];
const pairs = numbers
	.slice(0, -1)
	.map((number, index): [string, string] => [number, numbers[index + 1] ?? '']);
const chat = (question: string, answer: string, fields: IDataObject = {}) => [
	{ role: 'user', content: question },
	{ role: 'assistant', content: answer, ...fields },
];
const turn = (role: string, text: string) => ({ role, parts: [{ text }] });

let scene: Scene;

beforeEach(async () => {
	scene = await setScene('vertex');
});

afterEach(async () => await scene.emulator.close());

async function onRows(
	operation: string,
	rows: IDataObject[],
	parameters: INodeParameters = {},
): Promise<Run> {
	const node = scene.node('geminiCreateTunedModel', {
		operation,
		exampleFormat: 'conversations',
		...(operation === 'create' && {
			tuneFrom: 'baseModel',
			baseModel: locator('id', 'gemini-3.5-flash'),
			options: { createBucket: true },
		}),
		...parameters,
	});
	return await runNode(node, { credentials: scene.credentials, items: rows.map((json) => ({ json })) });
}

/** The lines that Build Dataset writes. */
async function linesOf(rows: IDataObject[], parameters: INodeParameters = {}): Promise<unknown[]> {
	const done = await onRows('buildDataset', rows, parameters);
	expect(done.error()).toBeUndefined();
	const file = done.items('Node')[0]?.binary?.['training'];
	const text = Buffer.from(file?.data ?? '', 'base64').toString();
	return text
		.trim()
		.split('\n')
		.map((line): unknown => JSON.parse(line));
}

const plain = pairs.map(([question, answer]) => ({
	contents: [turn('user', question), turn('model', answer)],
}));

it('writes the system instruction beside the messages', async () => {
	const rows = pairs.map(([question, answer]) => ({ system: 'Count.', messages: chat(question, answer) }));
	expect(await linesOf(rows)).toEqual(
		plain.map((line) => ({ systemInstruction: turn('system', 'Count.'), ...line })),
	);
});

it('writes answers without their thoughts, and lists the rows', async () => {
	const rows = pairs.map(([question, answer]) => ({
		contents: [
			turn('user', question),
			{ role: 'model', parts: [{ text: 'Hm. ', thought: true }, { text: answer }] },
		],
	}));
	expect(await linesOf(rows)).toEqual(plain);
	const findings = (await onRows('checkDataset', rows)).json('Node');
	expect(findings).toContainEqual(
		expect.objectContaining({
			check: 'thoughts',
			action: 'fix',
			count: 3,
			rows: [{ item: 0 }, { item: 1 }, { item: 2 }],
		}),
	);
});

it("reads LLaMA-Factory's parts and neutral weights", async () => {
	const rows = pairs.map((pair) => ({
		messages: pair.map((value, index) => ({
			role: index === 0 ? 'user' : 'assistant',
			content: [{ type: 'text', value }],
			loss_weight: index,
		})),
	}));
	expect(await linesOf(rows)).toEqual(plain);
});

it.each<[string, IDataObject]>([
	[
		'columns',
		{ exampleFormat: 'columns', inputColumn: 'prompt', chosenColumn: 'chosen', rejectedColumn: 'rejected' },
	],
	['conversations', {}],
])('writes preference rows whose cells are message lists, as %s', async (_, parameters) => {
	const rows = pairs.map(([question, answer]) => {
		const [prompt, chosen] = chat(question, answer);
		return { prompt: [prompt], chosen: [chosen], rejected: [{ role: 'assistant', content: 'many' }] };
	});
	expect(await linesOf(rows, { method: 'preference', ...parameters })).toEqual(
		pairs.map(([question, answer]) => ({
			contents: [turn('user', question)],
			completions: [
				{ score: 1, completion: turn('model', answer) },
				{ score: 0, completion: turn('model', 'many') },
			],
		})),
	);
});

it.each<[string, IDataObject]>([
	['images', { images: ['numbers/one.jpg'] }],
	['tools', { tools: [{ type: 'function', function: { name: 'take_off' } }] }],
])("creates nothing while '%s' are beside the messages", async (name, fields) => {
	const rows = pairs.map(([question, answer]) => ({ messages: chat(question, answer), ...fields }));
	for (const conversationColumn of ['', 'messages']) {
		const done = await onRows('create', rows, { conversationColumn });
		expect(done.error()?.message).toContain(`'${name}'`);
		expect(done.error()?.message).toMatch(/3 items|items 0, 1 and 2/);
	}
	expect(scene.seen().filter(({ request }) => !/^GET |:testIamPermissions$/.test(request))).toEqual([]);
});

it('creates a job of rows whose other fields are only reported', async () => {
	const rows = pairs.map(([question, answer], id) => ({
		id,
		messages: chat(question, answer, { name: 'Ada' }),
	}));
	const done = await onRows('create', rows);
	expect(done.error()).toBeUndefined();
	const [json] = done.json('Node');
	expect(json?.['dataset']).toMatchObject({ rows: 3, training: 3, dropped: 0 });
	expect(json?.['findings'] ?? []).toEqual(
		expect.arrayContaining([
			expect.objectContaining({ check: 'unusedFields', message: expect.stringContaining("'id'") }),
			expect.objectContaining({ check: 'unusedFields', message: expect.stringContaining("'name'") }),
		]),
	);
});
