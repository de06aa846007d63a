import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { booleanText } from '../../../../../nodes/shared/domain/dataset/cells/booleanText.ts';
import { dateText } from '../../../../../nodes/shared/domain/dataset/cells/dateText.ts';
import { numberText } from '../../../../../nodes/shared/domain/dataset/cells/numberText.ts';
import { findingsOf, itemsOf, prepare } from './recipeOf.ts';

/** A value from another realm, such as n8n's Code node. */
const elsewhere = (code: string): unknown => runInNewContext(code);

test.each([
	[1.5, '1.5'],
	['1.50', '1.5'],
	[' 1.5 ', '1.5'],
	['15e-1', '1.5'],
	[1e-7, '0.0000001'],
	['0.0000001', '0.0000001'],
	[1e21, '1000000000000000000000'],
	['12345678901234567890.10', '12345678901234567890.1'],
	[12345678901234567890n, '12345678901234567890'],
	['007', '7'],
	['-0.0', '0'],
	['+3', '3'],
	['.5', '0.5'],
	['100', '100'],
	[Number.NaN, undefined],
	['', undefined],
	['.', undefined],
	['1,5', undefined],
	['1.234,5', undefined],
	['twelve', undefined],
	[true, undefined],
])('the number %p is %p', (value, text) => expect(numberText(value)).toBe(text));

test('a number keeps its value', () => {
	const number = fc.double({ noNaN: true, noDefaultInfinity: true });
	fc.assert(fc.property(number, (value) => Number(numberText(value)) === value));
});

test.each([
	['2026-03-01', '2026-03-01'],
	['2026-03-01T00:00:00.000Z', '2026-03-01'],
	['2026-03-01 14:30:00', '2026-03-01T14:30:00.000Z'],
	['2026-03-01 14:30:00.5', '2026-03-01T14:30:00.500Z'],
	['2026-03-01T14:30:00+02:00', '2026-03-01T12:30:00.000Z'],
	['2026-03-01 14:30:00-05', '2026-03-01T19:30:00.000Z'],
	[46_082, '2026-03-01'],
	['46082', '2026-03-01'],
	[46_082.604_166_666_664, '2026-03-01T14:30:00.000Z'],
	[36_525.999_988_425_92, '1999-12-31T23:59:59.000Z'],
	[46_082.500_002_893_52, '2026-03-01T12:00:00.250Z'],
	[1_772_323_200_000, '2026-03-01'],
	[new Date('2026-03-01T14:30:00Z'), '2026-03-01T14:30:00.000Z'],
	[new Date(2026, 2, 1), '2026-03-01'],
	[new Date(Number.NaN), undefined],
	[elsewhere("new Date('2026-03-01T14:30:00Z')"), '2026-03-01T14:30:00.000Z'],
	[elsewhere('new Date(2026, 2, 1)'), '2026-03-01'],
	[elsewhere('new Date(NaN)'), undefined],
	['3/1/2026', undefined],
	['2026-02-31', undefined],
	['2026-13-01', undefined],
	['soon', undefined],
	[-5, undefined],
	[2_026, undefined],
	['2026', undefined],
	[59, undefined],
	[3_000, '1908-03-18'],
	[true, undefined],
])('the date %p is %p', (value, text) => expect(dateText(value)).toBe(text));

test.each([
	[true, 'true'],
	['TRUE', 'true'],
	['t', 'true'],
	[1, 'true'],
	['1', 'true'],
	[' yes ', 'true'],
	[false, 'false'],
	[0, 'false'],
	['No', 'false'],
	['maybe', undefined],
	[2, undefined],
])('%p is %p', (value, text) => expect(booleanText(value)).toBe(text));

/** The same two rows from Postgres, MySQL, a sheet, an Excel file and a CSV file. */
const sources = [
	[
		{ name: 'Ä 🙂', price: '12.50', day: new Date('2026-03-01T00:00:00Z'), gift: true, note: null },
		{ name: 'B', price: '3.00', day: new Date('2026-03-02T14:30:00Z'), gift: false, note: 'x' },
	],
	[
		{ name: 'Ä 🙂', price: '12.5000', day: '2026-03-01', gift: 1, note: null },
		{ name: 'B', price: '3.0000', day: '2026-03-02 14:30:00', gift: 0, note: 'x' },
	],
	[
		{ name: 'Ä 🙂', price: 12.5, day: '2026-03-01', gift: 'TRUE', note: '' },
		{ name: 'B', price: 3, day: 46_083.604_166_666_664, gift: 'FALSE', note: 'x' },
	],
	[
		{ name: 'Ä 🙂', price: 12.5, day: 46_082, gift: true },
		{ name: 'B', price: 3, day: 46_083.604_166_666_664, gift: false, note: 'x' },
	],
	[
		{ name: 'Ä 🙂', price: '12.50', day: '2026-03-01', gift: 'true' },
		{ name: 'B', price: '3.00', day: '2026-03-02T14:30:00Z', gift: 'false', note: 'x' },
	],
];

const template = {
	reading: {
		form: 'templates' as const,
		templates: { input: '{{{name}}} {price} {day} {gift}', output: 'note: {note}|' },
	},
	types: {
		name: { type: 'text', emptyMeansNull: true },
		price: { type: 'number', emptyMeansNull: true },
		day: { type: 'date', emptyMeansNull: true },
		gift: { type: 'boolean', emptyMeansNull: true },
		note: { type: 'text', emptyMeansNull: true },
	} as const,
};

test.each(sources.map((rows, index) => [index, rows] as const))(
	'once types are set, the same rows are the same texts: source %i',
	(_, rows) => {
		const given = { ...template.reading.templates, output: 'note: {note} {gift}' };
		const { data, findings } = prepare(rows, {
			...template,
			reading: { form: 'templates', templates: given },
		});
		expect(data.examples).toEqual([
			{ item: 0, input: '{Ä 🙂} 12.5 2026-03-01 true', output: 'note:  true' },
			{ item: 1, input: '{B} 3 2026-03-02T14:30:00.000Z false', output: 'note: x false' },
		]);
		expect(findings.map(({ check }) => check)).toEqual(['tooFewExamples']);
	},
);

it('reads a template as empty if all of its cells are', () => {
	expect(itemsOf(prepare(sources[0] ?? [], template), 'emptyCell')).toEqual([0]);
});

it("names the rows whose cells don't have their type, and stops", () => {
	const rows = [
		{ question: 'a', answer: '1.0' },
		{ question: 'b', answer: 'n/a' },
		{ question: 'c', answer: '' },
	];
	const prepared = prepare(rows, { types: { answer: { type: 'number' } } });
	expect(findingsOf(prepared, 'wrongType')).toMatchObject([
		{
			action: 'stop',
			items: [1, 2],
			message: expect.stringContaining("'answer' contains no number in items 1 and 2"),
		},
	]);
	expect(prepared.data.examples[1]?.output).toBe('n/a');
});

it('without a type, reports columns of several kinds and dates written as numbers', () => {
	const rows = [
		{ question: 'a', answer: 46_082 },
		{ question: 3, answer: 46_083 },
		{ question: 'c', answer: 46_084 },
		{ question: null, answer: 46_085 },
	];
	const messages = findingsOf(prepare(rows), 'mixedColumn').map(({ message, items }) => [items, message]);
	expect(messages).toEqual([
		[[1], expect.stringContaining("'question' contains text and number. In item 1, the kind differs")],
		[
			[0, 1, 2, 3],
			expect.stringContaining("'answer' contains numbers in items 0, 1, 2 and 3 that look like dates"),
		],
	]);
});

it('stops at a column that no row has, and reads one that some rows lack as empty', () => {
	const templates = { input: '{question} {absent}', output: '{answer}' };
	const rows = [{ question: 'a', answer: 'b' }, { question: 'c' }];
	const prepared = prepare(rows, { reading: { form: 'templates', templates } });
	expect(findingsOf(prepared, 'missingCell')).toMatchObject([
		{ action: 'stop', items: [0, 1], message: expect.stringContaining("no column 'absent'") },
	]);
	expect(itemsOf(prepared, 'emptyCell')).toEqual([1]);
});

describe('a type for a column that no row has', () => {
	const rows = [
		{ question: 'a', answer: '1', fields: { price: 2 } },
		{ question: 'b', answer: '2' },
	];
	const missed = (types: Record<string, { type: 'number'; emptyMeansNull?: boolean }>, given = {}) =>
		findingsOf(prepare(rows, { types, ...given }), 'missingCell').map(({ action, items, message }) => [
			action,
			items,
			message,
		]);

	it('stops like any misspelled column, and names the existing columns', () => {
		const actions = { missingCell: 'drop' };
		expect(missed({ anwser: { type: 'number', emptyMeansNull: true } }, { actions })).toEqual([
			[
				'stop',
				[0, 1],
				"There is no column 'anwser' in items 0 and 1. Pick one of the columns that arrive: 'question', 'answer', 'fields'.",
			],
		]);
	});

	it.each(['answer', 'fields', 'fields.price', 'fields["price"]'])("doesn't include %s, which one row has", (name) => {
		expect(missed({ [name]: { type: 'number' } })).toEqual([]);
	});

	it.each([
		['an input', { reading: { form: 'columns', columns: { input: 'prize', output: 'answer' } } }],
		['a template', { reading: { form: 'templates', templates: { input: '{prize}', output: '{answer}' } } }],
		['a conversation', { reading: { form: 'messages', column: 'prize', preference: false } }],
		['a mark', { validationColumn: 'prize' }],
	])('is reported once if it is also missing as %s', (_, given) => {
		expect(missed({ prize: { type: 'number' } }, given)).toHaveLength(1);
	});

	it.each([[[]], [[{}]], [[{}, {}]]])("isn't reported for empty rows: %j", (none) => {
		const { findings } = prepare(none, { types: { prize: { type: 'number' } } });
		expect(findings.map(({ check }) => check)).toEqual(['noExamples']);
	});
});
