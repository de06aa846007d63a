/** JSON in files, in whatever form: read exactly, or refused with the line, the reason and the fix. */
import { gzipSync } from 'node:zlib';
import { notesOf, placesOf, readText, refusalOf } from './fileSupport';

const rows = [
	{ a: 'one', b: { c: [1, '}'] } },
	{ a: 'two "quoted" \\', b: null },
	{ a: 'three\n[', b: true },
];
const pretty = rows.map((row) => JSON.stringify(row, null, 2));
const lines = rows.map((row) => JSON.stringify(row));

describe('forms', () => {
	it.each([
		['lines', lines.join('\n')],
		['lines with CRLF', lines.join('\r\n')],
		['lines with CR', lines.join('\r')],
		['lines with a comma after each', lines.map((line) => `${line},`).join('\n')],
		['lines padded with zeros and blanks', `\0\0${lines.map((line) => ` ${line}\0\0`).join('\n')}\n\0\0\0`],
		['lines with record separators', lines.map((line) => `\x1e${line}\n`).join('')],
		['files one after another, each with a mark', lines.map((line) => `\ufeff${line}\n`).join('')],
		['objects in one line', lines.join('')],
		['pretty objects one after another', pretty.join('\n')],
		['pretty objects with commas between', pretty.join(',\n')],
		['a list', JSON.stringify(rows)],
		['a pretty list', JSON.stringify(rows, null, 2)],
		['a list with an object a line', `[\n${lines.join(',\n')}\n]\n`],
		['a list whose first object is in its line', `[${lines.join(',\n')}]`],
		['an object with a list', JSON.stringify({ total: 3, data: rows })],
		['a pretty object with a list', JSON.stringify({ examples: rows }, null, '\t')],
		['lines that are encoded twice', lines.map((line) => JSON.stringify(line)).join('\n')],
	])('%s', async (_, text) => {
		for (const name of ['a.jsonl', 'a.json', 'a.jsonl.txt', 'a.csv', 'a', 'a.xlsx']) {
			const source = await readText(text, name);
			expect(source.rows).toEqual(rows);
			expect(source.unreadable).toEqual([]);
		}
	});

	it('reads gzip archives', async () => {
		expect((await readText(gzipSync(lines.join('\n')), 'a.jsonl.gz')).rows).toEqual(rows);
		const cut = gzipSync(lines.join('\n')).subarray(0, -12);
		expect(await refusalOf(cut, 'a.jsonl.gz')).toMatch(/'a\.jsonl\.gz' is a damaged gzip archive/);
	});
});

describe('places', () => {
	it.each([
		['lines', lines.join('\n'), [1, 2, 3].map((line) => ({ file: 'a.json', line }))],
		['lines with CRLF', lines.join('\r\n\r\n'), [1, 3, 5].map((line) => ({ file: 'a.json', line }))],
		['pretty objects', pretty.join('\n'), [1, 10, 14].map((line) => ({ file: 'a.json', line }))],
		[
			'pretty objects with CRLF',
			pretty.join('\n').replaceAll('\n', '\r\n'),
			[1, 10, 14].map((line) => ({ file: 'a.json', line })),
		],
		['a list', JSON.stringify(rows, null, 2), [1, 2, 3].map((record) => ({ file: 'a.json', record }))],
		[
			'an object with a list',
			JSON.stringify({ rows }),
			[1, 2, 3].map((record) => ({ file: 'a.json', record })),
		],
	])('of %s are those that an editor shows', async (_, text, places) => {
		expect(placesOf(await readText(text, 'a.json'))).toEqual(places);
	});
});

describe('notes', () => {
	it.each([
		['{"data":[{"a":1},{"a":2}],"next":null}', [/rows are read from its field 'data'/]],
		['{"a":1},\n{"a":2},\n', [/has a comma after an object in lines 1 and 2/]],
		['"{\\"a\\":1}"\n{"a":2}\n', [/has JSON inside a JSON text in line 1\./]],
		['{"a":12345678901234567890}\n{"a":2}\n', [/more digits than JavaScript keeps in line 1\./]],
		['{"a":1}\n{"a":2}\n', []],
	])('%s', async (text, notes) => {
		expect(notesOf(await readText(text, 'a.jsonl'))).toEqual(
			notes.map((note) => expect.stringMatching(note)),
		);
	});

	it("report a format that contradicts the file's name", async () => {
		expect(notesOf(await readText('{"a":1}', 'a.csv'))).toEqual([
			expect.stringMatching(/contains JSON Lines/),
		]);
		expect(notesOf(await readText('a,b\n1,2\n', 'a.json'))).toEqual([expect.stringMatching(/contains CSV/)]);
		expect(notesOf(await readText('a,b\n1,2\n', 'a.xlsx'))).toEqual([expect.stringMatching(/contains CSV/)]);
		expect(notesOf(await readText('{"a":1}', 'a.jsonl.txt'))).toEqual([]);
	});
});

describe('numbers keep all digits', () => {
	it.each([
		['9007199254740991', 9007199254740991],
		['9007199254740993', '9007199254740993'],
		['-12345678901234567890', '-12345678901234567890'],
		['0.1234567890123456789', '0.1234567890123456789'],
		['1234567890.123456789', '1234567890.123456789'],
		['1e400', '1e400'],
		['1E-400', '1E-400'],
		['0.30000000000000004', 0.30000000000000004],
		['1e21', 1e21],
		['1.50', 1.5],
		['-0.0', -0],
	])('%s', async (number, value) => {
		const source = await readText(
			`{"a":${number},"b":["12345678901234567890 \\"${number}\\"",${number}]}`,
			'a.jsonl',
		);
		expect(source.rows).toEqual([{ a: value, b: [`12345678901234567890 "${number}"`, value] }]);
	});
});

describe("a record that isn't a row", () => {
	it.each([
		['{"a":NaN}', /contains NaN, which JSON doesn't have; write null/],
		['{"a":[1,-Infinity]}', /contains -Infinity/],
		["{'a':1}", /single quotes, as Python/],
		['{"a":None}', /Python's None/],
		['{"a":True}', /Python's True/],
		['{"a":undefined}', /contains undefined/],
		['{"a":1} // why', /contains a comment/],
		['{"a":/* why */1}', /contains a comment/],
		['{a:1}', /key a isn't in double quotes/],
		['{"a":1,}', /comma before '}'/],
		['{"a":[1,]}', /comma before ']'/],
		['{"a":1 "b":2}', /lacks a comma/],
		['{“a”:1}', /typographic quote “/],
		['{"a":007}', /contains 007, which isn't a JSON number/],
		['{"a":0x1F}', /contains 0x1F/],
		['{"a":+1}', /contains \+1/],
		['{"a":.5}', /contains \.5/],
		['{"a":"x\ty"}', /tab inside a text/],
		['{"a":"\\x41"}', /unknown escape \\x/],
		['{"a":"open}', /ends inside a text/],
		['{"a":{"b":1}', /ends before its last bracket/],
		['{"a":1}}', /isn't valid JSON/],
		['{"a":1,"b":2,"a":3}', /has the key 'a' twice/],
		['{"a":{"k":"a\\":","k":1}}', /has the key 'k' twice/],
		['{"a":1,"\\u0061":3}', /has the key 'a' twice/],
		['[1]', /is a list instead of a JSON object/],
		['"text"', /is a text instead/],
		['12', /is a number instead/],
		['null', /is null instead/],
		['nonsense', /isn't JSON/],
	])('%s', async (broken, reason) => {
		const source = await readText(`{"a":0}\n${broken}\n{"a":2}\n`, 'a.jsonl');
		expect(source.rows).toEqual([{ a: 0 }, { a: 2 }]);
		expect(source.unreadable).toEqual([
			{ place: { file: 'a.jsonl', line: 2 }, reason: expect.stringMatching(reason) },
		]);
	});

	it('can have the same key in different objects, and texts that look like keys', async () => {
		const line = '{"a":{"a":1},"b":[{"a":1},{"a":2}],"c":"\\"a\\": 1, \\"a\\": 2"}';
		expect((await readText(line, 'a.jsonl')).unreadable).toEqual([]);
	});

	it.each([
		[
			'the last object of a pretty list',
			'[\n{\n"a": 1\n},\n{\n"a":',
			{ record: 2 },
			/ends.*\(line 5\); the file ends there/,
		],
		['between the objects of a list', '[{"a":1},', { record: 2 }, /file ends before its list closes/],
		[
			'the last pretty object',
			'{\n"a": 1\n}\n{\n"a":',
			{ line: 4 },
			/ends before its last bracket closes; the file ends there/,
		],
	])('is counted when the file is cut off in %s', async (_, text, place, reason) => {
		const source = await readText(text, 'a.json');
		expect(source.rows).toEqual([{ a: 1 }]);
		expect(source.unreadable).toEqual([
			{ place: { file: 'a.json', ...place }, reason: expect.stringMatching(reason) },
		]);
	});

	it('has its line in its reason when it is an entry of a list', async () => {
		const source = await readText('[\n{"a":1},\n{"a":NaN},\n3\n]', 'a.json');
		expect(source.unreadable).toEqual([
			{ place: { file: 'a.json', record: 2 }, reason: expect.stringMatching(/NaN.*\(line 3\)$/) },
			{ place: { file: 'a.json', record: 3 }, reason: expect.stringMatching(/a number.*\(line 4\)$/) },
		]);
	});
});

describe('a single object', () => {
	it.each([
		'{"messages":[{"role":"user","content":"x"}]}',
		'{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"name":"x"}]}',
		'{"prompt":[{"role":"user","content":"x"}],"chosen":[{"role":"assistant","content":"y"}]}',
		'{"a":"x","b":["y"]}',
		'{"a":1,"b":[]}',
	])('is a row: %s', async (text) => {
		expect((await readText(text, 'a.json')).rows).toEqual([JSON.parse(text)]);
	});

	it.each([
		['{"train":[{"a":1}],"test":[{"a":2}]}', /several lists of objects \('train', 'test'\)/],
		['{"a":["x","y"],"b":["z","w"]}', /contains columns instead of rows/],
		['{"a":{"0":"x","1":"y"},"b":{"0":"z","1":"w"}}', /orient="records"/],
	])('is explained: %s', async (text, reason) => {
		const source = await readText(text, 'a.json');
		expect(source.rows).toEqual([]);
		expect(source.unreadable).toMatchObject([{ reason: expect.stringMatching(reason) }]);
	});
});

describe('other formats', () => {
	it.each([
		['an HTML page', '<!DOCTYPE html><html><body>Sign in</body></html>', 'a.csv'],
		['an HTML page', '\n<table>\n<tr><td>a</td></tr></table>', 'a.xls'],
		['an XML file', '<?xml version="1.0"?><rows/>', 'a.jsonl'],
		['an XML file', '<rows>\n<row>a</row></rows>', 'a.txt'],
		['a PDF document', '%PDF-1.7\n', 'a.csv'],
		['a Parquet file', 'PAR1\0\0', 'a.csv'],
		['an RTF document', '{\\rtf1\\ansi text}', 'a.txt'],
		['an SQLite database', 'SQLite format 3\0', 'a.csv'],
	])('%s is named', async (what, content, name) => {
		expect(await refusalOf(content, name)).toMatch(new RegExp(`^'${name}' is ${what} \\| \\w`));
	});
});
