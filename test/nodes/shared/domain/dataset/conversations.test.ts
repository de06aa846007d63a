import type { Example } from '../../../../../nodes/shared/domain/dataset/dataset.ts';
import type { Row } from '../../../../../nodes/shared/domain/dataset/preparation.ts';
import { textOf } from '../../google/vertex/textOf.ts';
import { findingsOf, itemsOf, prepare } from './recipeOf.ts';

const column = { reading: { form: 'messages', column: 'chat', preference: false } } as const;
const row = { reading: { form: 'messages', column: '', preference: false } } as const;
const pairs = { reading: { form: 'messages', column: '', preference: true } } as const;
const chatOf = (...turns: Array<[string, unknown]>) => turns.map(([role, content]) => ({ role, content }));

const example: Example = {
	item: 0,
	input: 'And two?',
	output: 'Two.',
	systemInstruction: 'Count.',
	earlier: [
		{ role: 'user', text: 'One?' },
		{ role: 'model', text: 'One.' },
	],
};

const openAi = chatOf(
	['system', 'Count.'],
	['user', 'One?'],
	['assistant', [{ type: 'text', text: 'One.' }]],
	['user', 'And two?'],
	['assistant', 'Two.'],
);
const shareGpt = openAi.map(({ role, content }) => ({
	from: { system: 'system', user: 'human' }[role] ?? 'gpt',
	value: typeof content === 'string' ? content : 'One.',
}));
const gemini = {
	systemInstruction: { role: 'system', parts: [{ text: 'Count.' }] },
	contents: shareGpt.slice(1).map(({ from, value }) => ({
		role: from === 'human' ? 'user' : 'model',
		parts: [{ text: value }],
	})),
};

it.each<[string, unknown]>([
	["OpenAI's list", openAi],
	["OpenAI's object", { messages: openAi }],
	['the JSON of one', JSON.stringify(openAi)],
	["ShareGPT's", { conversations: shareGpt }],
	["ShareGPT's with the instruction beside it", { conversations: shareGpt.slice(1), system: 'Count.' }],
	["Gemini's", gemini],
])('recognizes %s', (_, chat) => {
	expect(prepare([{ chat }], column).data.examples).toEqual([example]);
});

it('reads rows as conversations, and reads its own lines', () => {
	const pair = { ...example, rejected: 'What?' };
	const read = (line: string): Row[] => [JSON.parse(line)];
	expect(prepare(read(textOf(prepare([gemini], row).data.examples)), row).data.examples).toEqual([example]);
	expect(prepare(read(textOf([pair])), pairs).data.examples).toEqual([pair]);
});

it("reads OpenAI's preference pairs", () => {
	const rows = [
		{
			input: { messages: chatOf(['user', 'Hi']) },
			preferred_output: chatOf(['assistant', 'Hello!']),
			non_preferred_output: chatOf(['assistant', 'What?']),
		},
	];
	expect(prepare(rows, pairs).data.examples).toEqual([
		{ item: 0, input: 'Hi', output: 'Hello!', rejected: 'What?' },
	]);
});

it('names rows without a conversation, in the wrong order or with unsupported parts', () => {
	const image = [{ type: 'image_url', image_url: { url: 'https://example.com' } }];
	const rows = [
		{ chat: openAi },
		{ chat: 'Just a text.' },
		{ chat: [] },
		{ chat: '{"broken"' },
		{ other: 1 },
		{ chat: chatOf(['user', 'a']) },
		{ chat: chatOf(['assistant', 'a'], ['user', 'b'], ['assistant', 'c']) },
		{ chat: chatOf(['user', 'a'], ['user', 'b'], ['assistant', 'c']) },
		{ chat: chatOf(['user', image], ['assistant', 'c']) },
		{ chat: chatOf(['user', 'a'], ['tool', 'b'], ['assistant', 'c']) },
	];
	const prepared = prepare(rows, column);
	expect(findingsOf(prepared, 'roleOrder').map(({ items }) => items)).toEqual([[1, 2, 3], [6], [5], [7]]);
	expect(itemsOf(prepared, 'unsupported')).toEqual([8, 9]);
	expect(itemsOf(prepared, 'missingCell')).toEqual([4]);
	expect(prepared.dropped.map(({ item }) => item)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('joins consecutive messages of one role for the action fix, and stops if the order is still wrong', () => {
	const rows = [
		{ chat: chatOf(['user', 'a'], ['user', 'b'], ['assistant', 'c']) },
		{ chat: chatOf(['user', 'a']) },
	];
	const prepared = prepare(rows, { ...column, actions: { roleOrder: 'fix' } });
	expect(prepared.data.examples).toEqual([{ item: 0, input: 'a\n\nb', output: 'c' }]);
	expect(findingsOf(prepared, 'roleOrder').map(({ action, items }) => [action, items])).toEqual([
		['stop', [1]],
		['fix', [0]],
	]);
});

it("finds conversations and instructions that the service doesn't support", () => {
	const limits = { conversations: false, systemInstructions: false };
	const chat = chatOf(['user', 'a'], ['assistant', 'b']);
	const prepared = prepare([{ chat }, { chat: openAi }], { ...column, limits });
	expect(findingsOf(prepared, 'unsupported').map(({ items }) => items)).toEqual([[1], [1]]);
	const left = prepare([{ chat }, { chat: openAi }], {
		...column,
		limits,
		actions: { unsupported: 'drop' },
	});
	expect(left.dropped).toEqual([{ item: 1, check: 'unsupported' }]);
});
