/** Check Dataset, Build Dataset, and the findings of Create. */
import type { IBinaryData, IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import type { Run, RunOptions } from '../../engine/run.ts';
import { runAsTool } from '../../engine/runAsTool.ts';
import { tutorialRows } from '../../fixtures/tutorial.ts';
import type { Api, Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';

const apis: Api[] = ['gemini', 'vertex'];

const baseModels: Readonly<Record<Api, string>> = {
	gemini: 'gemini-1.5-flash-001-tuning',
	vertex: 'gemini-3.5-flash',
};

const turn = (role: string, text: string) => ({ role, parts: [{ text }] });

/** A line of an example in the format of each service. */
const lines: Readonly<Record<Api, (input: string, output: string) => string>> = {
	gemini: (textInput, output) => JSON.stringify({ textInput, output }),
	vertex: (input, output) => JSON.stringify({ contents: [turn('user', input), turn('model', output)] }),
};

const dirty: IDataObject[] = [
	...tutorialRows,
	{ text_input: '1', output: '2' },
	{ text_input: ' padded ', output: 'x' },
	{ text_input: '', output: 'no question' },
];

const harmlessTags =
	'b body code div doctype h1 h2 head html main meta p section span style table tbody td th thead title tr'.split(
		' ',
	);

describe.each(apis)('at %s', (api) => {
	let scene: Scene;

	beforeEach(async () => {
		scene = await setScene(api);
	});

	afterEach(async () => await scene.emulator.close());

	const node = (operation: string, parameters: INodeParameters = {}) =>
		scene.node('geminiCreateTunedModel', {
			operation,
			inputColumn: 'text_input',
			outputColumn: 'output',
			...(operation === 'create' && { tuneFrom: 'baseModel', baseModel: locator('id', baseModels[api]) }),
			...parameters,
		});

	const run = async (
		operation: string,
		parameters: INodeParameters = {},
		items: INodeExecutionData[] = tutorialRows.map((json) => ({ json })),
	) => await runNode(node(operation, parameters), { credentials: scene.credentials, items });

	const onRows = async (operation: string, rows: IDataObject[], parameters: INodeParameters = {}) =>
		await run(
			operation,
			parameters,
			rows.map((json) => ({ json })),
		);

	const fileOf = (done: Run, name: string, item = 0): string => {
		const file = done.items('Node')[item]?.binary?.[name];
		return Buffer.from(file?.data ?? '', 'base64').toString();
	};

	const options: INodeParameters = api === 'vertex' ? { createBucket: true } : {};

	describe('Check Dataset', () => {
		it('lists all findings in one pass, those that stop first, and sends Google nothing', async () => {
			const done = await onRows('checkDataset', dirty);
			expect(done.error()).toBeUndefined();
			const [summary, ...findings] = done.json('Node');
			expect(summary).toEqual({
				type: 'summary',
				ready: false,
				rows: 18,
				training: 18,
				validation: 0,
				dropped: 0,
				droppedBy: {},
				fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
				estimate: expect.objectContaining({ tokensBy: 'rule', costUsd: null, costUsdPerEpoch: null }),
			});
			expect(findings.map(({ check, action, rows }) => ({ check, action, rows }))).toEqual([
				{ check: 'emptyCell', action: 'stop', rows: [{ item: 17 }] },
				{ check: 'whiteSpace', action: 'report', rows: [{ item: 16 }] },
				{ check: 'duplicate', action: 'report', rows: [{ item: 15 }] },
				{ check: 'tooFewExamples', action: 'report', rows: [] },
			]);
			expect(findings[0]).toMatchObject({
				check: 'emptyCell',
				count: 1,
				message: expect.stringContaining('item 17'),
			});
			expect(scene.seen()).toEqual([]);
		});

		it('returns a page without scripts or external resources, and a table of all rows', async () => {
			const nasty = '<script>alert("x")</script><img src=http://example.com onerror=alert(1)>';
			const done = await onRows('checkDataset', [...dirty, { text_input: nasty, output: ` ${nasty}` }]);
			const page = fileOf(done, 'report');
			expect(page).toContain('&lt;script&gt;alert(');
			const tags = page.match(/<[^/][^>]*>/g) ?? [];
			const attributes = tags.flatMap((tag) => [...tag.matchAll(/\s([\w-]+)=/g)].map(([, name]) => name));
			expect(new Set(tags.map((tag) => /^<!?(\w+)/.exec(tag)?.[1]))).toEqual(new Set(harmlessTags));
			expect(new Set(attributes)).toEqual(new Set(['charset', 'class', 'content', 'lang', 'name', 'style']));
			expect(page).not.toMatch(/@import|url\(/);
			expect(page).toContain('One thing must be fixed');
			expect(fileOf(done, 'findings').split('\n')).toEqual(
				expect.arrayContaining([
					'check,action,item,file,line,row,record',
					'emptyCell,stop,17,,,,',
					'whiteSpace,report,16,,,,',
				]),
			);
			expect(done.items('Node')[0]?.binary?.['report']).toMatchObject({
				fileName: 'report.html',
				fileType: 'html',
			});
		});

		it("doesn't repeat possible secrets on the page", async () => {
			const done = await onRows('checkDataset', [
				...tutorialRows,
				{ text_input: `AKIA${'IOSFODNN7EXAMPL2'}`, output: ' x ' },
			]);
			const [finding] = done.json('Node').filter(({ check }) => check === 'secret');
			expect(finding).toMatchObject({ action: 'stop', rows: [{ item: 15 }] });
			expect(fileOf(done, 'report')).not.toContain('AKIA');
		});

		it('lists a hundred rows of a finding, and all of them in the table', async () => {
			const rows = Array.from({ length: 250 }, (_, index) => ({
				text_input: ` ${index}`,
				output: `${index + 1}`,
			}));
			const done = await onRows('checkDataset', rows);
			const [finding] = done.json('Node').filter(({ check }) => check === 'whiteSpace');
			expect(finding).toMatchObject({ count: 250 });
			expect(finding?.['rows']).toHaveLength(100);
			expect(fileOf(done, 'findings').match(/^whiteSpace,/gm)).toHaveLength(250);
		});

		it('estimates for a model, and sends Google no rows that stop', async () => {
			const parameters = {
				baseModel: locator('id', baseModels[api]),
				options: { epochCount: 3, trainingPrice: 1_000 },
			};
			const [ready] = (await onRows('checkDataset', tutorialRows, parameters)).json('Node');
			expect(ready?.['estimate']).toMatchObject({ epochs: 3, costUsd: expect.any(Number) });
			expect(scene.seen().filter(({ request }) => !request.endsWith(':countTokens'))).toEqual([]);
			const done = await onRows('checkDataset', dirty, parameters);
			expect(done.json('Node')[0]).toMatchObject({ ready: false, estimate: { tokensBy: 'rule' } });
			expect(scene.seen()).toEqual([]);
			expect(fileOf(done, 'report')).toContain('An estimate, not a promise.');
		});

		it('reports that there are no rows', async () => {
			const [summary, finding] = (await onRows('checkDataset', [{}])).json('Node');
			expect(summary).toMatchObject({ ready: false, training: 0 });
			expect(finding).toMatchObject({ check: 'noExamples', message: expect.stringContaining('no rows') });
		});

		it('can be run by an AI agent', async () => {
			const [items] = await runAsTool(node('checkDataset'), {
				credentials: scene.credentials,
				items: tutorialRows.map((json) => ({ json })),
			});
			expect(items?.[0]?.json).toMatchObject({ type: 'summary', ready: true, rows: 15 });
		});
	});

	describe('Build Dataset', () => {
		it('writes lines in the format of the service', async () => {
			const done = await run('buildDataset');
			expect(done.error()).toBeUndefined();
			const expected = tutorialRows.map(({ text_input, output }) => lines[api](text_input, output));
			expect(fileOf(done, 'training')).toBe(`${expected.join('\n')}\n`);
			expect(done.items('Node')[0]?.binary?.['training']).toMatchObject({
				fileName: 'training.jsonl',
				mimeType: 'application/jsonl',
			});
			expect(done.json('Node')).toEqual([
				expect.objectContaining({ rows: 15, training: 15, validation: 0, dropped: 0 }),
			]);
			expect(scene.seen()).toEqual([]);
		});

		it('drops and fixes rows by the chosen actions, and lists them', async () => {
			const done = await onRows('buildDataset', dirty, {
				checks: { duplicate: 'drop', emptyCell: 'drop', whiteSpace: 'fix' },
			});
			const [json] = done.json('Node');
			expect(json).toMatchObject({
				rows: 18,
				training: 16,
				dropped: 2,
				droppedBy: { duplicate: 1, emptyCell: 1 },
			});
			expect(fileOf(done, 'training')).toContain(lines[api]('padded', 'x'));
			expect(fileOf(done, 'findings')).toContain('duplicate,drop,15,,,,\n');
		});

		it('writes nothing while something must be fixed, and names all problems', async () => {
			const done = await onRows('buildDataset', [...dirty, { text_input: 'only' }]);
			expect(done.error()).toMatchObject({
				message: expect.stringContaining('2 things must be fixed before the dataset can be written'),
				description: expect.stringMatching(
					/item 18[^]*item 17[^]*Nothing was written|item 17[^]*item 18[^]*Nothing was written/,
				),
			});
		});
	});

	describe('a file', () => {
		const carrying = (...files: Array<[name: string, text: string]>): INodeExecutionData[] =>
			files.map(([fileName, text]) => ({
				json: {},
				binary: { data: { data: Buffer.from(text).toString('base64'), fileName, mimeType: 'text/plain' } },
			}));

		const fromFile: INodeParameters = { examplesFrom: 'file', binaryPropertyName: 'data' };

		it('gives the same dataset as the same rows that arrive as items', async () => {
			const csv = tutorialRows.map(({ text_input, output }) => `"${text_input}","${output}"`).join('\n');
			const jsonLines = tutorialRows.map((row) => JSON.stringify(row)).join('\n');
			const [fromItems, fromCsv, fromJsonLines] = [
				await run('buildDataset'),
				await run('buildDataset', fromFile, carrying(['a.csv', `text_input,output\n${csv}`])),
				await run('buildDataset', fromFile, carrying(['a.jsonl', jsonLines])),
			].map((done) => fileOf(done, 'training'));
			expect(fromCsv).toBe(fromItems);
			expect(fromJsonLines).toBe(fromItems);
		});

		it('names lines and rows as an editor and a spreadsheet show them', async () => {
			const done = await run(
				'checkDataset',
				fromFile,
				carrying(
					['a.jsonl', '{"text_input":"1","output":"2"}\n{"text_in\n\n{"text_input":"","output":"3"}'],
					['b.csv', 'text_input,output\n4,5\n,6\n'],
				),
			);
			const findings = done.json('Node').slice(1);
			expect(findings[0]).toMatchObject({
				check: 'unreadableRow',
				action: 'stop',
				message: expect.stringContaining('line 2 of a.jsonl'),
				rows: [{ file: 'a.jsonl', line: 2 }],
			});
			expect(findings[1]).toMatchObject({
				check: 'emptyCell',
				rows: [
					{ file: 'a.jsonl', line: 4 },
					{ file: 'b.csv', row: 3 },
				],
			});
			expect(done.json('Node')[0]).toMatchObject({ rows: 5, dropped: 1, droppedBy: { unreadableRow: 1 } });
			expect(fileOf(done, 'findings')).toContain('emptyCell,stop,,"b.csv",,3,\n');
		});

		it('has no name that a spreadsheet would run as a formula', async () => {
			const file: [string, string] = ['=cmd("x").csv', 'text_input,output\n,6\n'];
			const done = await run('checkDataset', fromFile, carrying(file));
			expect(fileOf(done, 'findings')).toContain(`emptyCell,stop,,"'=cmd(""x"").csv",,2,\n`);
		});

		it("stops with advice if its content isn't a table", async () => {
			const done = await run('checkDataset', fromFile, carrying(['rows.pdf', 'x']));
			expect(done.error()).toMatchObject({
				message: "'rows.pdf' is neither JSON nor a table with delimiters",
				description: expect.stringContaining('.xlsx'),
			});
		});

		it('becomes a model', async () => {
			const text = tutorialRows.map((row) => JSON.stringify(row)).join('\n');
			const done = await run('create', { ...fromFile, options }, carrying(['a.jsonl', text]));
			expect(done.error()).toBeUndefined();
			expect(done.json('Node')[0]).toMatchObject({ sent: { examples: 15 }, dataset: { rows: 15 } });
		});
	});

	it('never shows possibly private outputs on the page', async () => {
		const mail = ['ada.lovelace', 'gmail.com'].join('@');
		const rows = Array.from({ length: 20 }, (_, index) => ({
			text_input: `question ${index}`,
			output: index % 2 === 0 ? mail : 'nobody',
		}));
		const page = fileOf(await onRows('checkDataset', rows), 'report');
		expect(page).not.toContain(mail);
		expect(page).toMatch(/Not shown here, since it may be private<\/td>/);
		expect(page).toMatch(/nobody<\/td>/);
	});

	describe('Create', () => {
		it('reports the figures of the rows, and creates a job from the remaining ones', async () => {
			const checks = { duplicate: 'drop', emptyCell: 'drop' };
			const [json] = (await onRows('create', dirty, { checks, options })).json('Node');
			expect(json).toMatchObject({
				sent: { examples: 16 },
				dataset: { rows: 18, training: 16, dropped: 2, droppedBy: { duplicate: 1, emptyCell: 1 } },
			});
			expect(json?.['findings']).toEqual(
				expect.arrayContaining([expect.objectContaining({ check: 'whiteSpace', action: 'report' })]),
			);
		});

		it('creates examples from templates and conversations', async () => {
			const templates = await run('buildDataset', {
				exampleFormat: 'templates',
				inputTemplate: 'After {text_input} comes {{?}}',
				outputTemplate: '{output}.',
			});
			expect(fileOf(templates, 'training')).toContain(lines[api]('After 1 comes {?}', '2.'));
			const messages = [
				{ role: 'user', content: 'Hello' },
				{ role: 'assistant', content: 'Hi' },
			];
			const chats = await onRows('buildDataset', [{ messages }], { exampleFormat: 'conversations' });
			expect(fileOf(chats, 'training')).toBe(`${lines[api]('Hello', 'Hi')}\n`);
		});
	});
});

describe('Vertex AI only', () => {
	let scene: Scene;

	beforeEach(async () => {
		scene = await setScene('vertex');
	});

	afterEach(async () => await scene.emulator.close());

	const build = async (rows: IDataObject[], parameters: INodeParameters) => {
		const given: RunOptions = { credentials: scene.credentials, items: rows.map((json) => ({ json })) };
		const columns = { inputColumn: 'text_input', outputColumn: 'output' };
		const operation = 'buildDataset';
		const run = await runNode(
			scene.node('geminiCreateTunedModel', { operation, ...columns, ...parameters }),
			given,
		);
		const binary: Record<string, IBinaryData> = run.items('Node')[0]?.binary ?? {};
		const textOf = (name: string) => Buffer.from(binary[name]?.data ?? '', 'base64').toString();
		return { run, textOf };
	};

	it('selects the same validation rows in any order', async () => {
		const options = { validationSplit: { split: { share: 0.3, seed: 'a' } } };
		const rows = Array.from({ length: 200 }, (_, index) => ({
			text_input: `row ${index}`,
			output: `${index}`,
		}));
		const [one, other] = [await build(rows, { options }), await build(rows.toReversed(), { options })];
		const sorted = (text: string) => text.split('\n').sort();
		expect(sorted(one.textOf('validation')).length).toBeGreaterThan(30);
		expect(sorted(other.textOf('validation'))).toEqual(sorted(one.textOf('validation')));
		expect(sorted(other.textOf('training'))).toEqual(sorted(one.textOf('training')));
		const [json] = one.run.json('Node');
		expect(Number(json?.['training']) + Number(json?.['validation'])).toBe(200);
	});

	it('adds the system instruction to rows without their own', async () => {
		const rows = [
			{ text_input: 'a', output: 'b', system: 'Own.' },
			{ text_input: 'c', output: 'd', system: '' },
		];
		const options = { systemInstruction: 'For all.', systemInstructionColumn: 'system' };
		const { textOf } = await build(rows, { options });
		const system = textOf('training')
			.trim()
			.split('\n')
			.map((line) => /"systemInstruction".*?"text":"(.*?)"/.exec(line)?.[1]);
		expect(system).toEqual(['Own.', 'For all.']);
	});

	it('stops at a share that leaves no row for training', async () => {
		const options = { validationSplit: { split: { share: 1, seed: '' } } };
		const { run } = await build(tutorialRows, { options });
		expect(run.error()?.message).toBe("'Validation Share' is 1");
	});

	it("reports that it can't read examples in Cloud Storage", async () => {
		const { run } = await build(tutorialRows, { examplesFrom: 'storage' });
		expect(run.error()).toMatchObject({
			message: "This operation can't read examples in Cloud Storage",
			description: "Set 'Examples From' to 'Input Items' or 'File'.",
		});
	});
});
