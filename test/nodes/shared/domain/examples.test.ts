import { readExamples } from '../../../../nodes/shared/domain/examples';

const columns = { input: 'question', output: 'answer' };

it('turns what databases and sheets hold into text and leaves the rows as they were', () => {
	const rows = [
		{ question: 'a', answer: 'b' },
		{ question: 7, answer: 0.5 },
		{ question: true, answer: null },
		{ question: new Date(0), answer: { city: 'Ulm' } },
	];
	const before = structuredClone(rows);
	expect(readExamples(rows, columns)).toEqual({
		findings: [],
		examples: [
			{ item: 0, input: 'a', output: 'b' },
			{ item: 1, input: '7', output: '0.5' },
			{ item: 2, input: 'true', output: '' },
			{ item: 3, input: '1970-01-01T00:00:00.000Z', output: '{"city":"Ulm"}' },
		],
	});
	expect(rows).toEqual(before);
});

it('follows a path, unless a column has that very name', () => {
	const rows = [
		{ fields: { 'the.question': 'q' }, 'the.answer': 'direct', the: { answer: 'by path', question: 'p' } },
	];
	const { examples } = readExamples(rows, { input: 'the.question', output: 'the.answer' });
	expect(examples).toEqual([{ item: 0, input: 'p', output: 'direct' }]);
});

it('names the rows that lack a column, and the columns that arrived', () => {
	const rows = [{ question: 'a', answer: 'b' }, { question: 'c' }, { Question: 'd', answer: 'e' }];
	const { examples, findings } = readExamples(rows, columns);
	expect(examples).toEqual([{ item: 0, input: 'a', output: 'b' }]);
	expect(findings).toEqual([
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
