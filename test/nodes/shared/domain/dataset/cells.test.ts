import { asShown } from './asShown.ts';
import { prepare, findingsOf } from './recipeOf.ts';

const columns = (input: string, output: string) => ({
	reading: { form: 'columns' as const, columns: { input, output } },
});

it('turns values of databases and sheets into text and leaves the rows unchanged', () => {
	const rows = [
		{ question: 'a', answer: 'b' },
		{ question: 7, answer: 0.5 },
		{ question: true, answer: null },
		{ question: new Date(0), answer: { city: 'Ulm' } },
	];
	const before = asShown(rows);
	expect(prepare(rows).data.examples).toEqual([
		{ item: 0, input: 'a', output: 'b' },
		{ item: 1, input: '7', output: '0.5' },
		{ item: 2, input: 'true', output: '' },
		{ item: 3, input: '1970-01-01T00:00:00.000Z', output: '{"city":"Ulm"}' },
	]);
	expect(asShown(rows)).toBe(before);
});

it('follows a path, unless a column has that exact name', () => {
	const rows = [
		{ fields: { 'the.question': 'q' }, 'the.answer': 'direct', the: { answer: 'by path', question: 'p' } },
	];
	const { data } = prepare(rows, columns('the.question', 'the.answer'));
	expect(data.examples).toEqual([{ item: 0, input: 'p', output: 'direct' }]);
});

it.each([
	['fields["My question"]', 'list[0].text'],
	["fields['My question']", 'list.0.text'],
])('follows the path %s that the editor writes when a field is dragged', (input, output) => {
	const rows = [{ fields: { 'My question': 'q' }, list: [{ text: 'a' }] }];
	expect(prepare(rows, columns(input, output)).data.examples).toEqual([{ item: 0, input: 'q', output: 'a' }]);
});

it.each(['constructor', 'toString', '__proto__', 'question.constructor', 'answer.length'])(
	'reports that no row has a column %s',
	(input) => {
		const prepared = prepare([{ question: { a: 1 }, answer: 'b' }], columns(input, 'answer'));
		expect(prepared.data.examples).toEqual([]);
		expect(findingsOf(prepared, 'missingCell').map(({ items }) => items)).toEqual([[0]]);
	},
);

it('reads null as an empty cell, not as a missing column', () => {
	const rows = [{ 'the.question': null, the: { question: 'q', answer: null } }];
	const prepared = prepare(rows, columns('the.question', 'the.answer'));
	expect(prepared.data.examples).toEqual([{ item: 0, input: '', output: '' }]);
	expect(findingsOf(prepared, 'missingCell')).toEqual([]);
});

it('reads a column whose name is also a property of every object', () => {
	const rows: Array<Record<string, unknown>> = [JSON.parse('{"__proto__":"q","constructor":"a"}')];
	expect(prepare(rows, columns('__proto__', 'constructor')).data.examples).toEqual([
		{ item: 0, input: 'q', output: 'a' },
	]);
});

it('reports NaN and invalid dates as empty, and writes large numbers in full', () => {
	const rows = [
		{ question: Number.NaN, answer: new Date(Number.NaN) },
		{ question: { id: 9_007_199_254_740_993n }, answer: -0 },
		{ question: { toJSON: () => 'as it writes itself' }, answer: 12n },
	];
	expect(prepare(rows).data.examples.map(({ input, output }) => [input, output])).toEqual([
		['', ''],
		['{"id":"9007199254740993"}', '0'],
		['as it writes itself', '12'],
	]);
});

it('names the rows that lack a column, and the columns that arrived', () => {
	const rows = [{ question: 'a', answer: 'b' }, { question: 'c' }, { Question: 'd', answer: 'e' }];
	const prepared = prepare(rows);
	expect(prepared.data.examples).toEqual([{ item: 0, input: 'a', output: 'b' }]);
	expect(prepared.dropped).toEqual([
		{ item: 1, check: 'missingCell' },
		{ item: 2, check: 'missingCell' },
	]);
	expect(findingsOf(prepared, 'missingCell')).toMatchObject([
		{
			items: [2],
			message:
				"There is no column 'question' in item 2. Pick one of the columns that arrive: 'question', 'answer', 'Question'.",
		},
		{
			items: [1],
			message:
				"There is no column 'answer' in item 1. Pick one of the columns that arrive: 'question', 'answer', 'Question'.",
		},
	]);
});
