/** Fields beside the messages of a conversation: each is used, or a finding names it. */
import type { Row } from '../../../../../nodes/shared/domain/dataset/preparation.ts';
import { findingsOf, itemsOf, prepare } from './recipeOf.ts';

const row = { reading: { form: 'messages', column: '', preference: false } } as const;
const column = { reading: { form: 'messages', column: 'messages', preference: false } } as const;
const chat = [
	{ role: 'user', content: 'one' },
	{ role: 'assistant', content: 'two' },
];
const sharing = [
	{ from: 'human', value: 'one' },
	{ from: 'gpt', value: 'two' },
];
const contents = [
	{ role: 'user', parts: [{ text: 'one' }] },
	{ role: 'model', parts: [{ text: 'two' }] },
];
const counted = { item: 0, input: 'one', output: 'two', systemInstruction: 'Count.' };
const messagesOf = (prepared: ReturnType<typeof prepare>) => prepared.findings.map(({ message }) => message);

describe('a system instruction beside the messages', () => {
	it.each<[string, Row]>([
		['text', { system: 'Count.', messages: chat }],
		['a list of texts', { system: ['Count.'], messages: chat }],
		[
			'text parts as Anthropic writes them',
			{ system: [{ type: 'text', text: 'Count.', cache_control: { type: 'ephemeral' } }], messages: chat },
		],
		[
			'text parts as Bedrock writes them',
			{
				schemaVersion: 'bedrock-conversation-2024',
				system: [{ text: 'Count.' }],
				messages: chat.map(({ role, content }) => ({ role, content: [{ text: content }] })),
			},
		],
		[
			'a cache point of Bedrock',
			{ system: [{ text: 'Count.' }, { cachePoint: { type: 'default' } }], messages: chat },
		],
		['a message', { system: { role: 'system', content: 'Count.' }, messages: chat }],
		["LLaMA-Factory's parts", { system: [{ type: 'text', value: 'Count.' }], conversations: sharing }],
		["Gemini's content", { systemInstruction: { role: 'system', parts: [{ text: 'Count.' }] }, contents }],
		["Gemini's content in snake case", { system_instruction: { parts: [{ text: 'Count.' }] }, contents }],
		["Gemini's text", { systemInstruction: 'Count.', contents }],
		['text by another name', { system_prompt: 'Count.', messages: chat }],
		['a heading in capitals', { System: 'Count.', messages: JSON.stringify(chat) }],
	])('is read as %s', (_, given) => {
		const prepared = prepare([given], row);
		expect(prepared.data.examples).toEqual([counted]);
		expect(prepared.findings.filter(({ action }) => action === 'stop')).toEqual([]);
	});

	it('is read from the row when the column holds only the messages', () => {
		expect(prepare([{ system: 'Count.', messages: chat }], column).data.examples).toEqual([counted]);
		const nested = { body: { system: 'Count.', messages: chat } };
		const reading = { form: 'messages', column: 'body.messages', preference: false } as const;
		expect(prepare([nested], { reading }).data.examples).toEqual([counted]);
	});

	it('joins text parts with a blank line', () => {
		const system = [
			{ type: 'text', text: 'Count.' },
			{ type: 'text', text: 'Briefly.' },
		];
		const { examples } = prepare([{ system, messages: chat }], row).data;
		expect(examples[0]?.systemInstruction).toBe('Count.\n\nBriefly.');
	});

	it('joins instructions that differ, uses equal ones once, and reports the rows', () => {
		const inside = { role: 'system', content: 'Briefly.' };
		const rows = [
			{ system: 'Count.', messages: [inside, ...chat] },
			{ system: 'Briefly.', messages: [inside, ...chat] },
			{ messages: [inside, { role: 'developer', content: 'Count.' }, ...chat] },
		];
		const prepared = prepare(rows, row);
		expect(prepared.data.examples.map(({ systemInstruction }) => systemInstruction)).toEqual([
			'Count.\n\nBriefly.',
			'Briefly.',
			'Briefly.\n\nCount.',
		]);
		expect(findingsOf(prepared, 'severalInstructions')).toMatchObject([
			{ action: 'report', items: [0, 2] },
		]);
	});

	it("replaces the panel's", () => {
		const rows = [{ system: 'Count.', messages: chat }, { messages: chat }];
		const { examples } = prepare(rows, { ...row, systemInstruction: 'Be kind.' }).data;
		expect(examples.map(({ systemInstruction }) => systemInstruction)).toEqual(['Count.', 'Be kind.']);
	});

	it.each<[string, unknown, string]>([
		['an image', [{ text: 'Count.' }, { inlineData: { mimeType: 'image/png', data: 'AA==' } }], 'inlineData'],
		['a document', [{ type: 'document', source: {} }], 'document'],
		['a number', 5, 'system'],
		['an object without text', { style: 'brief' }, 'style'],
	])('stops when it holds %s', (_, system, name) => {
		const prepared = prepare([{ messages: chat }, { system, messages: chat }], row);
		expect(findingsOf(prepared, 'unsupported')).toMatchObject([{ action: 'stop', items: [1] }]);
		expect(messagesOf(prepared).join()).toContain(`'${name}'`);
		expect(messagesOf(prepared).join()).toMatch(/system instruction/);
		expect(prepared.dropped).toEqual([{ item: 1, check: 'unsupported' }]);
	});

	it("stops when a part of Gemini's isn't text", () => {
		const systemInstruction = { parts: [{ text: 'Count.' }, { fileData: { fileUri: 'gs://a/b' } }] };
		const prepared = prepare([{ systemInstruction, contents }], row);
		expect(itemsOf(prepared, 'unsupported')).toEqual([0]);
		expect(messagesOf(prepared).join()).toContain("'fileData'");
	});
});

describe('media and tools beside the messages', () => {
	it.each([
		'images',
		'image',
		'image_url',
		'audio',
		'audios',
		'video',
		'videos',
		'tools',
		'functions',
		'tool_choice',
		'function_call',
		'toolConfig',
		'Images',
		'cachedContent',
	])("stop: '%s'", (name) => {
		const rows = [{ messages: chat }, { messages: chat, [name]: ['x'] }];
		for (const reading of [row, column]) {
			const prepared = prepare(rows, reading);
			expect(findingsOf(prepared, 'unsupported')).toMatchObject([
				{ action: 'stop', items: [1], message: expect.stringContaining(`'${name}'`) },
			]);
			expect(prepared.dropped).toEqual([{ item: 1, check: 'unsupported' }]);
		}
	});

	it.each([[null], [[]], [''], [{}], ['[]'], [undefined]])("don't matter when they hold %j", (empty) => {
		const prepared = prepare([{ messages: chat, images: empty, tools: empty }], row);
		expect(prepared.data.examples).toHaveLength(1);
		expect(prepared.findings.map(({ check }) => check)).toEqual(['tooFewExamples']);
	});
});

describe('other fields beside the messages', () => {
	it('are named in one finding that can stop, drop or be off', () => {
		const rows = [
			{ messages: chat },
			{ id: 7, lang: 'en', messages: chat },
			{ source: 'web', messages: chat },
		];
		const prepared = prepare(rows, row);
		expect(findingsOf(prepared, 'unusedFields')).toEqual([
			{
				check: 'unusedFields',
				action: 'report',
				count: 2,
				items: [1, 2],
				message: expect.stringMatching(/'id', 'lang' and 'source'.*items 1 and 2/),
			},
		]);
		expect(prepared.data.examples).toHaveLength(3);
		const dropped = prepare(rows, { ...row, actions: { unusedFields: 'drop' } });
		expect(dropped.dropped.map(({ item }) => item)).toEqual([1, 2]);
		expect(
			findingsOf(prepare(rows, { ...row, actions: { unusedFields: 'off' } }), 'unusedFields'),
		).toEqual([]);
	});

	it('are named around a column, at every level of its path', () => {
		const rows = [{ id: 1, body: { lang: 'en', chat: { topic: 'x', messages: chat } } }];
		const reading = { form: 'messages', column: 'body.chat', preference: false } as const;
		const [finding] = findingsOf(prepare(rows, { reading }), 'unusedFields');
		for (const name of ['id', 'lang', 'topic']) expect(finding?.message).toContain(`'${name}'`);
	});

	it('are used when they mark validation rows', () => {
		const rows = [{ held: false, meta: { held: true }, messages: chat }];
		expect(
			findingsOf(prepare(rows, { ...row, validationColumn: 'held' }), 'unusedFields')[0]?.message,
		).toMatch(/'meta'/);
		const nested = prepare([{ meta: { held: true }, messages: chat }], {
			...row,
			validationColumn: 'meta.held',
		});
		expect(findingsOf(nested, 'unusedFields')).toEqual([]);
	});

	it('include dates, which have no keys of their own', () => {
		const [finding] = findingsOf(prepare([{ at: new Date(0), messages: chat }], row), 'unusedFields');
		expect(finding?.message).toContain("'at'");
	});

	it('are counted beyond the first hundred names', () => {
		const rows = Array.from({ length: 150 }, (_, index) => ({ [`key${index}`]: 1, messages: chat }));
		const [finding] = findingsOf(prepare(rows, row), 'unusedFields');
		expect(finding?.count).toBe(150);
		expect(finding?.message).toMatch(/'key99' and 50 more/);
	});
});

it('names the field of a conversation that is elsewhere', () => {
	const rows = [{ data: { messages: chat } }, { conversation: chat }];
	const [finding] = findingsOf(prepare(rows, row), 'roleOrder');
	expect(finding).toMatchObject({ action: 'stop', items: [0, 1] });
	expect(finding?.message).toContain("'data' and 'conversation'");
});
