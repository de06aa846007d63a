/** Every example workflow, imported as it is shipped, with credentials picked and run in the real n8n. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import writeXlsxFile from 'write-excel-file/node';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { serviceAccountCredential } from '../../scripts/demo/stage.ts';
import { tutorialRows } from '../fixtures/tutorial.ts';
import { endToEnd } from './endToEnd.ts';
import { fillExampleTable } from './exampleTable.ts';
import type { CredentialFile, Execution, MitmProxy, N8n, WorkflowFile } from './harness.ts';
import { copyTemplate, errorOf, fastPoll, itemsOf, startMitmProxy, startN8n } from './harness.ts';
import { repositoryRoot } from './paths.ts';
import type { SheetsStandIn } from './sheetsStandIn.ts';
import { startSheetsStandIn } from './sheetsStandIn.ts';
import { postgresCredential, readWorkflow } from './workflowFiles.ts';

jest.setTimeout(180_000);

const columns = ['id', 'text_input', 'output'] as const;
const table = [[...columns], ...tutorialRows.map((row) => columns.map((column) => row[column]))];
const sheetsCredential: CredentialFile = {
	id: 'sheets',
	name: 'Google Sheets account',
	type: 'googleSheetsOAuth2Api',
	data: { clientId: 'client', clientSecret: 'secret', oauthTokenData: { access_token: 'valid', token_type: 'Bearer' } },
};

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
	emulator = await startEmulator({ clock: { speed: 20 } });
	credentials = [rowsCredential, sheetsCredential, serviceAccountCredential(emulator)];
	await n8n.rest.importCredentials(credentials);
});

afterEach(async () => await emulator.close());

const tried = new Set<string>();

async function importFile(file: string, parameters: Record<string, INodeParameters> = {}): Promise<WorkflowFile> {
	tried.add(`${file}.json`);
	const workflow = readWorkflow(file, { credentials, parameters });
	await n8n.rest.importWorkflows([workflow]);
	return workflow;
}

async function runFile(file: string, parameters?: Record<string, INodeParameters>): Promise<Execution> {
	const { id } = await importFile(file, parameters);
	const execution = await n8n.rest.runWorkflow(id, 'Start', 90);
	expect(errorOf(execution)).toBeUndefined();
	return execution;
}

/** What Google received as examples, job by job. */
const received = () =>
	emulator.requests
		.list()
		.filter(({ method, path }) => method === 'POST' && path.endsWith('/tunedModels'))
		.map(({ body }) => JSON.stringify(body));

/** The tutorial's rows as they must arrive at Google. */
const examples = JSON.stringify(
	tutorialRows.map(({ text_input, output }) => ({ textInput: text_input, output })),
);

const settings = (file: string): IDataObject => {
	const { nodes } = readWorkflow(file, { credentials });
	const options = nodes.find(({ name }) => name === 'Create Tuned Model')?.parameters['options'];
	return typeof options === 'object' && options !== null ? { ...options } : {};
};

it.each([
	[4, 19],
	[2, 38],
])('tunes on the rows of Postgres; batches of %i make %i steps, and a second workflow answers', async (batchSize, totalSteps) => {
	const answering = await importFile('tuned-model-to-answers', {
		'When Tuning Has Succeeded': { pollTimes: fastPoll(2) },
	});
	const before = (await n8n.rest.executions(answering.id)).length;
	await n8n.rest.activate(answering.id);
	const options = { ...settings('postgres-to-tuned-model'), batchSize };
	const creation = await runFile('postgres-to-tuned-model', { 'Create Tuned Model': { options } });
	expect(itemsOf(creation, 'Read Rows')).toHaveLength(15);
	const [created] = itemsOf(creation, 'Create Tuned Model');
	expect(created).toMatchObject({ totalSteps, adopted: false, state: 'running' });

	const answer = (await n8n.rest.settledExecutions(answering.id, before + 1)).at(-1);
	await n8n.rest.deactivate(answering.id);
	expect(answer).toMatchObject({ mode: 'trigger', status: 'success' });
	expect(answer?.id).not.toBe(creation.id);
	if (!answer) return;
	expect(itemsOf(answer, 'When Tuning Has Succeeded')).toEqual([
		expect.objectContaining({ state: 'succeeded', tunedModel: created?.['tunedModel'], completedSteps: totalSteps }),
	]);
	expect(itemsOf(answer, 'Generate Content')).toEqual([
		expect.objectContaining({ finishReason: 'STOP', blocked: false, text: expect.stringMatching(/\S/) }),
		expect.objectContaining({ finishReason: 'STOP', blocked: false, text: expect.stringMatching(/\S/) }),
	]);
	expect(received()).toEqual([expect.stringContaining(examples)]);
});

it('tunes on the rows of a Google sheet', async () => {
	const execution = await runFile('google-sheets-to-tuned-model');
	expect(itemsOf(execution, 'Create Tuned Model')).toEqual([expect.objectContaining({ totalSteps: 19 })]);
	expect(received()).toEqual([expect.stringContaining(examples)]);
});

describe('a spreadsheet file', () => {
	// A file keeps the numbers among the tutorial's texts as texts when it says so.
	it.each(['xlsx', 'csv'])('of the kind %s', async (kind) => {
		const file = join(n8n.files, `examples.${kind}`);
		if (kind === 'csv') writeFileSync(file, csv(table));
		else await writeXlsxFile(table).toFile(file);
		const execution = await runFile('spreadsheet-to-tuned-model', {
			'Read File': { fileSelector: file },
			'Extract Rows': { operation: kind },
		});
		expect(itemsOf(execution, 'Extract Rows')).toHaveLength(15);
		expect(itemsOf(execution, 'Create Tuned Model')).toEqual([expect.objectContaining({ totalSteps: 19 })]);
		expect(received()).toEqual([expect.stringContaining(examples)]);
	});
});

function csv(rows: unknown[][]): string {
	return rows.map((row) => row.map((cell) => `"${String(cell)}"`).join(',')).join('\n');
}

it('retrains on a schedule only when the rows have changed', async () => {
	const workflow = await importFile('scheduled-retraining', {
		'Every Monday': { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } },
	});
	await n8n.rest.activate(workflow.id);
	const executions = await n8n.rest.settledExecutions(workflow.id, 2);
	await n8n.rest.deactivate(workflow.id);
	const created = executions.flatMap((execution) => itemsOf(execution, 'Create Tuned Model'));
	expect(created.slice(0, 2).map(({ adopted }) => adopted)).toEqual([false, true]);
	expect(new Set(created.map(({ tunedModel }) => tunedModel)).size).toBe(1);
	expect(received().length).toBeGreaterThan(1);
});

it('waits in a loop within one execution', async () => {
	const execution = await runFile('status-loop', { Wait: { amount: 1, unit: 'seconds' } });
	expect(itemsOf(execution, 'Done')).toEqual([expect.objectContaining({ state: 'succeeded' })]);
});

it('leaves no workflow out', () => {
	expect([...tried].sort()).toEqual(readdirSync(join(repositoryRoot(), 'workflows')).sort());
	expect(proxy.refused).toEqual([]);
});
