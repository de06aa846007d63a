/** Findings about files in other encodings and forms, and about damaged rows. */
import { encode } from 'iconv-lite';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import type { Scene } from '../scene.ts';
import { setScene } from '../scene.ts';
import { createNode, withBucket } from './creation.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene('vertex');
});

afterEach(async () => await scene.emulator.close());

const run = async (items: INodeExecutionData[], parameters: INodeParameters) => {
	const node = createNode(scene, 'gemini-3.5-flash', {
		operation: 'create',
		options: withBucket,
		...parameters,
	});
	return await runNode(node, { credentials: scene.credentials, items });
};

const onFile = async (content: Buffer, fileName: string, parameters: INodeParameters = {}) =>
	await run([{ json: {}, binary: { data: { data: content.toString('base64'), fileName, mimeType: '' } } }], {
		examplesFrom: 'file',
		binaryPropertyName: 'data',
		...parameters,
	});

const onRows = async (rows: IDataObject[], parameters: INodeParameters = {}) =>
	await run(
		rows.map((json) => ({ json })),
		parameters,
	);

const started = () => scene.seen().filter(({ request }) => /^POST.*(tuningJobs|upload)/.test(request));

const rows = Array.from({ length: 20 }, (_, index) => ({
	text_input: `Größe ${index} für Müller`,
	output: `Überraschung ${index}`,
}));
const csv = `text_input;output\n${rows.map(({ text_input, output }) => `${text_input};${output}\n`).join('')}`;

describe('a file in Windows-1252', () => {
	it('becomes a job with the right texts and a warning', async () => {
		const done = await onFile(encode(csv, 'windows-1252'), 'old.csv');
		expect(done.error()).toBeUndefined();
		const [json] = done.json('Node');
		expect(json).toMatchObject({
			sent: { examples: 20 },
			warnings: [
				"'old.csv' isn't UTF-8. Its encoding was detected as windows-1252; check a few of its texts, or save it as UTF-8. Characters beyond ASCII are in 20 rows (2, 3, 4, 5, 6 and more).",
			],
			dataset: {
				files: [
					{
						name: 'old.csv',
						format: 'CSV',
						encoding: 'windows-1252',
						delimiter: ';',
						headings: ['text_input', 'output'],
					},
				],
			},
		});
		const fromItems = (await onRows(rows)).json('Node')[0];
		expect(Object(fromItems?.['sent']).dataset).toBe(Object(json?.['sent']).dataset);
	});

	it('stops if the user chooses that', async () => {
		const done = await onFile(encode(csv, 'windows-1252'), 'old.csv', { checks: { fileEncoding: 'stop' } });
		expect(done.error()?.message).toContain('detected as windows-1252');
		expect(started()).toEqual([]);
	});
});

it.each([
	[
		'an encoding that is not certain',
		encode(csv, 'macroman'),
		/isn't UTF-8 and its encoding isn't certain.*line 2/,
	],
	[
		'damaged UTF-8',
		Buffer.concat([Buffer.from(csv), Buffer.from([0x61, 0xc3, 0x28])]),
		/damaged UTF-8.*line 22/,
	],
	['an HTML page', Buffer.from('<html><body>Sign in</body></html>'), /is an HTML page/],
	['NaN in its rows', Buffer.from('{"text_input":"a","output":NaN}\n'), /contains NaN/],
])('a file with %s stops before anything is created', async (_, content, message) => {
	const done = await onFile(content, 'rows.csv');
	expect(done.error()?.message).toMatch(message);
	expect(started()).toEqual([]);
});

describe('rows with damaged texts', () => {
	const damaged = [...rows, { text_input: 'M\ufffdller', output: 'x' }];

	it('stop', async () => {
		const done = await onRows(damaged);
		expect(done.error()?.message).toMatch(/'text_input' contains '\ufffd' in item 20/);
		expect(started()).toEqual([]);
	});

	it('are a warning for the action report, unlike findings that only describe the rows', async () => {
		const [json] = (await onRows([...damaged, ...rows], { checks: { brokenEncoding: 'report' } })).json(
			'Node',
		);
		expect(json?.['findings']).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ check: 'duplicate' }),
				expect.objectContaining({ check: 'brokenEncoding' }),
			]),
		);
		expect(json?.['warnings']).toEqual([expect.stringContaining("contains '\ufffd' in item 20")]);
	});

	it('are a warning for the action drop', async () => {
		const [json] = (await onRows(damaged, { checks: { brokenEncoding: 'drop' } })).json('Node');
		expect(json).toMatchObject({ dataset: { rows: 21, training: 20, dropped: 1 } });
		expect(json?.['warnings']).toEqual([expect.stringContaining('item 20')]);
	});
});

it.each([
	[[{ data: rows }], /The only row contains a list of 20 objects in the field 'data'\. Add a Split Out node/],
	[
		[
			{ items: rows, page: 1 },
			{ items: rows, page: 2 },
		],
		/The 2 rows contain a list of 40 objects in the field 'items'/,
	],
])('explains items that contain rows in a list', async (items, message) => {
	const error = (await onRows(items)).error();
	expect(`${error?.message} ${error?.description}`).toMatch(message);
	expect(started()).toEqual([]);
});

it('shows invisible characters in names of columns', async () => {
	const error = (
		await onRows(rows.map(({ text_input, output }) => ({ '\ufefftext_input': text_input, output })))
	).error();
	expect(`${error?.message} ${error?.description}`).toContain("'<U+FEFF>text_input'");
});
