/** Every example workflow, imported unchanged, with credentials selected, in the real n8n. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import writeXlsxFile from 'write-excel-file/node';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { serviceAccountCredential } from '../../scripts/demo/stage.ts';
import { tutorialRows } from '../fixtures/tutorial.ts';
import { endToEnd } from '../harness/endToEnd.ts';
import { fillExampleTable } from '../harness/exampleTable.ts';
import type { CredentialFile, Execution, MitmProxy, N8n, WorkflowFile } from '../harness/harness.ts';
import {
	copyTemplate,
	errorOf,
	fastPoll,
	itemsOf,
	startMitmProxy,
	startN8n,
	until,
} from '../harness/harness.ts';
import { repositoryRoot } from '../harness/paths.ts';
import type { SheetsStandIn } from '../harness/sheetsStandIn.ts';
import { sheetsCredential, startSheetsStandIn } from '../harness/sheetsStandIn.ts';
import type { Api } from '../harness/workflowFiles.ts';
import { postgresCredential, readWorkflow } from '../harness/workflowFiles.ts';

const columns = ['id', 'text_input', 'output'] as const;
const table = [[...columns], ...tutorialRows.map((row) => columns.map((column) => row[column]))];

const anHour = 3_600_000;

/** A training of some seconds of real time. */
const vertexDurations = { datasetMs: 5_000, capacityMs: 5_000, finishMs: 5_000 };

let place: Awaited<ReturnType<typeof copyTemplate>>;
let n8n: N8n;
let sheets: SheetsStandIn;
let proxy: MitmProxy;
let rowsCredential: CredentialFile;
let emulator: Emulator;
let credentials: CredentialFile[];

beforeAll(async () => {
	const { postgres, template } = endToEnd();
	const examples = await postgres.createDatabase(`examples_${process.pid}`);
	await fillExampleTable(examples);
	rowsCredential = postgresCredential(examples);
	sheets = await startSheetsStandIn(table);
	proxy = await startMitmProxy(sheets.url, ['sheets.googleapis.com']);
	place = await copyTemplate(postgres, template);
	n8n = await startN8n({ ...place, proxy });
});

afterAll(async () => {
	await n8n?.stop();
	await proxy?.stop();
	await sheets?.stop();
	place?.remove();
});

beforeEach(async () => {
	emulator = await startEmulator({ clock: { speed: 20 }, vertexDurations });
	credentials = [rowsCredential, sheetsCredential, serviceAccountCredential(emulator)];
	await n8n.rest.importCredentials(credentials);
});

afterEach(async () => await emulator.close());

const tried = new Set<string>();
/** In chatModel.e2e.test.ts. */
const triedElsewhere = ['agent-with-tuned-model.json', 'rows-to-batch-answers.json'];

const turn = (role: string, text: string) => ({ role, parts: [{ text }] });

/** The differences between services. */
interface Service {
	api: Api;
	/** In the output of a creation. */
	totalSteps: number | null;
	/** A request that starts a job. */
	creation: RegExp;
	/** Google's training examples, by job. */
	delivered: () => Promise<string[]>;
	/** The tutorial's rows in the form that Google must receive. */
	examples: string;
}

/** Bodies of the requests for a path. */
const bodies = (path: RegExp) =>
	emulator.requests
		.list()
		.filter((request) => request.method === 'POST' && path.test(request.path))
		.map(({ body }) => JSON.stringify(body));

/** ID of a job that a node has read. Before a creation, nodes also look for jobs that don't exist yet. */
const lookedAt = () =>
	emulator.requests
		.list()
		.flatMap(({ method, path, status }) =>
			method === 'GET' && status === 200
				? (/\/(?:tunedModels|tuningJobs)\/([^/:]+)$/.exec(path)?.[1] ?? [])
				: [],
		)
		.at(-1);

/** The content of the bucket that the node created. */
async function datasets(): Promise<string[]> {
	const bucket = `${emulator.url}/storage.googleapis.com/storage/v1/b/emulator-project-tuning-us-central1/o`;
	const headers = { authorization: `Bearer ${emulator.accessToken}` };
	const list = await fetch(`${bucket}?prefix=n8n-gemini-tuning/datasets/`, { headers });
	const { items = [] }: { items?: Array<{ name: string }> } = JSON.parse(await list.text());
	const read = async (name: string) =>
		await (await fetch(`${bucket}/${encodeURIComponent(name)}?alt=media`, { headers })).text();
	return await Promise.all(items.map(async ({ name }) => await read(name)));
}

const services: Service[] = [
	{
		api: 'vertex',
		totalSteps: null,
		creation: /\/locations\/us-central1\/tuningJobs$/,
		delivered: datasets,
		examples: tutorialRows
			.map(({ text_input, output }) =>
				JSON.stringify({ contents: [turn('user', text_input), turn('model', output)] }),
			)
			.join('\n'),
	},
	{
		api: 'gemini',
		totalSteps: 19,
		creation: /\/tunedModels$/,
		delivered: async () => await Promise.resolve(bodies(/\/tunedModels$/)),
		examples: JSON.stringify(
			tutorialRows.map(({ text_input, output }) => ({ textInput: text_input, output })),
		),
	},
];

describe.each(services)('at $api', ({ api, totalSteps, creation, delivered, examples }) => {
	async function importFile(
		file: string,
		parameters: Record<string, INodeParameters> = {},
	): Promise<WorkflowFile> {
		tried.add(`${file}.json`);
		const workflow = readWorkflow(file, { api, credentials, parameters, id: `${api}-${file}` });
		await n8n.rest.importWorkflows([workflow]);
		return workflow;
	}

	async function runFile(file: string, parameters?: Record<string, INodeParameters>): Promise<Execution> {
		const { id } = await importFile(file, parameters);
		const execution = await n8n.rest.runWorkflow(id, 'Start', 90);
		expect(errorOf(execution)).toBeUndefined();
		return execution;
	}

	const settings = (file: string, of: Api = api): INodeParameters => {
		const { nodes } = readWorkflow(file, { api: of, credentials });
		const options = nodes.find(({ name }) => name === 'Create Tuned Model')?.parameters['options'];
		return isParameters(options) ? options : {};
	};

	async function tunesAndAnswers(change: { batchSize?: number } = {}, steps = 19): Promise<void> {
		const answering = await importFile('tuned-model-to-answers', {
			'When Tuning Has Succeeded': { pollTimes: fastPoll(2) },
		});
		const before = (await n8n.rest.executions(answering.id)).length;
		await n8n.rest.activate(answering.id);
		const options = { ...settings('postgres-to-tuned-model'), ...change };
		const run = await runFile('postgres-to-tuned-model', { 'Create Tuned Model': { options } });
		expect(itemsOf(run, 'Read Rows')).toHaveLength(15);
		const [created] = itemsOf(run, 'Create Tuned Model');
		expect(created).toMatchObject({
			// Vertex AI doesn't report the total of a job that runs.
			totalSteps: totalSteps === null ? null : steps,
			reused: false,
			state: expect.stringMatching(/^(pending|running)$/),
		});

		const answer = (await n8n.rest.settledExecutions(answering.id, before + 1)).at(-1);
		await n8n.rest.deactivate(answering.id);
		expect(answer).toMatchObject({ mode: 'trigger', status: 'success' });
		expect(answer?.id).not.toBe(run.id);
		if (!answer) return;
		expect(itemsOf(answer, 'When Tuning Has Succeeded')).toEqual([
			expect.objectContaining({
				state: 'succeeded',
				name: created?.['name'],
				tunedModel: expect.stringMatching(/odels\//),
				completedSteps: steps,
				meanLoss: expect.any(Number),
			}),
		]);
		expect(itemsOf(answer, 'Generate Content')).toEqual([
			expect.objectContaining({ finishReason: 'STOP', blocked: false, text: expect.stringMatching(/\S/) }),
			expect.objectContaining({ finishReason: 'STOP', blocked: false, text: expect.stringMatching(/\S/) }),
		]);
		expect(await delivered()).toEqual([expect.stringContaining(examples)]);
		expect(bodies(creation)).toHaveLength(1);
	}

	it('tunes on the rows of Postgres, and a second workflow generates texts', async () => {
		await tunesAndAnswers();
	});

	if (totalSteps !== null)
		it('trains twice as many steps with batches of two', async () =>
			await tunesAndAnswers({ batchSize: 2 }, 38));

	it('tunes on the rows of a Google sheet', async () => {
		const execution = await runFile('google-sheets-to-tuned-model');
		expect(itemsOf(execution, 'Create Tuned Model')).toEqual([expect.objectContaining({ totalSteps })]);
		expect(await delivered()).toEqual([expect.stringContaining(examples)]);
	});

	describe('a spreadsheet file', () => {
		// A file keeps numbers among the tutorial's texts as texts if their format requires it.
		it.each(['xlsx', 'csv'])('of the kind %s', async (kind) => {
			const file = join(n8n.files, `${api}.${kind}`);
			if (kind === 'csv') writeFileSync(file, csv(table));
			else await writeXlsxFile(table).toFile(file);
			const execution = await runFile('spreadsheet-to-tuned-model', {
				'Read File': { fileSelector: file },
				'Extract Rows': { operation: kind },
			});
			expect(itemsOf(execution, 'Extract Rows')).toHaveLength(15);
			expect(itemsOf(execution, 'Create Tuned Model')).toEqual([expect.objectContaining({ totalSteps })]);
			expect(await delivered()).toEqual([expect.stringContaining(examples)]);
		});
	});

	/** The node's output in the scheduled workflow, run by run, on this many rows of the table. */
	async function onSchedule(rows: number): Promise<IDataObject[]> {
		const file = 'scheduled-retraining';
		const { createOnlyIfChanged = {} } = settings(file, 'vertex');
		const workflow = await importFile(file, {
			'Every Monday': { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } },
			'Read Rows': { returnAll: false, limit: rows },
			'Create Tuned Model': { options: { ...settings(file), createOnlyIfChanged } },
		});
		const before = (await n8n.rest.executions(workflow.id)).length;
		await n8n.rest.activate(workflow.id);
		const executions = await n8n.rest.settledExecutions(workflow.id, before + 2);
		await n8n.rest.deactivate(workflow.id);
		return executions.slice(before).flatMap((execution) => itemsOf(execution, 'Create Tuned Model'));
	}

	it('checks the rows of a file and lists the findings to fix', async () => {
		const file = join(n8n.files, `${api}-dirty.csv`);
		writeFileSync(file, csv([...table, ['16', '', 'no question'], ['17', ' x ', 'y']]));
		const execution = await runFile('check-dataset', { 'Read File': { fileSelector: file } });
		expect(itemsOf(execution, 'Check Dataset')[0]).toMatchObject({ type: 'summary', ready: false, rows: 17 });
		expect(itemsOf(execution, 'What Must Be Fixed')).toEqual([
			expect.objectContaining({ check: 'emptyCell', rows: [{ file: `${api}-dirty.csv`, row: 17 }] }),
		]);
		const [summary] = execution.data.resultData.runData['Check Dataset']?.at(-1)?.data?.['main']?.[0] ?? [];
		expect(await n8n.rest.binary(summary?.binary?.['report'] ?? {})).toContain('must be fixed');
		expect(await n8n.rest.binary(summary?.binary?.['findings'] ?? {})).toContain(
			`emptyCell,stop,,"${api}-dirty.csv",,17`,
		);
		expect(emulator.requests.list()).toEqual([]);
	});

	it('retrains on a schedule only when enough rows have changed', async () => {
		const first = await onSchedule(5);
		expect(first.slice(0, 2)).toEqual([
			expect.objectContaining({ skipped: false, reused: false, previousJob: null }),
			expect.objectContaining({ skipped: true, newRows: 0, changedRows: 0 }),
		]);
		const second = await onSchedule(15);
		expect(second.slice(0, 2)).toEqual([
			expect.objectContaining({ skipped: false, reused: false, newRows: 10, changedRows: 0 }),
			expect.objectContaining({ skipped: true, newRows: 0, changedRows: 0 }),
		]);
		expect(bodies(creation)).toHaveLength(2);
	});

	it('waits in a loop within one execution', async () => {
		const execution = await runFile('status-loop', { Wait: { amount: 1, unit: 'seconds' } });
		expect(itemsOf(execution, 'Done')).toEqual([
			expect.objectContaining({ state: 'succeeded', completedSteps: 19 }),
		]);
	});

	it("stops in the loop with the reason for a job's failure", async () => {
		emulator.durations.finishMs = anHour;
		emulator.vertex.durations.finishMs = anHour;
		const { id } = await importFile('status-loop', { Wait: { amount: 1, unit: 'seconds' } });
		const running = n8n.rest.runWorkflow(id, 'Start', 90);
		const job = await until('The first request for the job', 60, () => lookedAt());
		emulator.jobs.change(job, 'fail', { message: 'The rows are unreadable.' });
		const execution = await running;
		expect(execution.status).toBe('error');
		expect(errorOf(execution)).toMatchObject({
			node: 'Stop and Error',
			message: expect.stringContaining('The rows are unreadable.'),
		});
	});
});

function isParameters(value: unknown): value is INodeParameters {
	return typeof value === 'object' && value !== null;
}

function csv(rows: unknown[][]): string {
	return rows.map((row) => row.map((cell) => `"${String(cell)}"`).join(',')).join('\n');
}

it('covers every workflow', () => {
	for (const file of triedElsewhere) tried.add(file);
	expect([...tried].sort()).toEqual(readdirSync(join(repositoryRoot(), 'workflows')).sort());
	expect(proxy.refused).toEqual([]);
});
