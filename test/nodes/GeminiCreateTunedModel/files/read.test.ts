/** Rows of files, as they stand there and where. */
import { file, notesOf, placesOf, read } from './fileSupport';

describe('JSONL', () => {
	it('contains a row in each line, with any line end and any mark at the beginning', async () => {
		const { rows, unreadable } = await read(
			file('\ufeff{"a":"é"}\r\n{"a":"😀"}\n\n{"a":null}', 'rows.jsonl'),
		);
		expect(rows).toEqual([{ a: 'é' }, { a: '😀' }, { a: null }]);
		expect(unreadable).toEqual([]);
	});

	it('counts lines like an editor, also blank ones', async () => {
		expect(placesOf(await read(file('{}\n\n{}\n', 'rows.jsonl')))).toEqual([
			{ file: 'rows.jsonl', line: 1 },
			{ file: 'rows.jsonl', line: 3 },
		]);
	});

	it("reports the line of a record that isn't a row and continues", async () => {
		const { rows, unreadable } = await read(file('{"a":1}\n{"a":\n[1]\n"x"\nnull\n{"a":2}', 'rows.jsonl'));
		expect(rows).toEqual([{ a: 1 }, { a: 2 }]);
		expect(unreadable).toEqual([
			{ place: { file: 'rows.jsonl', line: 2 }, reason: 'it ends before its last bracket closes' },
			{ place: { file: 'rows.jsonl', line: 3 }, reason: 'it is a list instead of a JSON object' },
			{ place: { file: 'rows.jsonl', line: 4 }, reason: 'it is a text instead of a JSON object' },
			{ place: { file: 'rows.jsonl', line: 5 }, reason: 'it is null instead of a JSON object' },
		]);
	});
});

describe('CSV', () => {
	it('does not change cells: quotes, line breaks, white space and numbers', async () => {
		const { rows } = await read(
			file('\ufeffid,text\r\n007,"a ""b"",\n c "\r\n1.50, 5" pipe\r\n', 'rows.csv'),
		);
		expect(rows).toEqual([
			{ id: '007', text: 'a "b",\n c ' },
			{ id: '1.50', text: ' 5" pipe' },
		]);
	});

	it.each([
		['semicolons', 'a;b\n1,5;x\n'],
		['tabs', 'a\tb\n1,5\tx\n'],
		['commas', '"a",b\n"1,5",x\n'],
	])('finds out that %s stand between cells', async (_, content) => {
		expect((await read(file(content, 'rows.csv'))).rows).toEqual([{ a: '1,5', b: 'x' }]);
	});

	it('counts rows like a spreadsheet: the headings are the first, and blank ones count', async () => {
		expect(placesOf(await read(file('a,b\n1,2\n\n"3\n3",4\n5\n', 'rows.csv')))).toEqual(
			[2, 4, 5].map((row) => ({ file: 'rows.csv', row })),
		);
	});

	it('fills short rows, and reports rows that are too long instead of losing a cell', async () => {
		const { rows, unreadable } = await read(file('a,b\n1\n1,2,3\n', 'rows.csv'));
		expect(rows).toEqual([{ a: '1', b: '' }]);
		expect(unreadable).toEqual([
			{ place: { file: 'rows.csv', row: 3 }, reason: expect.stringContaining('3 cells under 2 headings') },
		]);
	});

	it('names columns without a heading or with a repeated one', async () => {
		expect((await read(file('a,,a\n1,2,3\n', 'rows.csv'))).rows).toEqual([
			{ a: '1', 'column 2': '2', 'a (2)': '3' },
		]);
	});

	it('rejects a file with an open quote, because the rest is uncertain', async () => {
		await expect(read(file('a,b\n1,"2\n3,4\n', 'prices.csv'))).rejects.toThrow(
			/'prices\.csv' is broken: .*quote/i,
		);
	});
});

it('reads several files as one, with the place of each row', async () => {
	const source = await read(file('a\n1\n', 'one.csv'), file('{"a":2}\n', 'two.jsonl'));
	expect(source.rows).toEqual([{ a: '1' }, { a: 2 }]);
	const places = source.rows.map((_, index) => source.placeOf(index));
	expect(places).toEqual([
		{ file: 'one.csv', row: 2 },
		{ file: 'two.jsonl', line: 1 },
	]);
	expect(source.describe(places)).toBe('rows 2 of one.csv and 1 of two.jsonl');
});

it('reports a sheet for a file without sheets', async () => {
	const source = await read({ ...file('a,b\n1,2\n', 'rows.csv'), sheet: 'Data' });
	expect(source.rows).toEqual([{ a: '1', b: '2' }]);
	expect(notesOf(source)).toEqual([
		"fileFormat: 'Sheet' has no effect on 'rows.csv', because it isn't an Excel workbook.",
	]);
});
