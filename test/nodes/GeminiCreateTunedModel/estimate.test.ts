/** The estimate of a job's cost, and the spending limit. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { parseUri, uploadUrl, uriOf } from '../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import { storageAt, vertexBackendAt } from '../../vertexClient.ts';
import { runNode } from '../../engine/run.ts';
import { tutorialRows } from '../../fixtures/tutorial.ts';
import type { Api, Scene } from '../scene.ts';
import { anHour, locator, setScene } from '../scene.ts';
import { createNode, withBucket, withRows } from './creation.ts';

let scene: Scene;

afterEach(async () => await scene.emulator.close());

const baseModels: Record<Api, string> = { gemini: 'gemini-1.5-flash-001-tuning', vertex: 'gemini-3.5-flash' };

async function create(api: Api, options: INodeParameters, rows?: IDataObject[], more = {}) {
	const node = createNode(scene, baseModels[api], {
		options: { ...(api === 'vertex' && withBucket), ...options },
		...more,
	});
	return await runNode(node, withRows(scene, rows));
}

const estimateOf = (item: IDataObject | undefined) => Object(item?.['estimate']);
const counts = () => scene.seen().filter(({ request }) => request.endsWith(':countTokens'));
/** All that changes something, and whatever may cost. */
const written = () =>
	scene
		.seen()
		.map(({ request }) => request)
		.filter((request) => !/^GET |:testIamPermissions$|:countTokens$/.test(request));

describe('at the Gemini API', () => {
	beforeEach(async () => {
		scene = await setScene('gemini');
	});

	it.each([
		[4, 19],
		[2, 38],
	])('estimates the steps with batches of %i: %i', async (batchSize, steps) => {
		const [created] = (await create('gemini', { epochCount: 5, batchSize })).json('Node');
		expect(created).toMatchObject({ totalSteps: steps });
		expect(estimateOf(created)).toMatchObject({
			steps,
			epochs: 5,
			tokensBy: 'rule',
			costUsd: null,
			note: expect.stringMatching(/^An estimate, not a promise\..*4 Latin characters.*is unknown/),
		});
	});

	it('names the values from the documentation, and estimates the same steps', async () => {
		const [created] = (await create('gemini', {})).json('Node');
		const { steps, note } = estimateOf(created);
		expect(steps).toBe(created?.['totalSteps']);
		expect(note).toMatch(/From Google's documentation: 5 epochs, batches of 4\./);
	});

	it('refuses under a limit if the price is unknown, and asks for the price', async () => {
		const run = await create('gemini', { spendingLimit: 100 });
		expect(run.error()?.message).toMatch(/the training price of this model is unknown\. Set 'Price per/);
		expect(written()).toEqual([]);
	});

	it('uses a price of 0', async () => {
		const run = await create('gemini', { spendingLimit: 0, trainingPrice: 0 });
		expect(run.error()).toBeUndefined();
		expect(estimateOf(run.json('Node')[0])).toMatchObject({ costUsd: 0, priceAsOf: null });
	});
});

describe('at Vertex AI', () => {
	beforeEach(async () => {
		scene = await setScene('vertex');
	});

	const rows: IDataObject[] = tutorialRows.map((row, index) => ({
		...row,
		instruction: index % 2 === 0 ? 'Count on from the number, in its own script.' : '',
		held: index === 0,
	}));
	const columns = { systemInstructionColumn: 'instruction', validationColumn: 'held' };

	it('counts as many tokens as the job reports after reading the data', async () => {
		const run = await create('vertex', { epochCount: 3, ...columns }, rows);
		const [created] = run.json('Node');
		expect(estimateOf(created)).toMatchObject({
			tokensBy: 'count',
			epochs: 3,
			steps: null,
			usdPerMillionTokens: 10,
			priceAsOf: 'mid-2026',
		});
		expect(counts()).toHaveLength(1);
		scene.emulator.clock.advance(anHour);
		const job = await vertexBackendAt(scene.emulator).get(String(created?.['name']));
		const { tokens, billedTokens, costUsd } = estimateOf(created);
		expect(tokens).toBe(job.dataStats?.billableTokenCount);
		expect(billedTokens).toBe((job.dataStats?.billableTokenCount ?? 0) * 3);
		expect(costUsd).toBeCloseTo((billedTokens * 10) / 1e6, 6);
	});

	it('estimates tokens by a rule if selected, without a request', async () => {
		const words = tutorialRows.map((_, index) => ({
			text_input: `number ${index}`,
			output: `it is ${index + 1}`,
		}));
		const [created] = (await create('vertex', { epochCount: 3, tokenCount: 'rule' }, words)).json('Node');
		expect(counts()).toEqual([]);
		scene.emulator.clock.advance(anHour);
		const job = await vertexBackendAt(scene.emulator).get(String(created?.['name']));
		const { tokens, tokensBy } = estimateOf(created);
		// The emulator's tokens have four characters, too: Latin texts come out the same.
		expect({ tokens, tokensBy }).toEqual({ tokens: job.dataStats?.billableTokenCount, tokensBy: 'rule' });
	});

	it('counts a sample of many rows with at most five requests, within 2 %', async () => {
		const many = Array.from({ length: 6_000 }, (_, index) => ({
			text_input: `${index} `.padEnd(100 + (index % 400), 'why '),
			output: index % 3 === 0 ? 'because'.repeat(index % 50) + '.' : '因为所以'.repeat(1 + (index % 9)),
		}));
		const [created] = (await create('vertex', { epochCount: 1 }, many)).json('Node');
		const { tokens, tokensBy, note } = estimateOf(created);
		expect(tokensBy).toBe('sample');
		expect(note).toMatch(/of 6000 examples \(\d requests\)\. The rest is estimated in proportion/);
		const requests = counts().length;
		expect(requests).toBeGreaterThan(3);
		expect(requests).toBeLessThanOrEqual(5);
		scene.emulator.clock.advance(anHour);
		const job = await vertexBackendAt(scene.emulator).get(String(created?.['name']));
		expect(Math.abs(tokens / (job.dataStats?.billableTokenCount ?? 0) - 1)).toBeLessThan(0.02);
	});

	it('uses the rule if Google refuses to count, and names the reason', async () => {
		scene.emulator.faults.add({
			kind: 'error',
			status: 'PERMISSION_DENIED',
			message: 'Not for you',
			match: { path: ':countTokens$' },
		});
		const run = await create('vertex', { epochCount: 3 });
		expect(run.error()).toBeUndefined();
		expect(estimateOf(run.json('Node')[0])).toMatchObject({
			tokensBy: 'rule',
			note: expect.stringMatching(/Google did not count the tokens \(.*Not for you.*\)/),
		});
	});

	it('does not guess the epochs that Google chooses', async () => {
		const [created] = (await create('vertex', {})).json('Node');
		expect(estimateOf(created)).toMatchObject({
			epochs: null,
			billedTokens: null,
			costUsd: null,
			costUsdPerEpoch: expect.any(Number),
			note: expect.stringMatching(/Google chooses the number of epochs/),
		});
	});

	it.each([
		[
			'the cost is above it',
			{ epochCount: 5, trainingPrice: 1_000_000 },
			/is estimated at \d+ USD: .* epochs/,
		],
		['the epochs are unknown', {}, /Google chooses the number of epochs\. Set 'Epochs'/],
	])('creates and uploads nothing under a limit when %s', async (_, options, message) => {
		const run = await create('vertex', { ...options, spendingLimit: 0.5 });
		expect(run.error()?.message).toMatch(message);
		expect(run.error()?.description).toMatch(/Nothing was created or uploaded\./);
		expect(written()).toEqual([]);
	});

	it('creates below the limit', async () => {
		const run = await create('vertex', { epochCount: 5, spendingLimit: 0.5 });
		expect(run.error()).toBeUndefined();
		expect(estimateOf(run.json('Node')[0]).costUsd).toBeLessThan(0.5);
	});

	it.each([
		[{ spendingLimit: -1 }, /'Spending Limit \(USD\)' is -1/],
		[{ spendingLimit: '={{ $json.absent }}' }, /'Spending Limit \(USD\)' must be a number, not empty/],
		[{ trainingPrice: '={{ $json.absent }}' }, /Training Tokens \(USD\)' must be a number, not empty/],
		[
			{ createOnlyIfChanged: { condition: { minimumRows: '={{ $json.absent }}' } } },
			/'Minimum Rows' must be a number, not empty/,
		],
		[{ trainingPrice: 'cheap' }, /'Price per Million Training Tokens \(USD\)' must be a number/],
	])('refuses invalid amounts: %j', async (options, message) => {
		expect((await create('vertex', options)).error()?.message).toMatch(message);
		expect(written()).toEqual([]);
	});

	it('uses the price of the base model for a tuned model', async () => {
		const model = await scene.trained('First', { source: { baseModel: 'gemini-3.5-flash' } });
		const from = { tuneFrom: 'tunedModel', tunedModel: locator('name', model) };
		const run = await create('vertex', { epochCount: 2 }, tutorialRows, from);
		expect(run.error()).toBeUndefined();
		expect(estimateOf(run.json('Node')[0])).toMatchObject({ usdPerMillionTokens: 10, tokensBy: 'count' });
	});

	describe('from Cloud Storage', () => {
		/** Puts rows there by tuning on them. */
		async function store(rows: IDataObject[]): Promise<string> {
			await create('vertex', { epochCount: 1 }, rows);
			const body = scene.seen().find(({ request }) => /^POST .*\/tuningJobs$/.test(request))?.body;
			return String(Object(Object(body).supervisedTuningSpec).trainingDatasetUri);
		}

		const stored = async (trainingUri: string, options: INodeParameters) =>
			await create('vertex', options, [{}], { examplesFrom: 'storage', trainingUri });

		it('reads the examples', async () => {
			const uri = await store(tutorialRows);
			const [whole] = (await create('vertex', { epochCount: 2 })).json('Node');
			const run = await stored(uri, { epochCount: 2 });
			expect(run.error()).toBeUndefined();
			expect(estimateOf(run.json('Node')[0])).toEqual(estimateOf(whole));
		});

		it('reads only the beginning of a large file, and names its share', async () => {
			const rows = Array.from({ length: 12_000 }, (_, index) => ({
				text_input: `${index}`.padEnd(300, ' why'),
				output: 'because '.repeat(20),
			}));
			const uri = await store(rows);
			scene.seen();
			const run = await stored(uri, { epochCount: 2, tokenCount: 'rule' });
			const reads = scene.seen().filter(({ query }) => query?.['alt'] === 'media');
			expect(reads).toHaveLength(1);
			scene.emulator.clock.advance(anHour);
			const [created] = run.json('Node');
			const job = await vertexBackendAt(scene.emulator).get(String(created?.['name']));
			const { tokens, note } = estimateOf(created);
			expect(note).toMatch(/only the first 3\d % of 'gs:/);
			expect(Math.abs(tokens / (job.dataStats?.billableTokenCount ?? 0) - 1)).toBeLessThan(0.02);
		});

		it('has no estimate for files in examples, and refuses them under a limit', async () => {
			const uri = await store(tutorialRows);
			const path = { ...(parseUri(uri) ?? { bucket: '' }), name: 'films.jsonl' };
			const film = { fileData: { mimeType: 'video/mp4', fileUri: 'gs://films/one.mp4' } };
			const line = {
				contents: [
					{ role: 'user', parts: [film, { text: 'What is it about?' }] },
					{ role: 'model', parts: [{ text: 'A dog.' }] },
				],
			};
			const { raw, origin } = storageAt(scene.emulator);
			await raw({
				method: 'POST',
				url: uploadUrl(origin, path),
				query: { uploadType: 'media', name: path.name },
				headers: { 'content-type': 'application/jsonl' },
				body: Buffer.from(`${JSON.stringify(line)}\n`),
			});
			scene.seen();
			const refused = await stored(uriOf(path), { epochCount: 2, spendingLimit: 1 });
			expect(refused.error()?.message).toMatch(/the cost can't be estimated/);
			expect(written()).toEqual([]);
		});

		it('refuses an unreadable dataset under a limit', async () => {
			const uri = await store(tutorialRows);
			scene.emulator.faults.add({
				kind: 'error',
				status: 'PERMISSION_DENIED',
				match: { host: 'storage.googleapis.com', method: 'GET', path: '/o/n8n-gemini-tuning%2Fdatasets' },
			});
			scene.seen();
			const refused = await stored(uri, { epochCount: 2, spendingLimit: 1 });
			expect(refused.error()?.message).toMatch(/the dataset in Cloud Storage can't be read/);
			expect(written()).toEqual([]);
		});
	});
});
