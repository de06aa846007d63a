/** Batch jobs, from many items to as many answers. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import { runAsTool } from '../../engine/runAsTool.ts';
import type { Scene } from '../scene.ts';
import { anHour, locator, setScene } from '../scene.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene('vertex');
});

afterEach(async () => await scene.emulator.close());

const creation: INodeParameters = {
	operation: 'createBatchJob',
	ask: 'baseModel',
	baseModel: locator('id', 'gemini-3.5-flash'),
	prompt: '={{ $json.question }}',
	customId: '={{ $json.id }}',
	displayName: 'Questions',
	bucket: locator('name', 'batches'),
	options: { createBucket: true },
};

const rows = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ question: `question ${index}`, id: `T-${index}` }));

async function run(items: IDataObject[], parameters: INodeParameters, executionId = '1') {
	return await runNode(scene.node('geminiGenerateContent', parameters), {
		credentials: scene.credentials,
		items: items.map((json) => ({ json })),
		executionId,
	});
}

async function created(items: IDataObject[] = rows(3), more: INodeParameters = {}): Promise<IDataObject> {
	const done = await run(items, { ...creation, ...more });
	expect(done.error()).toBeUndefined();
	const [job = {}] = done.json('Node');
	return job;
}

async function finished(items: IDataObject[] = rows(3), more: INodeParameters = {}): Promise<IDataObject> {
	const job = await created(items, more);
	scene.emulator.clock.advance(anHour);
	scene.seen();
	return job;
}

const read = async (job: IDataObject, more: INodeParameters = {}) =>
	await run([job], { operation: 'getBatchResults', batchJob: '={{ $json.name }}', ...more });

const creations = () =>
	scene
		.seen()
		.filter(({ request }) => request.startsWith('POST') && request.endsWith('/batchPredictionJobs'));

describe('Create Batch Job', () => {
	it('creates one job from all items, paired with each', async () => {
		const done = await run(rows(3), { ...creation, options: { createBucket: true, labels: labels() } });
		expect(done.json('Node')).toEqual([
			expect.objectContaining({
				name: expect.stringMatching(/\/batchPredictionJobs\/\d+$/),
				displayName: 'Questions',
				model: 'publishers/google/models/gemini-3.5-flash',
				state: 'pending',
				succeededCount: null,
				outputDirectory: null,
				labels: { team: 'support', n8n_batch_key: expect.any(String) },
				reused: false,
				attempt: 1,
				promptCount: 3,
			}),
		]);
		expect(done.items('Node')[0]?.pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(creations()).toHaveLength(1);
	});

	it('reuses the job of the same items, and starts one per execution with Force New', async () => {
		const first = await created();
		expect(await created()).toMatchObject({ name: first['name'], reused: true });
		const forced = { ...creation, options: { createBucket: true, forceNew: true } };
		const names = [];
		for (const executionId of ['7', '7', '8']) {
			const [job] = (await run(rows(3), forced, executionId)).json('Node');
			names.push(job?.['name']);
		}
		expect(new Set([first['name'], ...names]).size).toBe(3);
		expect(names[0]).toBe(names[1]);
		expect(creations()).toHaveLength(3);
	});

	it('asks a tuned model by its job', async () => {
		const tuned = await scene.trained('Number Predictor');
		const more = { ask: 'tunedModel', tunedModel: locator('name', tuned) };
		expect((await created(rows(1), more))['model']).toBe(tuned.replace(/@1$/, ''));
	});

	it.each<[string, IDataObject[], INodeParameters, RegExp]>([
		['an empty prompt', [{ question: 'one' }, { question: ' ' }], {}, /'Prompt' is empty \[item 1\]/],
		[
			'another model in one item',
			[
				{ question: 'a', model: 'gemini-3.5-flash' },
				{ question: 'b', model: 'gemini-2.5-pro' },
			],
			{ baseModel: { ...locator('id', ''), value: '={{ $json.model }}' } },
			/can't use two models: this item has 'models\/gemini-2\.5-pro' .*\[item 1\]/,
		],
		[
			'a schema that Vertex AI could not take in as a table',
			rows(1),
			{ options: { jsonSchema: '{"type":"object","properties":{"first name":{"type":"string"}}}' } },
			/can't contain this prompt: 'first name'.*\[item 0\]/,
		],
	])('refuses %s before anything is created', async (_, items, more, message) => {
		const done = await run(items, { ...creation, ...more });
		expect(done.error()?.message).toMatch(message);
		expect(done.error()?.description).toEqual(expect.any(String));
		expect(scene.seen().filter(({ request }) => !request.startsWith('GET'))).toEqual([]);
	});

	it('explains a missing permission', async () => {
		const { emulator } = scene;
		emulator.permissions.grant(
			'emulator@emulator-project.iam.gserviceaccount.com',
			'projects/emulator-project',
			['storage.*', 'aiplatform.batchPredictionJobs.list'],
		);
		const done = await run(rows(1), creation);
		expect(done.error()?.message).toContain('lacks the permission aiplatform.batchPredictionJobs.create');
		expect(done.error()?.description).toContain('roles/aiplatform.user');
	});

	it('is refused to an agent that was not allowed to spend', async () => {
		const node = scene.node('geminiGenerateContent', creation);
		const options = { credentials: scene.credentials, items: [{ json: rows(1)[0] ?? {} }] };
		await expect(runAsTool(node, options)).rejects.toThrow('allowed to start a batch job');
		expect(creations()).toEqual([]);
	});
});

describe('Get Batch Results', () => {
	it('returns one item per prompt in order, with the custom ID', async () => {
		const done = await read(await finished(rows(50)));
		const items = done.json('Node');
		expect(items.map(({ index, customId }) => [index, customId])).toEqual(
			rows(50).map(({ id }, index) => [index, id]),
		);
		expect(items[7]).toEqual({
			index: 7,
			customId: 'T-7',
			status: 'succeeded',
			reason: null,
			text: expect.stringMatching(/\S/),
			finishReason: 'STOP',
			blocked: false,
			blockReason: null,
			explanation: null,
			usage: expect.objectContaining({ promptTokens: expect.any(Number) }),
			modelVersion: 'emulator',
		});
		expect(done.items('Node').every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(
			true,
		);
	});

	it('returns requested JSON as data, and blocked responses with a reason', async () => {
		const schema = '{"type":"object","properties":{"answer":{"type":"string"}}}';
		const items = [
			{ question: 'one', id: 'a' },
			{ question: '[[block]]', id: 'b' },
		];
		const job = await finished(items, { options: { createBucket: true, jsonSchema: schema } });
		expect((await read(job)).json('Node')).toEqual([
			expect.objectContaining({ status: 'succeeded', data: { answer: expect.any(String) } }),
			expect.objectContaining({ status: 'succeeded', blocked: true, blockReason: 'SAFETY', data: null }),
		]);
	});

	it('returns raw responses without Simplify', async () => {
		const [item] = (await read(await finished(rows(1)), { simplify: false })).json('Node');
		expect(item).toMatchObject({
			index: 0,
			customId: 'T-0',
			status: 'succeeded',
			request: { contents: [{ parts: [{ text: 'question 0' }] }] },
			response: { candidates: [expect.anything()] },
		});
	});

	describe('with prompts that failed', () => {
		let job: IDataObject;

		beforeEach(async () => {
			scene.emulator.faults.add({ kind: 'failLine', match: { text: 'question 1"' }, message: 'No.' });
			job = await finished(rows(4));
		});

		it('lists them with the reason', async () => {
			const items = (await read(job)).json('Node');
			expect(items).toHaveLength(4);
			expect(items[1]).toEqual({
				index: 1,
				customId: 'T-1',
				status: 'failed',
				reason: 'No. (INVALID_ARGUMENT)',
				text: null,
			});
		});

		it('skips them if selected', async () => {
			const items = (await read(job, { ifFailed: 'skip' })).json('Node');
			expect(items.map(({ index }) => index)).toEqual([0, 2, 3]);
		});

		it('fails with them if selected', async () => {
			const error = (await read(job, { ifFailed: 'error' })).error();
			expect(error?.message).toBe('1 prompts of the batch job have no response [item 0]');
			expect(error?.description).toContain('prompt 1 (T-1): No. (INVALID_ARGUMENT)');
		});
	});

	it('asks to wait for a running job', async () => {
		const error = (await read(await created())).error();
		expect(error?.message).toContain("hasn't finished: it is pending");
		expect(error?.description).toContain('Gemini Wait for Tuning Trigger');
	});

	it('reads several jobs, each paired with its item, and continues after a missing one', async () => {
		const job = await finished(rows(2));
		const gone = { name: `${String(job['name'])}0` };
		const node = scene.node(
			'geminiGenerateContent',
			{ operation: 'getBatchResults', batchJob: '={{ $json.name }}' },
			{ onError: 'continueRegularOutput' },
		);
		const done = await runNode(node, {
			credentials: scene.credentials,
			items: [{ json: gone }, { json: job }],
		});
		expect(done.items('Node').map(({ pairedItem, json }) => [pairedItem, json['status'] ?? 'error'])).toEqual(
			[
				[{ item: 0 }, 'error'],
				[{ item: 1 }, 'succeeded'],
				[{ item: 1 }, 'succeeded'],
			],
		);
	});
});

function labels(): INodeParameters {
	return { label: [{ key: 'team', value: 'support' }] };
}
