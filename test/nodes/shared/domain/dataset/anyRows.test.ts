/** Properties of arbitrary rows. */
import fc from 'fast-check';
import type { Action } from '../../../../../nodes/shared/domain/dataset/check.ts';
import type { CheckName } from '../../../../../nodes/shared/domain/dataset/checkList.ts';
import { checkNames, checks } from '../../../../../nodes/shared/domain/dataset/checkList.ts';
import type { Row } from '../../../../../nodes/shared/domain/dataset/preparation.ts';
import { textOf } from '../../google/vertex/textOf.ts';
import { asShown } from './asShown.ts';
import { prepare } from './recipeOf.ts';

const text = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string(),
	fc.constantFrom(
		'',
		' ',
		'yes',
		'no',
		'Ã©',
		' a ',
		'\ud83d',
		'me@example.com',
		'one two three four five six',
	),
);
const turn = fc.record({ role: fc.constantFrom('user', 'assistant', 'system', 'tool'), content: text });
const cell = fc.oneof(
	text,
	fc.integer(),
	fc.double(),
	fc.boolean(),
	fc.constant(null),
	fc.constant(undefined),
	fc.date({ noInvalidDate: false }),
	fc.array(turn, { maxLength: 5 }),
	fc.bigInt(),
	fc.dictionary(fc.string(), text),
);
const rowsOf = fc.array(fc.record({ question: cell, answer: cell, held: cell }, { requiredKeys: [] }), {
	maxLength: 30,
});

const actions: fc.Arbitrary<Partial<Record<CheckName, Action>>> = fc.record(
	Object.fromEntries(checkNames.map((name) => [name, fc.constantFrom(...checks[name].actions)])),
);

const readings = fc.constantFrom(
	{ form: 'columns' as const, columns: { input: 'question', output: 'answer' } },
	{
		form: 'columns' as const,
		columns: { input: 'question', output: 'answer', rejected: 'held', systemInstruction: 'held' },
	},
	{ form: 'templates' as const, templates: { input: '{{{question}} {held}', output: '{answer}' } },
	{ form: 'messages' as const, column: 'question', preference: false },
);
const types = fc.constantFrom(
	{},
	{ question: { type: 'date', emptyMeansNull: true }, answer: { type: 'number' } } as const,
	{ question: { type: 'boolean' }, answer: { type: 'text', emptyMeansNull: true } } as const,
);
const recipes = fc.record({
	reading: readings,
	types,
	actions,
	split: fc.record({ validationShare: fc.double({ min: 0, max: 0.9, noNaN: true }), seed: fc.string() }),
});

test('every row is either used or dropped with a reason', () => {
	fc.assert(
		fc.property(rowsOf, recipes, (rows, recipe) => {
			const { data, dropped, rows: count } = prepare(rows, recipe);
			const used = [...data.examples, ...(data.validation ?? [])].map(({ item }) => item);
			const all = [...used, ...dropped.map(({ item }) => item)].sort((one, other) => one - other);
			expect(all).toEqual(rows.map((_, item) => item));
			expect(count).toBe(rows.length);
		}),
	);
});

test('without a finding that stops, the dataset becomes JSON lines with turns that have text, in order', () => {
	fc.assert(
		fc.property(rowsOf, recipes, (rows, recipe) => {
			const { data, findings } = prepare(rows, recipe);
			if (findings.some(({ action }) => action === 'stop')) return;
			for (const line of textOf(data.examples).trimEnd().split('\n')) {
				const { contents, completions = [] } = JSON.parse(line);
				const texts = [...contents, ...completions.map(({ completion }: Row) => completion)].map(
					({ parts }) => parts[0].text,
				);
				expect(texts.every((part: string) => part.trim() !== '' && part.isWellFormed())).toBe(true);
				const roles: string[] = contents.map(({ role }: Row) => role);
				expect(roles.every((role, index) => role === (index % 2 === 0 ? 'user' : 'model'))).toBe(true);
			}
		}),
	);
});

test("rows that can't become a line stop", () => {
	fc.assert(
		fc.property(rowsOf, (rows) => {
			const { data, findings } = prepare(rows);
			const stopped = new Set(
				findings.filter(({ action }) => action === 'stop').flatMap(({ items }) => items),
			);
			for (const { item, input, output } of data.examples)
				expect(stopped.has(item) || (input.trim() !== '' && output.trim() !== '')).toBe(true);
		}),
	);
});

test('prepare leaves the rows unchanged, invalid dates included', () => {
	const invalid: Row[] = [{ question: new Date(Number.NaN), answer: 'yes' }];
	const shown = asShown(invalid);
	prepare(invalid);
	expect(asShown(invalid)).toBe(shown);
	fc.assert(
		fc.property(rowsOf, recipes, (rows, recipe) => {
			const before = asShown(rows);
			rows.forEach((row) => Object.freeze(row));
			prepare(rows, recipe);
			expect(asShown(rows)).toBe(before);
		}),
	);
});

test('findings name rows in order, each once, and count them', () => {
	fc.assert(
		fc.property(rowsOf, recipes, (rows, recipe) => {
			for (const { items, count, action, check } of prepare(rows, recipe).findings) {
				expect(items).toEqual([...new Set(items)].sort((one, other) => one - other));
				expect(count).toBe(items.length);
				expect(action).not.toBe('off');
				expect(check).toEqual(expect.any(String));
			}
		}),
	);
});

const pair = fc.record({ question: fc.string({ minLength: 1 }), answer: fc.constantFrom('yes', 'no') });
const seeds = fc.string();

test('a row stays in its set after reordering and adding rows', () => {
	const scene = fc
		.tuple(fc.array(pair), fc.array(pair), seeds)
		.chain(([rows, more, seed]) =>
			fc.tuple(
				fc.constant(rows),
				fc.shuffledSubarray([...rows, ...more], { minLength: rows.length + more.length }),
				fc.constant(seed),
			),
		);
	fc.assert(
		fc.property(scene, ([rows, others, seed]) => {
			const split = { validationShare: 0.3, seed };
			const apart = (given: Row[]) =>
				new Set((prepare(given, { split }).data.validation ?? []).map(({ input }) => input));
			const [before, after] = [apart(rows), apart(others)];
			for (const { question } of rows) expect(after.has(question)).toBe(before.has(question));
		}),
	);
});

test('a larger share keeps the rows of the validation set', () => {
	fc.assert(
		fc.property(
			fc.array(pair),
			seeds,
			fc.double({ min: 0.01, max: 0.5, noNaN: true }),
			(rows, seed, share) => {
				const apart = (validationShare: number) =>
					(prepare(rows, { split: { validationShare, seed } }).data.validation ?? []).map(({ item }) => item);
				const larger = new Set(apart(share * 1.5));
				expect(apart(share).every((item) => larger.has(item))).toBe(true);
			},
		),
	);
});
