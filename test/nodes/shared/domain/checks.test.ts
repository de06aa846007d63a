import { checkExamples, checkValidationSize, describeItems } from '../../../../nodes/shared/domain/checks';

const columns = { input: 'question', output: 'answer' };
const limits = {
	inputLength: 40_000,
	outputLength: 5_000,
	totalBytes: 4 * 1024 * 1024,
	conversations: false,
	systemInstructions: false,
};
const example = (item: number, input: string, output: string) => ({ item, input, output });

it('finds nothing wrong at the limits', () => {
	const examples = [example(0, 'x'.repeat(40_000), 'y'.repeat(5_000))];
	expect(checkExamples(examples, columns, limits, limits.totalBytes)).toEqual([]);
});

it('counts an emoji as one character', () => {
	const [atLimit, over] = [5_000, 5_001].map((count) => [example(0, 'x', '🙂'.repeat(count))]);
	expect(checkExamples(atLimit ?? [], columns, limits, 0)).toEqual([]);
	expect(checkExamples(over ?? [], columns, limits, 0)[0]?.message).toMatch(/up to 5,001 characters/);
});

it('finds halves of characters, and no whole ones', () => {
	const examples = [
		example(0, '🙂 六 é', '👩‍👧'),
		example(1, '🙂'.slice(0, 1), 'b'),
		example(2, 'a', '🙂'.slice(1)),
	];
	const findings = checkExamples(examples, columns, limits, 0);
	expect(findings.map(({ items }) => items)).toEqual([[1], [2]]);
	expect(findings[0]?.message).toMatch(/'question' holds half a character in item 1/);
});

it('asks for rows when there are none', () => {
	expect(checkExamples([], columns, limits, 0)).toEqual([
		{ items: [], message: 'There are no rows to learn from. Connect a node that puts out at least one row.' },
	]);
});

it('names everything that is wrong in one pass, with the items, the limit and the way out', () => {
	const examples = [
		example(0, ' ', 'b'),
		example(1, 'a', ''),
		example(2, 'x'.repeat(40_001), 'b'),
		example(3, 'a', 'y'.repeat(5_001)),
		example(4, 'fine', 'fine'),
	];
	const findings = checkExamples(examples, columns, limits, limits.totalBytes + 1);
	expect(findings.map(({ items }) => items)).toEqual([[0], [1], [2], [3], []]);
	expect(findings.map(({ message }) => message)).toEqual([
		"The column 'question' is empty in item 0. Fill in the cells or filter these rows out before this node.",
		"The column 'answer' is empty in item 1. Fill in the cells or filter these rows out before this node.",
		"The column 'question' is too long in item 2: up to 40,001 characters, and the limit is 40,000. Shorten the cells or filter these rows out before this node.",
		"The column 'answer' is too long in item 3: up to 5,001 characters, and the limit is 5,000. Shorten the cells or filter these rows out before this node.",
		'The examples take 4,194,305 bytes together, and the limit is 4,194,304. Use fewer rows or shorter texts.',
	]);
});

it.each([
	[[3], 'item 3'],
	[[1, 4, 9], 'items 1, 4 and 9'],
	[[1, 2, 3, 4, 5, 6], '6 items (1, 2, 3, 4, 5 and more)'],
])('describes items %j as %s', (items, text) => {
	expect(describeItems(items)).toBe(text);
});

describe('validation examples', () => {
	const sizes = { examples: 5_000, freeExamples: 1_000, share: 0.3 };
	it.each([
		[10, 0],
		[10, 1_000],
		[10_000, 3_000],
		[100_000, 5_000],
	])('to %i training examples may be %i', (training, validation) => {
		expect(checkValidationSize(training, validation, sizes)).toEqual([]);
	});

	it.each([
		[10, 1_001, '1,000'],
		[10_000, 3_001, '3,000'],
		[100_000, 5_001, '5,000'],
	])('to %i training examples may not be %i: the limit is %s', (training, validation, limit) => {
		const [finding] = checkValidationSize(training, validation, sizes);
		expect(finding?.message).toContain(`the limit is ${limit}`);
	});

	it('are not limited where there can be none', () => {
		expect(checkValidationSize(1, 1_000_000, undefined)).toEqual([]);
	});
});
