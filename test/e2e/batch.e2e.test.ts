/** Ten thousand prompts in one batch job in the real n8n, from rows of Postgres to responses in the same order. */
import type { IDataObject } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { buildDataset } from '../../nodes/shared/domain/dataset/buildDataset.ts';
import { serviceAccountCredential } from '../../scripts/demo/stage.ts';
import { vertexBackendAt } from '../vertexClient.ts';
import { endToEnd } from '../harness/endToEnd.ts';
import type { N8n } from '../harness/harness.ts';
import { copyTemplate, errorOf, fastPoll, itemsOf, startN8n } from '../harness/harness.ts';
import { postgresCredential, readWorkflow } from '../harness/workflowFiles.ts';

const prompts = 10_000;
const damagedEvery = 2_000;

/** A second of waiting, a second of importing, two of generating and one of writing. */
const vertexDurations = {
	batchPendingMs: 1_000,
	batchImportMs: 1_000,
	batchLineMs: 0.2,
	batchExportMs: 1_000,
	datasetMs: 0,
	capacityMs: 0,
	stepMs: 0,
	finishMs: 0,
};

let emulator: Emulator;
let place: Awaited<ReturnType<typeof copyTemplate>>;
let n8n: N8n;

beforeAll(async () => {
	const { postgres, template } = endToEnd();
	const rows = await postgres.createDatabase(`batch_${process.pid}`);
	await rows.query('CREATE TABLE number_examples (id integer PRIMARY KEY, text_input text, output text)');
	await rows.query(
		`INSERT INTO number_examples SELECT id, CASE WHEN id % $1 = 0 THEN 'damaged ' ELSE 'order ' END || id, NULL
		FROM generate_series(1, $2) AS id`,
		[damagedEvery, prompts],
	);
	emulator = await startEmulator({ clock: { speed: 1 }, vertexDurations });
	await tune();
	place = await copyTemplate(postgres, template);
	n8n = await startN8n(place);
	const credentials = [postgresCredential(rows), serviceAccountCredential(emulator)];
	await n8n.rest.importCredentials(credentials);
	const parameters = { 'When Batch Has Succeeded': { pollTimes: fastPoll(2) } };
	await n8n.rest.importWorkflows([readWorkflow('rows-to-batch-answers', { credentials, parameters })]);
});

afterAll(async () => {
	await n8n?.stop();
	await emulator?.close();
	place?.remove();
});

/** A model that keeps the text and appends a word, so that each response identifies its prompt. */
async function tune(): Promise<void> {
	const examples = Array.from({ length: 40 }, (_, item) => ({
		item,
		input: `order ${item * 7}`,
		output: `order ${item * 7} done`,
	}));
	await vertexBackendAt(emulator).create(
		{
			source: { baseModel: 'gemini-2.5-flash' },
			displayName: 'Number Predictor',
			epochCount: 10,
			exportLastCheckpointOnly: true,
			bucket: 'batch-examples',
			createBucket: true,
		},
		buildDataset(examples),
		{ project: emulator.project },
	);
	emulator.clock.advance(60_000);
	emulator.faults.add({ kind: 'failLine', match: { text: 'damaged' }, message: 'The order is damaged.' });
}

const place10k = (items: IDataObject[]) =>
	items.map(({ index, customId }) => `${String(index)} ${String(customId)}`);

it('creates one job of 10,000 rows, starts on its end by the trigger, and returns the responses in order', async () => {
	const id = 'rows-to-batch-answers';
	await n8n.rest.activate(id);
	const creation = await n8n.rest.runWorkflow(id, 'Start', 120);
	expect(errorOf(creation)).toBeUndefined();
	expect(itemsOf(creation, 'Read Rows')).toHaveLength(prompts);
	const [job] = itemsOf(creation, 'Create Batch Job');
	expect(job).toMatchObject({
		displayName: 'Number Answers',
		model: expect.stringMatching(/\/models\/\d+$/),
		reused: false,
		promptCount: prompts,
	});

	const executions = await n8n.rest.settledExecutions(id, 2, 120);
	await n8n.rest.deactivate(id);
	const answer = executions.find(({ mode }) => mode === 'trigger');
	if (!answer) throw new Error("The trigger didn't start the workflow");
	expect(errorOf(answer)).toBeUndefined();
	expect(itemsOf(answer, 'When Batch Has Succeeded')).toEqual([
		expect.objectContaining({
			event: 'succeeded',
			name: job?.['name'],
			succeededCount: prompts - prompts / damagedEvery,
			failedCount: prompts / damagedEvery,
			incompleteCount: 0,
		}),
	]);

	const results = itemsOf(answer, 'Get Batch Results');
	expect(place10k(results)).toEqual(Array.from({ length: prompts }, (_, index) => `${index} ${index + 1}`));
	const answers = itemsOf(answer, 'Answers');
	expect(answers).toHaveLength(prompts - prompts / damagedEvery);
	expect(answers.filter(({ customId, text }) => text !== `order ${String(customId)} done`)).toEqual([]);
	expect(itemsOf(answer, 'Failed Prompts')).toEqual(
		Array.from({ length: prompts / damagedEvery }, (_, nth) => ({
			index: (nth + 1) * damagedEvery - 1,
			customId: String((nth + 1) * damagedEvery),
			status: 'failed',
			reason: 'The order is damaged. (INVALID_ARGUMENT)',
			text: null,
		})),
	);
});

it('creates no second job for the same rows', async () => {
	const again = await n8n.rest.runWorkflow('rows-to-batch-answers', 'Start', 120);
	expect(itemsOf(again, 'Create Batch Job')).toEqual([
		expect.objectContaining({ reused: true, state: 'succeeded', promptCount: prompts }),
	]);
	const creations = emulator.requests
		.list()
		.filter(({ method, path }) => method === 'POST' && path.endsWith('/batchPredictionJobs'));
	expect(creations).toHaveLength(1);
});
