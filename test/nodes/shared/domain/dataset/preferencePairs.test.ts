/** Preference rows whose answers are texts, messages or lists of messages. */
import type { Row } from '../../../../../nodes/shared/domain/dataset/preparation.ts';
import { findingsOf, itemsOf, prepare } from './recipeOf.ts';

const pairs = { reading: { form: 'messages', column: '', preference: true } } as const;
const supervised = { reading: { form: 'messages', column: '', preference: false } } as const;
const columns = {
	reading: { form: 'columns', columns: { input: 'prompt', output: 'chosen', rejected: 'rejected' } },
} as const;
const ask = { role: 'user', content: 'one' };
const better = { role: 'assistant', content: 'two' };
const worse = { role: 'assistant', content: 'many' };
const pair = { item: 0, input: 'one', output: 'two', rejected: 'many' };
const earlier = [
	{ role: 'user', text: 'zero' },
	{ role: 'model', text: 'one' },
];
const past = [
	{ role: 'user', content: 'zero' },
	{ role: 'assistant', content: 'one' },
];
const stopping = (prepared: ReturnType<typeof prepare>) =>
	prepared.findings.filter(({ action }) => action === 'stop');

const trl: Array<[string, Row]> = [
	['lists of messages', { prompt: [ask], chosen: [better], rejected: [worse] }],
	[
		'JSON of lists',
		{ prompt: JSON.stringify([ask]), chosen: JSON.stringify([better]), rejected: JSON.stringify([worse]) },
	],
	[
		'a text prompt and answers that repeat it',
		{ prompt: 'one', chosen: [ask, better], rejected: [ask, worse] },
	],
	['answers that repeat the prompt', { prompt: [ask], chosen: [ask, better], rejected: [ask, worse] }],
	['texts', { prompt: 'one', chosen: 'two', rejected: 'many' }],
	['messages', { prompt: ask, chosen: better, rejected: worse }],
	['a list and texts', { prompt: [ask], chosen: 'two', rejected: 'many' }],
	[
		'parts',
		{ prompt: [{ type: 'text', text: 'one' }], chosen: [{ type: 'text', text: 'two' }], rejected: 'many' },
	],
];

it.each(trl)('reads columns with %s', (_, row) => {
	const prepared = prepare([row], columns);
	expect(prepared.data.examples).toEqual([pair]);
	expect(stopping(prepared)).toEqual([]);
});

it.each<[string, Row]>([
	...trl,
	['no prompt beside the answers', { chosen: [ask, better], rejected: [ask, worse] }],
	[
		"OpenAI's input and outputs",
		{ input: { messages: [ask], tools: [] }, preferred_output: [better], non_preferred_output: [worse] },
	],
	[
		"ShareGPT's ranking",
		{
			conversations: [{ from: 'human', value: 'one' }],
			chosen: { from: 'gpt', value: 'two' },
			rejected: { from: 'gpt', value: 'many' },
		},
	],
	[
		'messages that end with the chosen answer',
		{ messages: [ask, better], chosen: [ask, better], rejected: [ask, worse] },
	],
	[
		"Gemini's completions",
		{
			contents: [{ role: 'user', parts: [{ text: 'one' }] }],
			completions: [
				{ score: 0, completion: { role: 'model', parts: [{ text: 'many' }] } },
				{ score: 1, completion: { parts: [{ text: 'two' }] } },
			],
		},
	],
])('reads rows with %s', (_, row) => {
	const prepared = prepare([row], pairs);
	expect(prepared.data.examples).toEqual([pair]);
	expect(stopping(prepared)).toEqual([]);
});

it('keeps earlier turns and the system instruction', () => {
	const whole = [{ role: 'system', content: 'Count.' }, ...past, ask];
	const expected = [{ ...pair, earlier, systemInstruction: 'Count.' }];
	for (const row of [
		{ prompt: whole, chosen: [better], rejected: [worse] },
		{ prompt: 'one', chosen: [...whole, better], rejected: [...whole, worse] },
	]) {
		expect(prepare([row], columns).data.examples).toEqual(expected);
		expect(prepare([row], pairs).data.examples).toEqual(expected);
	}
	const implicit = { chosen: [...whole, better], rejected: [...whole, worse] };
	const reading = {
		form: 'columns',
		columns: { input: 'chosen', output: 'chosen', rejected: 'rejected' },
	} as const;
	expect(prepare([implicit], { reading }).data.examples).toEqual(expected);
});

it('reads the columns around answers in a separate column', () => {
	const row = { id: 7, system: 'Count.', conversations: [ask], chosen: better, rejected: worse };
	const reading = { form: 'messages', column: 'conversations', preference: true } as const;
	const prepared = prepare([row], { reading });
	expect(prepared.data.examples).toEqual([{ ...pair, systemInstruction: 'Count.' }]);
	expect(findingsOf(prepared, 'unusedFields')[0]?.message).toContain("'id'");
});

it.each<[string, Row, string]>([
	['several turns', { prompt: [ask], chosen: [better, ask, better], rejected: [worse] }, 'chosen'],
	['another prompt', { prompt: [ask], chosen: [...past, better], rejected: [...past, worse] }, 'chosen'],
	['an answer by the user', { prompt: [ask], chosen: [ask], rejected: [worse] }, 'chosen'],
	[
		'an image',
		{
			prompt: [ask],
			chosen: [better],
			rejected: [{ role: 'assistant', content: [{ type: 'image_url', image_url: {} }] }],
		},
		'image_url',
	],
	[
		'equal scores',
		{ contents: past, completions: [{ completion: better }, { completion: worse }] },
		'completions',
	],
	['one completion', { contents: past, completions: [{ score: 1, completion: better }] }, 'completions'],
])('stops at answers with %s', (_, row, name) => {
	const prepared = prepare([row], pairs);
	expect(stopping(prepared)).toMatchObject([
		{ check: 'unsupported', items: [0], message: expect.stringContaining(`'${name}'`) },
	]);
	expect(prepared.data.examples).toEqual([]);
});

it('stops without a pair of answers, and at a prompt that ends with the model', () => {
	const prepared = prepare(
		[{ messages: [ask, better] }, { prompt: past, chosen: [better], rejected: [worse] }],
		pairs,
	);
	expect(findingsOf(prepared, 'unsupported')).toMatchObject([
		{ items: [0], message: expect.stringContaining('no pair') },
	]);
	expect(findingsOf(prepared, 'roleOrder')).toMatchObject([
		{ items: [1], message: expect.stringContaining("role 'user'") },
	]);
});

it('stops supervised tuning at rows whose answer is one of a pair', () => {
	const prepared = prepare(
		[
			{ prompt: [ask], chosen: [better], rejected: [worse] },
			{ messages: [ask, better], chosen: 'x', rejected: 'y' },
		],
		supervised,
	);
	expect(findingsOf(prepared, 'unsupported')).toMatchObject([
		{ items: [0], message: expect.stringMatching(/'chosen' and 'rejected'.*'Method'/) },
	]);
	expect(findingsOf(prepared, 'unusedFields')[0]?.message).toMatch(/'chosen' and 'rejected'/);
	expect(prepared.data.examples).toEqual([{ item: 1, input: 'one', output: 'two' }]);
});

it('names the column of a message', () => {
	const audio = { role: 'assistant', content: [{ type: 'input_audio', input_audio: {} }] };
	const prepared = prepare([{ prompt: [ask], chosen: [better], rejected: [audio] }], columns);
	expect(itemsOf(prepared, 'unsupported')).toEqual([0]);
	expect(findingsOf(prepared, 'unsupported')[0]?.message).toContain("message 1 of 'rejected' in item 0");
});
