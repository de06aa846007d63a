/** Rows of files, as they stand there and where. */
import writeXlsxFile from 'write-excel-file/node';
import { file, placesOf, read } from './fileSupport';

describe('JSONL', () => {
	it('holds a row in each line, whatever ends it and whatever stands before the first', async () => {
		const { rows, unreadable } = await read(
			file('\ufeff{"a":"é"}\r\n{"a":"😀"}\n\n{"a":null}', 'rows.jsonl'),
		);
		expect(rows).toEqual([{ a: 'é' }, { a: '😀' }, { a: null }]);
		expect(unreadable).toEqual([]);
	});

	it('counts lines as an editor does, blank ones too', async () => {
		expect(placesOf(await read(file('{}\n\n{}\n', 'rows.jsonl')))).toEqual([
			{ file: 'rows.jsonl', line: 1 },
			{ file: 'rows.jsonl', line: 3 },
		]);
	});

	it('tells what is no row by its line and goes on', async () => {
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
	it('keeps cells as they are: quotes, line breaks, white space and what looks like a number', async () => {
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

	it('counts rows as a spreadsheet does: the headings are the first, and blank ones count', async () => {
		expect(placesOf(await read(file('a,b\n1,2\n\n"3\n3",4\n5\n', 'rows.csv')))).toEqual(
			[2, 4, 5].map((row) => ({ file: 'rows.csv', row })),
		);
	});

	it('fills up short rows, and tells those that are too long instead of losing a cell', async () => {
		const { rows, unreadable } = await read(file('a,b\n1\n1,2,3\n', 'rows.csv'));
		expect(rows).toEqual([{ a: '1', b: '' }]);
		expect(unreadable).toEqual([
			{ place: { file: 'rows.csv', row: 3 }, reason: expect.stringContaining('3 cells under 2 headings') },
		]);
	});

	it('names columns that have no name, or one that is taken', async () => {
		expect((await read(file('a,,a\n1,2,3\n', 'rows.csv'))).rows).toEqual([
			{ a: '1', 'column 2': '2', 'a (2)': '3' },
		]);
	});

	it('refuses a file whose quotes are not closed, since all that follows is doubtful', async () => {
		await expect(read(file('a,b\n1,"2\n3,4\n', 'prices.csv'))).rejects.toThrow(
			/'prices\.csv' is broken: .*quote/i,
		);
	});
});

describe('Excel', () => {
	it('keeps texts, numbers, booleans, dates and empty cells apart', async () => {
		const date = new Date('2026-03-01T14:30:00Z');
		const workbook = await writeXlsxFile([
			['text', 'number', 'truth', 'date'].map((value) => ({ value })),
			[{ value: ' a ' }, { value: 12.5 }, { value: true }, { value: date, format: 'yyyy-mm-dd hh:mm' }],
			[null, null, null, null],
			[{ value: '007' }, null, { value: false }, null],
		]).toBuffer();
		const source = await read(file(workbook, 'people.xlsx'));
		expect(source.rows).toEqual([
			{ text: ' a ', number: 12.5, truth: true, date },
			{ text: '007', number: null, truth: false, date: null },
		]);
		expect(source.placeOf(1)).toEqual({ file: 'people.xlsx', row: 4 });
	});

	it.each([
		'1999-12-31T23:59:59.000Z',
		'2026-01-02T14:30:00.000Z',
		'1965-07-04T08:15:27.000Z',
		'2026-03-01T12:00:00.250Z',
	])('reads %s to the second, which is a fraction of a day in the file', async (moment) => {
		const value = (Date.parse(moment) - Date.UTC(1899, 11, 30)) / 86_400_000;
		const rows = [['at'], [{ value, type: Number, format: 'yyyy-mm-dd hh:mm:ss' }]];
		const workbook = await writeXlsxFile(rows).toBuffer();
		expect((await read(file(workbook, 'rows.xlsx'))).rows).toEqual([{ at: new Date(moment) }]);
	});

	it('refuses what is no workbook', async () => {
		await expect(read(file('PK\x03\x04xl/', 'old.xlsx'))).rejects.toThrow(/'old\.xlsx' is no Excel workbook/);
	});
});

it('reads several files as one, and knows where each row stood', async () => {
	const source = await read(file('a\n1\n', 'one.csv'), file('{"a":2}\n', 'two.jsonl'));
	expect(source.rows).toEqual([{ a: '1' }, { a: 2 }]);
	const places = source.rows.map((_, index) => source.placeOf(index));
	expect(places).toEqual([
		{ file: 'one.csv', row: 2 },
		{ file: 'two.jsonl', line: 1 },
	]);
	expect(source.describe(places)).toBe('rows 2 of one.csv and 1 of two.jsonl');
});
