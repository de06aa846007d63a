/** Cells of Excel workbooks become the texts that Excel shows. */
import { utils, write } from '@e965/xlsx';
import type { CellObject } from '@e965/xlsx';
import fc from 'fast-check';
import writeXlsxFile from 'write-excel-file/node';
import { readFiles } from '../../../../nodes/GeminiCreateTunedModel/files/readFiles';
import type { RowsFile } from '../../../../nodes/GeminiCreateTunedModel/files/rowsFile';
import type { Source } from '../../../../nodes/GeminiCreateTunedModel/dataset/rowSource';
import { toText } from '../../../../nodes/shared/domain/dataset/cells/toText';
import type { Handmade, HandmadeSheet } from './handmadeWorkbook';
import { file, notesOf } from './fileSupport';
import { handmade, texts, zip } from './handmadeWorkbook';

async function read(content: Buffer, sheet = ''): Promise<Source> {
	async function* files(): AsyncGenerator<RowsFile> {
		yield await Promise.resolve({ ...file(content, 'a.xlsx', '', 1_000), sheet });
	}
	return await readFiles(files());
}

const textsOf = ({ rows }: Source) => rows.map((row) => Object.values(row).map(toText));

/** The texts of cells in one row. */
async function cellsOf(cells: string, more: Omit<Handmade, 'sheets'> = {}): Promise<string[]> {
	const headings = texts(...Array.from({ length: 12 }, (_, index) => `h${index}`));
	const source = await read(
		handmade({ sheets: [{ name: 'Data', rows: `${headings}<row>${cells}</row>` }], ...more }),
	);
	return (textsOf(source)[0] ?? []).slice(0, cells.match(/<c[ >]/g)?.length);
}

/** The text of a number in a format. */
const shown = async (value: number | string, format: string, workbookPr = '') =>
	(await cellsOf(`<c s="1"><v>${value}</v></c>`, { formats: [format], workbookPr }))[0];

describe('dates and times', () => {
	it.each([
		[46_082, 'yyyy-mm-dd', '2026-03-01'],
		[46_082, 'dd/mm/yyyy hh:mm', '2026-03-01'],
		[46_082, 'dd.mm.yyyy;@', '2026-03-01'],
		[46_082, '[$-409]d-mmm-yy;@', '2026-03-01'],
		[46_082, 'mmmm', '2026-03-01'],
		[46_082.604_166_666_664, 'yyyy-mm-dd', '2026-03-01T14:30:00.000Z'],
		[46_082.604_166_666_664, 'm/d/yy h:mm', '2026-03-01T14:30:00.000Z'],
		[46_082.500_002_893_52, 'yyyy-mm-dd hh:mm:ss', '2026-03-01T12:00:00.250Z'],
		[36_525.999_999_999_99, 'yyyy-mm-dd', '2000-01-01'],
		[46_082.604_166_666_664, 'h:mm', '14:30'],
		[0.333_333_333_333, 'h:mm', '08:00'],
		[0.333_33, 'h:mm', '08:00'],
		[0.333_680_555_6, 'h:mm', '08:00:30'],
		[0.333_333_333_333, 'h:mm:ss', '08:00:00'],
		[0.333_333_333_333, '[$-F400]h:mm:ss AM/PM', '08:00:00'],
		[0.75, 'h AM/PM', '18:00'],
		[0.75, 'dd.mm.yyyy hh:mm', '18:00'],
		[0.999_999_9, 'h:mm', '00:00'],
		[0.003_819_444, 'mm:ss', '00:05:30'],
		[0.003_822_338, 'mm:ss.0', '00:05:30.250'],
		[1.520_833_333_333, '[h]:mm', '36:30'],
		[1.520_833_333_333, '[hh]:mm:ss', '36:30:00'],
		[1.520_833_333_333, '[mm]', '36:30'],
		[-0.25, '[h]:mm', '-06:00'],
		[0, '[h]:mm', '00:00'],
		[1, 'yyyy-mm-dd', '1900-01-01'],
		[59, 'yyyy-mm-dd', '1900-02-28'],
		[60, 'yyyy-mm-dd', '1900-02-29'],
		[61, 'yyyy-mm-dd', '1900-03-01'],
		[0, 'yyyy-mm-dd', '1900-01-00'],
		[2_958_465, 'yyyy-mm-dd', '9999-12-31'],
		[2_958_466, 'yyyy-mm-dd', '########'],
		[-1, 'yyyy-mm-dd', '########'],
	])('shows %p in the format %s as %s', async (value, format, text) => {
		expect(await shown(value, format)).toBe(text);
	});

	it.each([
		[57.7, '0.00" h"'],
		[0.25, '0.0%'],
		[5, '#,##0.00 [$€-407];[Red]-#,##0.00 [$€-407]'],
		[12, '0.00\\ \\d'],
		[1.5, '# ?/?'],
		[3, 'General'],
		[1_200, '0.00E+00'],
		[7, '"day "0'],
		[7, '@'],
	])('shows %p in the format %s as a number', async (value, format) => {
		expect(await shown(value, format)).toBe(String(value));
	});

	it.each(['1', 'true', 'TRUE', 'on'])('counts from 1904 with date1904="%s"', async (value) => {
		expect(await shown(40_000, 'yyyy-mm-dd', `date1904="${value}"`)).toBe('2013-07-07');
		expect(await shown(0.5, 'h:mm', `date1904="${value}"`)).toBe('12:00');
	});

	it.each(['', 'date1904="0"', 'date1904="false"'])('counts from 1900 with %p', async (attribute) => {
		expect(await shown(40_000, 'yyyy-mm-dd', attribute)).toBe('2009-07-06');
	});

	it('reads the dates, times and durations of strict workbooks', async () => {
		const cells = ['2026-03-01', '2026-03-01T14:29:59.99999979', '08:00:00', 'PT36H30M0.000S', '2026-02-31'];
		expect(await cellsOf(cells.map((cell) => `<c t="d"><v>${cell}</v></c>`).join(''))).toEqual([
			'2026-03-01',
			'2026-03-01T14:30:00.000Z',
			'08:00',
			'36:30',
			'2026-02-31',
		]);
	});
});

describe('other values', () => {
	it.each([
		['57.699999999999996', '57.7'],
		['6.3200000000000006E-2', '0.0632'],
		['0.30000000000000004', '0.3'],
		['3.3000000000000003', '3.3'],
		['1E3', '1000'],
		['-0', '0'],
		['9007199254740993', '9007199254740993'],
		['123456789012345678', '123456789012345678'],
	])('shows the number %s as %s', async (stored, text) => {
		expect(await cellsOf(`<c><v>${stored}</v></c>`)).toEqual([text]);
	});

	it('reads texts in all of their forms', async () => {
		const strings =
			'<si><t xml:space="preserve"> a\nb </t></si><si><r><t>rich </t></r><r><rPr><b/></rPr><t>text</t></r><rPh sb="0" eb="1"><t>hint</t></rPh><phoneticPr/></si>' +
			'<si><t>a_x000D_\nb _x005F_x0041_</t></si><si><t><![CDATA[<&>]]></t></si><si/>';
		const cells = [0, 1, 2, 3, 4].map((index) => `<c t="s"><v>${index}</v></c>`).join('');
		const inline = '<c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh><t>x</t></rPh></is></c>';
		expect(await cellsOf(cells + inline, { strings })).toEqual([
			' a\nb ',
			'rich text',
			'a\r\nb _x0041_',
			'<&>',
			'',
			'inline',
		]);
	});

	it('reads booleans and the stored results of formulas', async () => {
		const cells =
			'<c t="b"><v>1</v></c><c t="b"><v>false</v></c><c><f>A1+1</f><v>2</v></c><c t="str"><f>A1</f><v>x</v></c><c t="str"><f>""</f><v></v></c>';
		expect(await cellsOf(cells)).toEqual(['true', 'false', '2', 'x', '']);
	});

	it.each([
		'<c t="e"><v>#N/A</v></c>',
		'<c t="e"><f>1/0</f><v>#DIV/0!</v></c>',
		'<c><f>A1+1</f></c>',
		'<c><f>A1+1</f><v></v></c>',
		'<c t="s"><v>99</v></c>',
		'<c><v>1,5</v></c>',
		'<c><v>1E999</v></c>',
	])('does not take %s for an empty cell', async (cell) => {
		const source = await read(
			handmade({ sheets: [{ name: 'Data', rows: `${texts('a')}<row>${cell}</row>` }] }),
		);
		expect(source.rows).toEqual([{ a: expect.objectContaining({ kind: 'error' }) }]);
		expect(textsOf(source)[0]).not.toEqual(['']);
	});
});

describe('the form of the file', () => {
	const rows = texts('a', 'b') + texts('1', '2');
	const expected = [{ a: '1', b: '2' }];

	it('can be streamed, with sizes in 64 bits after the content', async () => {
		expect((await read(handmade({ sheets: [{ name: 'Data', rows }], streamed: true }))).rows).toEqual(
			expected,
		);
	});

	it('can have references or none, and gaps', async () => {
		const cells =
			'<row r="2"><c r="B2" t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row><c t="str"><v>no heading</v></c></row><row r="7"><c r="c7"><v>5</v></c><c r="0"><v>6</v></c></row>';
		const source = await read(handmade({ sheets: [{ name: 'Data', rows: cells }] }));
		expect(source.rows).toEqual([
			{ 'column 1': 'no heading', a: null, b: null },
			{ 'column 1': null, a: null, b: 5 },
		]);
		expect(source.rows.map((_, index) => source.placeOf(index))).toEqual([
			{ file: 'a.xlsx', sheet: 'Data', row: 3 },
			{ file: 'a.xlsx', sheet: 'Data', row: 7 },
		]);
	});

	it('can have prefixes, absolute targets, UTF-16 and the namespaces of strict files', async () => {
		const strict = 'http://purl.oclc.org/ooxml';
		const relationships = (target: string, kind: string) =>
			`<p:Relationships xmlns:p="x"><p:Relationship Id="r1" Type="${strict}/officeDocument/relationships/${kind}" Target="${target}"/></p:Relationships>`;
		const sheet = `<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="${strict}/spreadsheetml/main"><x:sheetData>${rows.replace(/<(\/?)/g, '<$1x:')}</x:sheetData></x:worksheet>`;
		const workbook = zip({
			'/[Content_Types].xml': '<Types/>',
			'_rels/.rels': relationships('/book/main.xml', 'officeDocument'),
			'Book/main.xml': `<x:workbook xmlns:x="a" xmlns:q="b"><x:sheets><x:sheet name="Data" q:id="r1"/></x:sheets></x:workbook>`,
			'book/_rels/main.xml.rels': relationships('../sheets/my%20sheet.xml', 'worksheet'),
			'sheets/my sheet.xml': Buffer.from(`\ufeff${sheet}`, 'utf16le'),
		});
		expect((await read(workbook)).rows).toEqual(expected);
	});

	it("can have extensions' elements with the names of the workbook's elements", async () => {
		const workbook =
			'<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="Data" r:id="rId0"/></sheets><extLst><x15:workbookPr chartTrackingRefBase="1"/></extLst></workbook>';
		const [text] = await cellsOf('<c s="1"><v>0</v></c>', {
			formats: ['yyyy-mm-dd'],
			parts: { 'xl/workbook.xml': workbook },
		});
		expect(text).toBe('1904-01-01');
	});
});

describe('the sheet to read', () => {
	const filled = (name: string, more: Partial<HandmadeSheet> = {}): HandmadeSheet => ({
		name,
		rows: texts('from') + texts(name),
		...more,
	});
	const from = async (sheets: HandmadeSheet[], sheet = '') => {
		const { rows, files } = await read(handmade({ sheets }), sheet);
		return [rows[0]?.['from'], files[0]?.sheet];
	};

	it.each([
		['hidden', [filled('Lists', { state: 'hidden' }), filled('Data')]],
		['hidden from the menu', [filled('Lists', { state: 'veryHidden' }), filled('Data')]],
		['a chart', [{ name: 'Chart', kind: 'chartsheet' }, filled('Data')]],
		['a dialog', [{ name: 'Dialog', kind: 'dialogsheet' }, filled('Data')]],
		['empty', [{ name: 'Empty', rows: '<row r="1"><c s="1"/></row>' }, filled('Data')]],
	])('is the second when the first is %s', async (_, sheets) => {
		expect(await from(sheets)).toEqual(['Data', 'Data']);
	});

	it.each([
		['Lists', 'Lists'],
		['data', 'Data'],
		['Data', 'Data'],
	])('is the one named %s, hidden or not', async (wanted, name) => {
		expect(
			await from([filled('First'), filled('Lists', { state: 'hidden' }), filled('Data')], wanted),
		).toEqual([name, name]);
	});

	it('causes an error with a list of sheets if it does not exist, is a chart or all are hidden', async () => {
		const sheets = [
			{ name: 'Chart', kind: 'chartsheet' },
			filled('Data'),
			filled('Lists', { state: 'hidden' }),
		];
		const listed = "Enter the name of one of the workbook's sheets in 'Sheet': 'Data', 'Lists' (hidden).";
		await expect(from(sheets, 'Dta')).rejects.toMatchObject({
			message: "Can't read 'a.xlsx': there is no sheet 'Dta'",
			description: listed,
		});
		await expect(from(sheets, 'Chart')).rejects.toMatchObject({ description: listed });
		await expect(from([filled('Lists', { state: 'hidden' })])).rejects.toMatchObject({
			message: expect.stringContaining('no visible worksheet'),
			description: expect.stringContaining("'Lists' (hidden)"),
		});
	});
});

it('lists hidden rows and rows with merged cells', async () => {
	const rows = `${texts('a')}<row r="2" hidden="1"><c><v>1</v></c></row><row r="3"><c><v>2</v></c></row><row r="4"><c r="B4"><v>2</v></c></row>`;
	const after = '<mergeCells><mergeCell ref="A3:A4"/><mergeCell ref="A2:B2"/></mergeCells>';
	expect(notesOf(await read(handmade({ sheets: [{ name: 'Data', rows, after }] })))).toEqual([
		expect.stringMatching(/^hiddenRow: The sheet hides row 2 of sheet 'Data', /),
		expect.stringMatching(
			/^fileFormat: Cells to the right of the last heading .* in row 4 of sheet 'Data'\. /,
		),
		expect.stringMatching(/^mergedCell: .* in rows 3 and 4 of sheet 'Data'\. /),
	]);
});

describe('errors', () => {
	const ole = (stream: string) =>
		Buffer.concat([
			Buffer.from('d0cf11e0a1b11ae1', 'hex'),
			Buffer.alloc(512),
			Buffer.from(stream, 'utf16le'),
		]);
	const whole = handmade({ sheets: [{ name: 'Data', rows: texts('a') + texts('1') }] });
	const sheet = (xml: string | Buffer) =>
		handmade({ sheets: [{ name: 'Data' }], parts: { 'xl/worksheets/sheet1.xml': xml } });

	it.each([
		['an encrypted workbook', ole('EncryptedPackage'), /protected with a password/],
		['an old workbook', ole('Workbook'), /old \.xls format/],
		['a binary workbook', zip({ '[Content_Types].xml': '', 'xl/workbook.bin': '' }), /\.xlsb/],
		['an OpenDocument spreadsheet', zip({ mimetype: '', 'content.xml': '' }), /\.ods/],
		['a Word document', zip({ '[Content_Types].xml': '', 'word/document.xml': '' }), /Word document/],
		['another archive', zip({ 'a.txt': '' }), /ZIP archive without an Excel workbook/],
		['an empty archive', zip({}), /ZIP archive without an Excel workbook/],
		['an old Word document', ole('WordDocument'), /old Office file that isn't a workbook/],
		['a web page', Buffer.from('\ufeff\n<html><table>'), /HTML page/],
		['an empty file', Buffer.alloc(0), /the file is empty/],
		['a truncated file', whole.subarray(0, whole.length - 30), /incomplete/],
		['a truncated sheet', sheet('<worksheet><sheetData><row><c>'), /damaged \(xl\/worksheets\/sheet1\.xml/],
		['text that is not UTF-8', sheet(Buffer.from('<worksheet>\u00e4</worksheet>', 'latin1')), /not UTF-8/],
		['an entity bomb', sheet('<!DOCTYPE a [<!ENTITY b "bb">]><worksheet>&b;</worksheet>'), /damaged/],
		['a row beyond the last', sheet('<worksheet><row r="1048577"/></worksheet>'), /contains a row '1048577'/],
		[
			'a sheet of too many columns',
			sheet('<worksheet><row><c r="ALM1"><v>1</v></c></row></worksheet>'),
			/more than 1,000 columns/,
		],
		['a cell beyond the last', sheet('<worksheet><row><c r="XFE1"/></row></worksheet>'), /16384 columns/],
	])('is %s, with the reason', async (_, content, message) => {
		await expect(read(content)).rejects.toMatchObject({
			name: 'ConfigurationError',
			message: expect.stringMatching(message),
			description: expect.stringMatching(/\S/),
		});
	});
});

describe('two writers', () => {
	type Value = string | number | boolean | Date | null;

	async function byWriteExcelFile(rows: Value[][]): Promise<Buffer> {
		const cells = rows.map((row) =>
			row.map((value) => (value instanceof Date ? { value, format: 'dd/mm/yyyy' } : value)),
		);
		return await writeXlsxFile(cells).toBuffer();
	}

	function bySheetJs(rows: Value[][], bookSST: boolean): Buffer {
		const sheet = utils.aoa_to_sheet(
			rows.map((row) =>
				row.map((value): CellObject | Value =>
					value instanceof Date
						? { t: 'n', v: (value.getTime() - Date.UTC(1899, 11, 30)) / 86_400_000, z: 'd-mmm-yy h:mm' }
						: value,
				),
			),
		);
		const book = utils.book_new();
		utils.book_append_sheet(book, sheet, 'Data');
		return write(book, { type: 'buffer', bookType: 'xlsx', bookSST, compression: true });
	}

	const text = fc
		.string({ unit: 'grapheme', maxLength: 20 })
		// XML has no control characters, and libraries differ in how they write these.
		.map((one) => one.replace(/[\p{Cc}\ufffe\uffff]|_x/gu, '-'));
	const day = fc
		.date({ min: new Date('1900-03-01'), max: new Date('2100-01-01'), noInvalidDate: true })
		.map((date) => new Date(Math.round(date.getTime() / 1_000) * 1_000));
	const value: fc.Arbitrary<Value> = fc.oneof(
		text,
		fc.integer(),
		fc.double({ min: -1e9, max: 1e9, noNaN: true }),
		fc.boolean(),
		day,
		fc.constant(null),
	);

	it('produce the same texts for the same rows', async () => {
		const rows = fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 });
		await fc.assert(
			fc.asyncProperty(rows, fc.boolean(), async (cells, bookSST) => {
				const table: Value[][] = [['a', 'b', 'c'], ...cells];
				const sources = [await read(await byWriteExcelFile(table)), await read(bySheetJs(table, bookSST))];
				const [one, other] = sources.map(textsOf);
				expect(other).toEqual(one);
				const filled = cells.filter((row) => row.some((cell) => cell !== null && cell !== ''));
				expect(one).toEqual(
					filled.map((row) =>
						row.map((cell) => {
							if (cell instanceof Date) return cell.toISOString().replace('T00:00:00.000Z', '');
							return typeof cell === 'number' ? String(Number(cell.toPrecision(15))) : toText(cell);
						}),
					),
				);
			}),
			{ seed: 20_260_301, numRuns: 100 },
		);
	});
});
