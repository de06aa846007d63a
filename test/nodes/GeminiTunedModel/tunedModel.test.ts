import type { INode, INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import { tutorialExamples } from '../../fixtures/tutorial.ts';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene();
});

afterEach(async () => await scene.emulator.close());

const run = async (operation: string, parameters: INodeParameters, items = [{}], more: Partial<INode> = {}) =>
	await runNode(scene.node('geminiTunedModel', { resource: 'tunedModel', operation, ...parameters }, more), {
		items: items.map((json) => ({ json })),
		credentials: scene.credentials,
	});

const notFound = "Google can't find this model";

describe('Get', () => {
	it('simplifies a job and its model', async () => {
		const model = await scene.trained('Number Predictor', { epochCount: 5, batchSize: 4, description: 'd' });
		const result = await run('get', { tunedModel: locator('name', model) });
		expect(result.json('Node')).toEqual([
			expect.objectContaining({
				tunedModel: model,
				displayName: 'Number Predictor',
				description: 'd',
				state: 'succeeded',
				jobError: null,
				totalSteps: 19,
				completedSteps: 19,
				completedPercent: 100,
				baseModel: 'models/gemini-1.5-flash-001-tuning',
			}),
		]);
		const [job] = result.json('Node');
		expect(job).not.toHaveProperty('snapshots');
		expect(scene.seen()).toEqual([
			{ request: `GET /v1beta/${model}` },
			{ request: `GET /v1/${model}/operations` },
		]);
	});

	it('includes every snapshot without Simplify', async () => {
		const model = await scene.trained('Number Predictor', { epochCount: 5, batchSize: 4 });
		const [job] = (await run('get', { tunedModel: locator('id', model), simplify: false })).json('Node');
		expect(job).toMatchObject({ rawState: 'ACTIVE' });
		expect(job?.snapshots).toHaveLength(19);
	});

	it('returns a failed job as a success with jobError, never as an error', async () => {
		scene.emulator.faults.add({ kind: 'failJob', message: 'The examples contradict each other.' });
		const model = await scene.trained('Broken');
		const result = await run('get', { tunedModel: locator('name', model) }, [{}], {
			onError: 'continueErrorOutput',
		});
		expect(result.json('Node')).toEqual([
			expect.objectContaining({
				state: 'failed',
				jobError: { code: 13, message: 'The examples contradict each other.' },
			}),
		]);
		expect(result.json('Node', 1)).toEqual([]);
	});

	it('names the item whose model is gone', async () => {
		const model = await scene.trained('Number Predictor');
		const ids = [model, 'never-was'].map((id) => ({ id }));
		const result = await run('get', { tunedModel: locator('id', '={{ $json.id }}') }, ids);
		expect(result.error('Node')).toMatchObject({ message: notFound, context: { itemIndex: 1 } });
	});

	it('continues with the other items on error if allowed', async () => {
		const model = await scene.trained('Number Predictor');
		const ids = ['never-was', model].map((id) => ({ id }));
		const result = await run('get', { tunedModel: locator('id', '={{ $json.id }}') }, ids, {
			onError: 'continueErrorOutput',
		});
		expect(result.items('Node').map(({ json, pairedItem }) => [json.tunedModel, pairedItem])).toEqual([
			[model, { item: 1 }],
		]);
		expect(result.json('Node', 1)).toEqual([
			{ id: 'never-was', error: notFound, details: expect.stringContaining('does not exist') },
		]);
	});
});

describe('Get Many', () => {
	const names = ['Alpha', 'Beta one', 'Beta two'];
	let models: string[];

	beforeEach(async () => {
		models = [];
		for (const [index, name] of names.entries()) {
			models.push(await scene.trained(name, { epochCount: 1, description: `number ${index}` }));
		}
	});

	it('returns all, following the pages, each paired with its item', async () => {
		for (let i = 0; i < 100; i++) await scene.train(`More ${i}`, { epochCount: 1, batchSize: 15 });
		const result = await run('getAll', { returnAll: true });
		expect(result.json('Node')).toHaveLength(103);
		expect(
			result
				.json('Node')
				.slice(0, 3)
				.map(({ tunedModel }) => tunedModel),
		).toEqual(models);
		expect(result.items('Node').every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(
			true,
		);
		expect(scene.seen()).toEqual([
			{ request: 'GET /v1beta/tunedModels', query: { pageSize: '100' } },
			{
				request: 'GET /v1beta/tunedModels',
				query: { pageSize: '100', pageToken: expect.stringMatching(/./) },
			},
		]);
	});

	it('requests no more than the limit', async () => {
		expect((await run('getAll', { returnAll: false, limit: 2 })).json('Node')).toHaveLength(2);
		expect(scene.seen()).toEqual([{ request: 'GET /v1beta/tunedModels', query: { pageSize: '2' } }]);
	});

	it('limits to 50 by default', async () => {
		await run('getAll', {});
		expect(scene.seen()[0]?.query).toEqual({ pageSize: '50' });
	});

	it.each([
		['beta', ['Beta one', 'Beta two']],
		['number 2', ['Beta two']],
		['owner:me Alpha', ['Alpha']],
		['readers:me', []],
	])('filters by %j as Google does', async (filter, found) => {
		const result = await run('getAll', { filters: { filter } });
		expect(result.json('Node').map(({ displayName }) => displayName)).toEqual(found);
		expect(scene.seen()[0]?.query).toEqual({ pageSize: '50', filter });
	});

	it('reports Google’s error for a filter', async () => {
		const result = await run('getAll', { filters: { filter: 'owner:you' } });
		expect(result.error('Node')?.description).toContain('Unknown operator');
	});

	it('runs for every item', async () => {
		const items = [{ limit: 1 }, { limit: 2 }];
		const result = await run('getAll', { limit: '={{ $json.limit }}' }, items);
		expect(result.items('Node').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 1 },
		]);
	});
});

describe('Update', () => {
	it('sends the set fields with a mask and returns the changed model', async () => {
		const model = await scene.trained('Before', { temperature: 0.5, description: 'stays' });
		const updateFields = { displayName: 'After', temperature: 0, topK: '={{ "7" }}' };
		const result = await run('update', { tunedModel: locator('name', model), updateFields });
		expect(scene.seen()[0]).toEqual({
			request: `PATCH /v1beta/${model}`,
			query: { updateMask: 'displayName,temperature,topK' },
			body: { displayName: 'After', temperature: 0, topK: 7 },
		});
		expect(result.json('Node')).toEqual([
			expect.objectContaining({ tunedModel: model, displayName: 'After', description: 'stays' }),
		]);
	});

	it('can empty a description and remove all readers', async () => {
		const model = await scene.trained('Shared', { description: 'd', readerProjectNumbers: ['123456789012'] });
		await run('update', {
			tunedModel: locator('name', model),
			updateFields: { description: '', readerProjectNumbers: '' },
		});
		const patch = scene.seen().find(({ request }) => request.startsWith('PATCH '));
		expect(patch).toMatchObject({
			query: { updateMask: 'description,readerProjectNumbers' },
			body: { description: '', readerProjectNumbers: [] },
		});
	});

	it('reads a list of project numbers', async () => {
		const model = await scene.trained('Shared');
		await run('update', {
			tunedModel: locator('name', model),
			updateFields: { readerProjectNumbers: '123456789012, 210987654321' },
		});
		expect(scene.seen()[0]?.body).toEqual({ readerProjectNumbers: ['123456789012', '210987654321'] });
	});

	it.each([
		['nothing', {}, "'Update Fields' is empty [item 0]", /at least one field/],
		[
			'a long name',
			{ displayName: 'x'.repeat(41) },
			"'Display Name' has 41 characters, and the limit is 40 [item 0]",
			/Shorten/,
		],
		[
			'a word',
			{ topP: '={{ "half" }}' },
			`'Default Top P' must be a number, not "half" [item 0]`,
			/expression/,
		],
	])('refuses %s before anything is sent', async (_name, updateFields, message, description) => {
		const result = await run('update', { tunedModel: locator('id', 'any'), updateFields });
		expect(result.error('Node')).toMatchObject({ message, description: expect.stringMatching(description) });
		expect(scene.seen()).toEqual([]);
	});
});

it('permanently deletes a model', async () => {
	const model = await scene.trained('Number Predictor');
	expect((await run('delete', { tunedModel: locator('name', model) })).json('Node')).toEqual([
		{ deleted: true },
	]);
	expect(scene.seen()).toEqual([{ request: `DELETE /v1beta/${model}` }]);
	expect((await run('get', { tunedModel: locator('name', model) })).error('Node')?.message).toBe(notFound);
});

describe('Get Progress', () => {
	it('follows a job by the name that Create returns', async () => {
		const { name, tunedModel } = await scene.train('Number Predictor', { epochCount: 5, batchSize: 4 });
		const progress = async () => (await run('getProgress', {}, [{ name }])).json('Node')[0];
		expect(await progress()).toEqual({
			name,
			tunedModel,
			state: 'running',
			stage: null,
			done: false,
			outcomeKnown: true,
			completedSteps: 0,
			totalSteps: 19,
			completedPercent: 0,
			epoch: null,
			meanLoss: null,
			accuracy: null,
			validationLoss: null,
			validationAccuracy: null,
			divergedAtStep: null,
			bestCheckpoint: null,
			snapshots: [],
			otherMetrics: {},
			metricsProblem: null,
			jobError: null,
		});
		expect(scene.seen().map(({ request }) => request)).toContain(`GET /v1/${name}`);

		const { startMs, stepMs } = scene.emulator.durations;
		scene.emulator.clock.advance(startMs + 4 * stepMs);
		const underWay = await progress();
		expect(underWay).toMatchObject({
			state: 'running',
			done: false,
			completedSteps: 4,
			completedPercent: expect.closeTo((100 * 4) / 19, 5),
			epoch: Math.floor((4 * 4) / tutorialExamples.length),
		});
		expect(underWay?.snapshots).toHaveLength(4);

		scene.emulator.clock.advance(60_000);
		const last = await progress();
		expect(last).toMatchObject({
			state: 'succeeded',
			done: true,
			completedSteps: 19,
			completedPercent: 100,
			epoch: 5,
		});
		const snapshots = Array.isArray(last?.snapshots) ? last.snapshots : [];
		expect(snapshots).toHaveLength(19);
		expect(last?.meanLoss).toBe(snapshots.at(-1).meanLoss);
	});

	it('reports why a job failed', async () => {
		scene.emulator.faults.add({ kind: 'failJob', atStep: 3, message: 'Out of luck.' });
		const { name } = await scene.train('Broken');
		scene.emulator.clock.advance(60_000);
		expect((await run('getProgress', {}, [{ name }])).json('Node')).toEqual([
			expect.objectContaining({
				state: 'failed',
				done: true,
				completedSteps: 3,
				jobError: { code: 13, message: 'Out of luck.' },
			}),
		]);
	});

	it('rejects a missing name', async () => {
		expect((await run('getProgress', {})).error('Node')?.message).toBe("'Job Name' is empty [item 0]");
	});
});

describe('Cancel', () => {
	it('cancels the operation that it is given', async () => {
		const { name, tunedModel } = await scene.train('Number Predictor');
		scene.emulator.clock.advance(2_000);
		expect((await run('cancel', {}, [{ name }])).json('Node')).toEqual([{ name, cancelRequested: true }]);
		expect(scene.seen()).toEqual([{ request: `POST /v1/${name}:cancel`, body: {} }]);
		const [job] = (await run('get', { tunedModel: locator('name', tunedModel ?? '') })).json('Node');
		expect(job).toMatchObject({ state: 'cancelled', jobError: { code: 1 } });
	});

	it('finds the operation of a tuned model', async () => {
		const { name, tunedModel } = await scene.train('Number Predictor');
		await run('cancel', { jobName: tunedModel ?? '' });
		expect(scene.seen().at(-1)).toEqual({ request: `POST /v1/${name}:cancel`, body: {} });
	});
});
