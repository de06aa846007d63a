/** Rows written in any form are the same rows when they are read. */
import fc from 'fast-check';
import { encoded, file, read } from './fileSupport';

const seed = 20261129;
const numRuns = 300;

/** Texts with all that delimits, quotes and breaks lines. */
const text = fc
	.array(
		fc.oneof(
			{ weight: 3, arbitrary: fc.string({ maxLength: 6 }) },
			fc.constantFrom(',', ';', '|', '\t', '"', '""', '\n', '\r\n', '{', '}', '[1]', "'", '\\', ' ', '=1+1'),
			fc.constantFrom('é', 'ß', '€', '日本', '😀', '\u200b', '\u2028', '1,5', '007', 'null'),
		),
		{ maxLength: 6 },
	)
	.map((parts) => parts.join('').replaceAll('\0', ''));
// A row of blank cells isn't a row of a table.
const row = fc.record({ input: text.map((value) => `q${value}`), output: text });
const rows = fc.array(row, { minLength: 1, maxLength: 12 });

const unicode = ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'];

async function readBack(content: string, encoding: string, name: string, size: number) {
	return await read(file(encoded(`\ufeff${content}`, encoding), name, '', size));
}

const size = fc.constantFrom(1, 2, 3, 7, 64, 65_536);

test('as CSV, with any delimiter, line end, quoting and Unicode encoding', async () => {
	const delimiter = fc.constantFrom(',', ';', '\t', '|');
	const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
	await fc.assert(
		fc.asyncProperty(
			rows,
			delimiter,
			lineEnd,
			fc.boolean(),
			fc.constantFrom(...unicode),
			size,
			async (list, between, end, isHinted, encoding, pieces) => {
				const cell = (value: string) => `"${value.replaceAll('"', '""')}"`;
				const table = [{ input: 'input', output: 'output' }, ...list];
				const body = table.map(({ input, output }) => cell(input) + between + cell(output) + end).join('');
				const source = await readBack(
					isHinted ? `sep=${between}${end}${body}` : body,
					encoding,
					'a.csv',
					pieces,
				);
				// Cells with lines that have the form of rows are reported instead.
				expect(source.rows.length + source.unreadable.length).toBe(list.length);
				if (source.unreadable.length === 0) expect(source.rows).toEqual(list);
				else for (const one of source.rows) expect(list).toContainEqual(one);
			},
		),
		{ seed, numRuns },
	);
});

test('as JSON, with any form, line end and Unicode encoding', async () => {
	const forms: ReadonlyArray<(list: object[]) => string> = [
		(list) => list.map((one) => JSON.stringify(one)).join('\n'),
		(list) => list.map((one) => `${JSON.stringify(one)},`).join('\r\n'),
		(list) => list.map((one) => JSON.stringify(one, null, 2)).join('\n'),
		(list) => list.map((one) => JSON.stringify(one)).join(''),
		(list) => JSON.stringify(list),
		(list) => JSON.stringify(list, null, '\t'),
		(list) => JSON.stringify({ data: list }, null, 1),
		(list) => list.map((one) => JSON.stringify(JSON.stringify(one))).join('\n'),
	];
	const extra = fc.oneof(
		fc.integer(),
		fc.double({ noNaN: true, noDefaultInfinity: true }),
		fc.boolean(),
		fc.constant(null),
	);
	const more = fc.dictionary(
		fc.string({ minLength: 1, maxLength: 3 }).map((key) => `k${key}`),
		extra,
		{ maxKeys: 3 },
	);
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(row, more), { minLength: 2, maxLength: 8 }),
			fc.constantFrom(...forms),
			fc.constantFrom(...unicode),
			fc.constantFrom('a.jsonl', 'a.json', 'a.txt', 'a.csv'),
			size,
			async (list, write, encoding, name, pieces) => {
				const expected: object[] = list.map(([one, other]) =>
					JSON.parse(JSON.stringify({ ...one, ...other })),
				);
				const source = await readBack(write(expected), encoding, name, pieces);
				expect(source.unreadable).toEqual([]);
				expect(source.rows).toEqual(expected);
			},
		),
		{ seed, numRuns },
	);
});

test('as any bytes: read with each record counted, or rejected with a message', async () => {
	const piece = fc.oneof(
		fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
		fc
			.constantFrom(
				'{"a":1}',
				'{',
				'}',
				'[',
				']',
				',',
				';',
				'\n',
				'\r',
				'"',
				'\\',
				'a,b',
				'é',
				'\0',
				'sep=;',
				'//',
				'NaN',
				"'",
			)
			.map((part) => Buffer.from(part)),
	);
	await fc.assert(
		fc.asyncProperty(
			fc.array(piece, { maxLength: 30 }),
			fc.constantFrom('a.jsonl', 'a.json', 'a.csv', 'a.txt', 'a.xlsx', 'a'),
			size,
			async (parts, name, pieces) => {
				const outcome = await read(file(Buffer.concat(parts), name, '', pieces)).then(
					({ rows: found, unreadable }) => [...found, ...unreadable.map(({ reason }) => reason)],
					(error: unknown) => error,
				);
				if (!Array.isArray(outcome)) expect(outcome).toMatchObject({ name: 'ConfigurationError' });
			},
		),
		{ seed, numRuns: 1_000 },
	);
});
