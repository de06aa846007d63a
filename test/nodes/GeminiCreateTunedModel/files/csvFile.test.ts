/** Delimited texts: cells under their headings, or the reason why not. */
import { notesOf, placesOf, readText, refusalOf } from './fileSupport';

const readCsv = async (text: string) => await readText(text, 'a.csv');

describe('the delimiter', () => {
	const rows = [
		{ a: '1,5', b: 'x' },
		{ a: '2,5', b: 'y; z' },
	];

	it.each([
		['semicolons', 'a;b\n1,5;x\n2,5;"y; z"\n'],
		['tabs', 'a\tb\n1,5\tx\n2,5\ty; z\n'],
		['commas', 'a,b\n"1,5",x\n"2,5",y; z\n'],
		['vertical bars', 'a|b\n1,5|x\n2,5|y; z\n'],
		['what sep= names', 'sep=;\r\na;b\r\n1,5;x\r\n2,5;"y; z"\r\n'],
		['a quoted sep=', '"sep=^"\na^b\n1,5^x\n2,5^y; z\n'],
		['a sep= behind a mark', '\ufeffsep=,\na,b\n"1,5",x\n"2,5",y; z\n'],
		['commas, a line break in the first heading', '"a\n",b\n"1,5",x\n"2,5",y; z\n'],
		['CR line ends', 'a;b\r1,5;x\r2,5;"y; z"\r'],
	])('is found: %s', async (_, text) => {
		expect((await readCsv(text)).rows).toEqual(rows);
	});

	it.each([
		['a heading has commas', 'Question, short;Answer\n1,1 m;x\nb;y\n', ['Question, short', 'Answer']],
		[
			'a heading has semicolons',
			'id,Color; size,text\n1,red; M,x\n2,blue,y\n',
			['id', 'Color; size', 'text'],
		],
		['texts have other delimiters', 'q,a\n"a;b|c\td",x;y\n"e",f|g\nh,i\n', ['q', 'a']],
		['one column has commas in texts', 'text\nHello\nDear Ada, hello, and bye\nBye\n', ['text']],
		['headings have quotes', '"a;b","c"\n1;2,3\n4,5\n', ['a;b', 'c']],
	])('is found though %s', async (_, text, headings) => {
		const source = await readCsv(text);
		expect(source.files).toMatchObject([{ headings }]);
		expect(source.unreadable).toEqual([]);
	});

	it('does not count the line with sep= as a row, like spreadsheets', async () => {
		expect(placesOf(await readCsv('sep=;\na;b\n1;2\n'))).toEqual([{ file: 'a.csv', row: 2 }]);
	});
});

describe('rows of different widths', () => {
	it('ignores empty cells beyond the headings', async () => {
		const source = await readCsv('a,b\r\n1,2,\r\n3,4,,,\r\n');
		expect(source.rows).toEqual([
			{ a: '1', b: '2' },
			{ a: '3', b: '4' },
		]);
		expect(source.unreadable).toEqual([]);
	});

	it('loses no cell beyond the headings', async () => {
		const source = await readCsv('a,b\n1,2\n3,4,5\n6,7,,8\n');
		expect(source.rows).toEqual([{ a: '1', b: '2' }]);
		expect(source.unreadable.map(({ place }) => place)).toEqual(
			[3, 4].map((row) => ({ file: 'a.csv', row })),
		);
	});

	it('lists rows that are shorter than the headings', async () => {
		const source = await readCsv('a,b,c\n1,2,3\n4,5\n6\n');
		expect(source.rows.slice(1)).toEqual([
			{ a: '4', b: '5', c: '' },
			{ a: '6', b: '', c: '' },
		]);
		expect(notesOf(source)).toEqual([expect.stringMatching(/fewer cells than headings in rows 3 and 4\./)]);
	});

	it.each([
		'"open,x\n1,2\n3,4" y,z\n',
		'"open,x\n1,2\n3,"y"\n',
		'"open,x\n1,2\n3,",y\n',
		'x,"open\n1,2\n3,4"\n',
	])('does not let an open quote swallow rows: %j', async (text) => {
		const source = await readCsv(`a,b\n${text}8,9\n`);
		expect(source.rows).toEqual([{ a: '8', b: '9' }]);
		expect(source.unreadable).toMatchObject([{ reason: expect.stringContaining('joins several rows') }]);
	});

	it.each(['"a ""quoted"" text\nof two lines"', '"""quoted""\n\nof three, really"', '"x\r\ny"'])(
		'keeps line breaks in quotes: %j',
		async (cell) => {
			const source = await readCsv(`a,b\n1,${cell}\n`);
			expect(source.rows).toEqual([{ a: '1', b: cell.slice(1, -1).replaceAll('""', '"') }]);
		},
	);

	it('skips blank rows and zeros', async () => {
		expect((await readCsv('a,b\n\n,\n1,2\n\0\0\0')).rows).toEqual([{ a: '1', b: '2' }]);
	});
});

describe('headings', () => {
	it.each([
		['a mark', '\ufeff\ufeffa,b'],
		['no-break spaces', '\u00a0a\u00a0,\u202fb'],
		['zero-width characters', '\u200ba\u200d,b\u2060'],
		['soft hyphens and direction marks', '\u00ada,\u202bb\u202c'],
		['quotes and blanks', '" a ", b'],
	])('have no %s', async (_, headings) => {
		expect((await readCsv(`${headings}\n1,2\n`)).rows).toEqual([{ a: '1', b: '2' }]);
	});

	it('keep joiners and spaces inside words', async () => {
		const headings = ['می\u200cخواهم', 'first name'];
		expect((await readCsv(`${headings[0]},first\u00a0name\n1,2\n`)).files).toMatchObject([{ headings }]);
	});

	it('are reported when columns have other names', async () => {
		expect(notesOf(await readCsv('a\u200b,a,,d\n1,2,3,4\n'))).toEqual([
			"fileFormat: Columns of 'a.csv' have other names than their headings: 'a' had invisible characters or no-break spaces, 'a (2)' repeats a heading, 'column 3' has no heading.",
		]);
	});

	it.each([
		['one cell', 'Report of May 2026\n\nid;question;answer\n1;a;b\n2;c;d\n'],
		['one cell and delimiters', 'Report of May 2026;;\n\nid;question;answer\n1;a;b\n2;c;d\n'],
		['one cell with the other delimiter', 'Report, May 2026\n\nid;question;answer\n1;a;b\n2;c;d\n'],
	])('are not a title above them: %s', async (_, text) => {
		expect(await refusalOf(text, 'a.csv')).toMatch(
			/^Row 1 of 'a\.csv' is a title \('Report.*which seem to be in row 3/,
		);
	});
});

it('does not change texts: decimal commas, formulas, dates and spaces', async () => {
	const cells = ['1,50', '=SUM(A1:A2)', '@x', '-3', '01.02.2026', ' x ', '007', '1E5'];
	const text = `n;t\n${cells.map((cell, index) => `${index};${cell}\n`).join('')}`;
	expect((await readCsv(text)).rows.map(({ t }) => t)).toEqual(cells);
});

it.each(['', '\n\n', '\ufeff'])('has no rows when it is empty: %j', async (text) => {
	expect((await readCsv(text)).rows).toEqual([]);
});
