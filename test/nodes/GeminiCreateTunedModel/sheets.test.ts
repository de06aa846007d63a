/** Excel workbooks as they arrive at the node: which sheet it reads, and what it finds there. */
import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';
import type { Handmade } from './files/handmadeWorkbook.ts';
import { handmade, texts } from './files/handmadeWorkbook.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene('gemini');
});

afterEach(async () => await scene.emulator.close());

async function run(workbook: Handmade, parameters: INodeParameters = {}) {
	const node = scene.node('geminiCreateTunedModel', {
		operation: 'buildDataset',
		examplesFrom: 'file',
		binaryPropertyName: 'data',
		...parameters,
	});
	const data = handmade(workbook).toString('base64');
	const items = [{ json: {}, binary: { data: { data, fileName: 'a.xlsx', mimeType: '' } } }];
	const done = await runNode(node, { credentials: scene.credentials, items });
	const file = done.items('Node')[0]?.binary?.['training']?.data ?? '';
	const lines = Buffer.from(file, 'base64').toString().trim().split('\n');
	return { done, lines, json: done.json('Node'), error: done.error() };
}

const number = (value: number, style = 0) => `<c s="${style}"><v>${value}</v></c>`;
const text = (value: string) => `<c t="str"><v>${value}</v></c>`;
const row = (...cells: string[]) => `<row>${cells.join('')}</row>`;

const data = { name: 'Data', rows: texts('input', 'output') + texts('one', 'two') + texts('two', 'three') };
const note = { name: 'Read me', rows: texts('This workbook holds questions and answers.') };

it('turns dates, times, durations and numbers into the texts that Excel shows', async () => {
	const rows =
		texts('input', 'output') +
		row(text('day'), number(46_082, 1)) +
		row(text('time'), number(1 / 3, 2)) +
		row(text('duration'), number(1.520_833_333_333, 3)) +
		row(text('price'), number(57.699_999_999_999_996));
	const { lines, error } = await run({
		sheets: [{ name: 'Data', rows }],
		formats: ['dd.mm.yyyy', 'h:mm', '[h]:mm'],
	});
	expect(error).toBeUndefined();
	expect(lines.map((line) => Object(JSON.parse(line)).output)).toEqual([
		'2026-03-01',
		'08:00',
		'36:30',
		'57.7',
	]);
});

it('reads the first visible sheet, and names it in the output', async () => {
	const hidden = {
		name: 'Lists',
		state: 'hidden',
		rows: texts('input', 'output') + texts('internal', 'only'),
	};
	const { lines, json } = await run({ sheets: [hidden, data] });
	expect(lines).toHaveLength(2);
	expect(lines.join('')).not.toContain('internal');
	expect(json[0]).toMatchObject({ rows: 2, files: [{ name: 'a.xlsx', format: 'Excel', sheet: 'Data' }] });
});

it("reads the sheet that 'Sheet' names", async () => {
	const { lines, json } = await run({ sheets: [note, data] }, { sheet: ' data ' });
	expect(lines).toHaveLength(2);
	expect(json[0]).toMatchObject({ files: [{ sheet: 'Data' }] });
});

it("lists the sheets when there is none of the name in 'Sheet', and creates nothing", async () => {
	const parameters = { operation: 'create', baseModel: locator('id', 'gemini-1.5-flash-001-tuning') };
	const { error } = await run({ sheets: [note, data] }, { ...parameters, sheet: 'Sheet1' });
	expect(error).toMatchObject({
		message: expect.stringContaining("there is no sheet 'Sheet1'"),
		description: expect.stringContaining("'Read me', 'Data'"),
	});
	expect(scene.seen()).toEqual([]);
});

it.each([
	['one cell', note],
	['several rows', { ...note, rows: note.rows + texts('It was written in spring.') }],
])("names the sheets and the field 'Sheet' when the first sheet is a note of %s", async (_, first) => {
	const { error } = await run({ sheets: [first, data] });
	const shown = `${error?.message} ${Object(error).description}`;
	expect(shown).toContain("The rows come from the sheet 'Read me' of 'a.xlsx', which also has 'Data'.");
	expect(shown).toContain("enter its name in 'Sheet'");
	expect(shown).not.toContain('Connect a node');
});

describe('an error cell', () => {
	const failed = row(text('three'), '<c t="e"><v>#N/A</v></c>', text('four'));
	const rows = texts('input', 'price', 'output') + row(text('one'), number(5), text('two')) + failed;
	const sheets = [{ name: 'Data', rows }];
	const templates = {
		exampleFormat: 'templates',
		inputTemplate: '{input} for {price}',
		outputTemplate: '{output}',
	};

	it.each<[string, INodeParameters]>([
		['a template', templates],
		['a column', { inputColumn: 'price' }],
		['a conversation', { exampleFormat: 'conversations', conversationColumn: 'price' }],
		['a system instruction', { api: 'vertex', options: { systemInstructionColumn: 'price' } }],
		['a mark', { api: 'vertex', options: { validationColumn: 'price' } }],
	])('stops when it belongs to %s; the finding names column, row and error', async (_, parameters) => {
		const { json } = await run({ sheets }, { operation: 'checkDataset', ...parameters });
		expect(json.find(({ check }) => check === 'errorCell')).toMatchObject({
			action: 'stop',
			message: expect.stringMatching(/'price' contains an error in row 3 of sheet 'Data': #N\/A/),
			rows: [{ file: 'a.xlsx', sheet: 'Data', row: 3 }],
		});
		expect(json[0]).toMatchObject({ ready: false });
	});

	it('drops its row for the action drop', async () => {
		const { lines, json } = await run({ sheets }, { ...templates, checks: { errorCell: 'drop' } });
		expect(lines).toHaveLength(1);
		expect(json[0]).toMatchObject({ rows: 2, training: 1, dropped: 1, droppedBy: { errorCell: 1 } });
	});

	it('does not matter in a column that is not used', async () => {
		const { lines, error } = await run({ sheets });
		expect(error).toBeUndefined();
		expect(lines).toHaveLength(2);
	});

	it('is also a formula without a stored value', async () => {
		const formula = row(text('three'), '<c><f>B2*2</f></c>', text('four'));
		const { json } = await run(
			{ sheets: [{ name: 'Data', rows: rows.replace(failed, formula) }] },
			{ operation: 'checkDataset', ...templates },
		);
		expect(json.find(({ check }) => check === 'errorCell')).toMatchObject({
			message: expect.stringContaining('a formula without a stored value'),
		});
	});
});

it('reads hidden rows and reports them', async () => {
	const rows = `${data.rows}<row hidden="1">${text('three')}${text('four')}</row>`;
	const { lines, json } = await run({ sheets: [{ name: 'Data', rows }] });
	expect(lines).toHaveLength(3);
	expect(json[0]).toMatchObject({
		findings: expect.arrayContaining([
			expect.objectContaining({
				check: 'hiddenRow',
				action: 'report',
				rows: [expect.objectContaining({ row: 4 })],
			}),
		]),
	});
	const stopped = await run({ sheets: [{ name: 'Data', rows }] }, { checks: { hiddenRow: 'stop' } });
	expect(stopped.error?.message).toContain("The sheet hides row 4 of sheet 'Data'");
});
