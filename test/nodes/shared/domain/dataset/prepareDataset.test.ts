import { findingsOf, itemsOf, limits, prepare } from './recipeOf.ts';

const row = (question: string, answer: string) => ({ question, answer });
/** Enough different rows to have no finding. */
const plenty = Array.from({ length: 120 }, (_, index) => row(`What is ${index}?`, `It is ${index * 7}.`));

it('finds nothing at the limits', () => {
	const rows = [...plenty, row('x'.repeat(40_000), 'y'.repeat(5_000))];
	expect(prepare(rows, { bytesOf: () => limits.totalBytes }).findings).toEqual([]);
});

it('counts an emoji as one character', () => {
	const [atLimit = [], over = []] = [5_000, 5_001].map((count) => [row('x', '🙂'.repeat(count))]);
	expect(itemsOf(prepare(atLimit), 'tooLong')).toEqual([]);
	expect(findingsOf(prepare(over), 'tooLong')[0]?.message).toMatch(/up to 5,001 characters/);
});

it('finds half characters, and no whole ones', () => {
	const rows = [row('🙂 六 é', '👩‍👧'), row('🙂'.slice(0, 1), 'b'), row('a', '🙂'.slice(1))];
	const findings = findingsOf(prepare(rows), 'halfCharacter');
	expect(findings.map(({ items }) => items)).toEqual([[1], [2]]);
	expect(findings[0]?.message).toMatch(/'question' contains half a character in item 1/);
});

it.each([
	['no rows', []],
	['rows with nothing in them', [{}, {}]],
])('asks for rows when there are %s', (_, rows) => {
	const { findings, dropped, rows: count } = prepare(rows);
	expect(findings).toEqual([
		{
			check: 'noExamples',
			action: 'stop',
			count: 0,
			items: [],
			message: 'There are no rows for training. Connect a node that returns at least one row.',
		},
	]);
	expect(dropped).toHaveLength(count);
});

it('names all problems in one pass, with the items, the limit and what to do', () => {
	const rows = [
		row(' ', 'b'),
		row('a', ''),
		row('x'.repeat(40_001), 'b'),
		row('a', 'y'.repeat(5_001)),
		row('fine', 'fine'),
	];
	const { findings } = prepare(rows, { bytesOf: () => limits.totalBytes + 1, limits: { totalBytes: 1 } });
	const stopping = findings.filter(({ action }) => action === 'stop');
	expect(stopping.map(({ items }) => items)).toEqual([[0], [1], [2], [3], []]);
	expect(stopping.map(({ message }) => message)).toEqual([
		"The column 'question' is empty in item 0. Fill in the cells or filter these rows out before this node.",
		"The column 'answer' is empty in item 1. Fill in the cells or filter these rows out before this node.",
		"The column 'question' is too long in item 2: up to 40,001 characters, and the limit is 40,000. Shorten the cells or filter these rows out before this node.",
		"The column 'answer' is too long in item 3: up to 5,001 characters, and the limit is 5,000. Shorten the cells or filter these rows out before this node.",
		'The examples take 4,194,305 bytes together, and the limit is 1. Use fewer rows or shorter texts.',
	]);
});
