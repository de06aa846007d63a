/** Objects, lists, messages and media in the cells of columns and templates. */
import { findingsOf, itemsOf, prepare } from './recipeOf.ts';

const templates = {
	reading: { form: 'templates', templates: { input: 'Ask: {question}', output: '{answer}' } },
} as const;
const ask = { role: 'user', content: 'one' };
const reply = { role: 'assistant', content: 'two' };
const plain = { question: 'one', answer: 'two' };
const counted = { item: 0, input: 'one', output: 'two' };

it('reports objects and lists that become JSON text, by column and row', () => {
	const rows = [
		plain,
		{ question: 'a', answer: { city: 'Ulm' } },
		{ question: ['x'], answer: [{ role: 'admin' }] },
	];
	for (const given of [undefined, templates]) {
		const prepared = prepare(rows, given);
		expect(findingsOf(prepared, 'objectCell')).toMatchObject([
			{ action: 'report', items: [2], message: expect.stringContaining("column 'question'") },
			{ action: 'report', items: [1, 2], message: expect.stringContaining("column 'answer'") },
		]);
		expect(prepared.data.examples[1]?.output).toBe('{"city":"Ulm"}');
		expect(itemsOf(prepared, 'unsupported')).toEqual([]);
	}
});

it('can stop, drop or be off, and is off for a column of the type Text', () => {
	const rows = [plain, { question: 'a', answer: { city: 'Ulm' } }];
	expect(prepare(rows, { actions: { objectCell: 'drop' } }).dropped).toEqual([
		{ item: 1, check: 'objectCell' },
	]);
	expect(itemsOf(prepare(rows, { actions: { objectCell: 'off' } }), 'objectCell')).toEqual([]);
	expect(itemsOf(prepare(rows, { types: { answer: { type: 'text' } } }), 'objectCell')).toEqual([]);
});

it.each<[string, unknown]>([
	['a file of n8n', { mimeType: 'image/png', data: 'AA==', fileName: 'a.png' }],
	['files of Airtable', [{ id: '1', url: 'https://example.com/a.png', type: 'image/png' }]],
	['an image of a dataset', { bytes: 'AA==', path: null }],
	['bytes', Buffer.from('a')],
	['bytes as JSON', { type: 'Buffer', data: [1] }],
	['a data URL', 'data:image/png;base64,AA=='],
	["messages in Python's spelling", "[{'role': 'user', 'content': 'one'}]"],
])('stops at %s', (_, cell) => {
	for (const given of [undefined, templates]) {
		const prepared = prepare([plain, { ...plain, question: cell }], given);
		expect(findingsOf(prepared, 'unsupported')).toMatchObject([
			{ action: 'stop', items: [1], message: expect.stringContaining("column 'question'") },
		]);
	}
	expect(
		prepare([plain, { ...plain, question: cell }], { actions: { unsupported: 'drop' } }).dropped,
	).toEqual([{ item: 1, check: 'unsupported' }]);
});

it.each<[string, unknown]>([
	[
		"OpenAI's",
		[
			{ type: 'text', text: 'see' },
			{ type: 'image_url', image_url: { url: 'x' } },
		],
	],
	["Gemini's", { parts: [{ inlineData: { mimeType: 'image/png', data: 'AA==' } }] }],
	["Gemini's list", [{ fileData: { fileUri: 'gs://a/b' } }]],
	["Anthropic's", { type: 'image', source: { type: 'base64', data: 'AA==' } }],
])('stops at %s media parts, by name', (_, cell) => {
	const prepared = prepare([plain, { ...plain, question: cell }]);
	expect(findingsOf(prepared, 'unsupported')).toMatchObject([
		{
			action: 'stop',
			items: [1],
			message: expect.stringMatching(/'(image_url|inlineData|fileData|image)'/),
		},
	]);
	expect(prepared.data.examples).toHaveLength(1);
});

it('stops at messages in templates', () => {
	const prepared = prepare([plain, { question: [ask], answer: [reply] }], templates);
	expect(findingsOf(prepared, 'unsupported')).toMatchObject([
		{ items: [1], message: expect.stringContaining('Conversations') },
		{ items: [1] },
	]);
});

it.each<[string, unknown, unknown]>([
	['lists of messages', [ask], [reply]],
	['the JSON of lists', JSON.stringify([ask]), JSON.stringify([reply])],
	['messages', ask, reply],
	['a whole conversation as the output', [ask], [ask, reply]],
	['the whole conversation in both', [ask, reply], [ask, reply]],
	['parts', [{ type: 'text', text: 'one' }], { parts: [{ text: 'two' }] }],
	["Gemini's parts", [{ text: 'one' }], [{ text: 'Hm.', thought: true }, { text: 'two' }]],
	['a list and a text', [ask], 'two'],
	['a text and a list', 'one', [reply]],
	['an object with messages', { messages: [ask] }, [reply]],
])('reads columns with %s', (_, question, answer) => {
	const prepared = prepare([{ question, answer }]);
	expect(prepared.data.examples).toEqual([counted]);
	expect(prepared.findings.filter(({ action }) => action === 'stop')).toEqual([]);
});

it('reads an instruction in any form', () => {
	const reading = {
		form: 'columns',
		columns: { input: 'question', output: 'answer', systemInstruction: 'system' },
	} as const;
	for (const system of ['Count.', [{ type: 'text', text: 'Count.' }], { parts: [{ text: 'Count.' }] }]) {
		for (const question of ['one', [ask]])
			expect(prepare([{ question, answer: 'two', system }], { reading }).data.examples).toEqual([
				{ ...counted, systemInstruction: 'Count.' },
			]);
	}
	const both = [{ role: 'system', content: 'Briefly.' }, ask];
	const prepared = prepare([{ question: both, answer: 'two', system: 'Count.' }], { reading });
	expect(prepared.data.examples[0]?.systemInstruction).toBe('Count.\n\nBriefly.');
});

it.each(['["one"]', '{"role":"admin"}', '{"from":"Ulm","to":"Bonn"}', '[broken', ' {"a": 1}'])(
	"keeps JSON that isn't a message as it is: %s",
	(text) => {
		const prepared = prepare([{ question: text, answer: text }]);
		expect(prepared.data.examples).toEqual([{ item: 0, input: text, output: text }]);
		expect(itemsOf(prepared, 'objectCell')).toEqual([]);
	},
);

it('finds no object in dates and other values that convert themselves to text', () => {
	const id = { toJSON: () => '65f0' };
	expect(itemsOf(prepare([{ question: new Date(0), answer: id }]), 'objectCell')).toEqual([]);
});

it('names the column of a message that is out of order', () => {
	const [finding] = findingsOf(
		prepare([{ question: 'one', answer: { ...ask, content: 'more' } }]),
		'roleOrder',
	);
	expect(finding?.message).toContain("message 1 of 'answer' in item 0");
});
