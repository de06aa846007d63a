/** What Tuned Model does at Vertex AI. */
import type { INode, INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import { runAsTool } from '../../engine/runAsTool.ts';
import { vertexBackendAt } from '../../vertexClient.ts';
import type { Scene } from '../scene.ts';
import { anHour, locator, setScene } from '../scene.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene('vertex');
});

afterEach(async () => await scene.emulator.close());

const node = (operation: string, parameters: INodeParameters, more: Partial<INode> = {}) =>
	scene.node('geminiTunedModel', { resource: 'tunedModel', operation, ...parameters }, more);

const run = async (operation: string, parameters: INodeParameters = {}, more?: Partial<INode>) =>
	await runNode(node(operation, parameters, more), { credentials: scene.credentials });

const named = (name: string | null | undefined) => ({ tunedModel: locator('name', name ?? '') });
const get = async (name: string) => await vertexBackendAt(scene.emulator).get(name);
const requests = () => scene.seen().map(({ request }) => request.replace(/\d{13,}/g, '#'));

describe('Get', () => {
	it('returns a job with its model, endpoint, checkpoints and billed tokens', async () => {
		const model = await scene.trained('Number Predictor', { epochCount: 2 });
		const { name, checkpoints } = await get(model);
		scene.seen();
		const result = await run('get', named(name));
		expect(result.json('Node')).toEqual([
			expect.objectContaining({
				name,
				tunedModel: model,
				endpoint: checkpoints.at(-1)?.endpoint,
				checkpoints,
				displayName: 'Number Predictor',
				baseModel: 'gemini-3.5-flash',
				state: 'succeeded',
				stage: null,
				jobError: null,
				explanation: null,
				billableTokens: expect.any(Number),
				bestCheckpoint: expect.objectContaining({ checkpointId: '2', validationLoss: null }),
				completedSteps: 8,
				completedPercent: 100,
				meanLoss: expect.any(Number),
				accuracy: expect.any(Number),
				metricsProblem: null,
				hyperparameters: expect.objectContaining({ epochCount: 2 }),
			}),
		]);
		const requests = scene.seen().map(({ request }) => request.replaceAll(/\d{6,}/g, '#'));
		expect(requests).toEqual([
			'GET /v1beta1/projects/#/locations/us-central1/tuningJobs/#',
			'GET /v1/projects/#/locations/us-central1/metadataStores/default/contexts/tuning-experiment-#',
			'GET /v1/projects/#/locations/us-central1/tensorboards/#/experiments/tuning-experiment-#/runs',
			'GET /v1/projects/#/locations/us-central1/tensorboards/#/experiments/tuning-experiment-#/runs/run-#/timeSeries',
			'GET /v1/projects/#/locations/us-central1/tensorboards/#:batchRead',
		]);
	});

	it("includes the data's statistics without Simplify", async () => {
		const model = await scene.trained('Number Predictor');
		const [job] = (await run('get', { ...named(model), simplify: false })).json('Node');
		expect(job).toMatchObject({
			rawState: 'JOB_STATE_SUCCEEDED',
			dataStats: { exampleCount: 15, inputTokens: { min: expect.any(Number), max: expect.any(Number) } },
		});
	});

	it.each([
		['failJob', /^The job failed: .*create the job again/],
		['failEndpoint', /^The model was tuned but could not be deployed: .*Deploy it to an endpoint/],
	] as const)('explains a job after %s without failing', async (kind, explanation) => {
		scene.emulator.faults.add({ kind });
		const { name } = await scene.train('Broken');
		scene.emulator.clock.advance(anHour);
		const result = await run('get', named(name), { onError: 'continueErrorOutput' });
		expect(result.json('Node', 1)).toEqual([]);
		expect(result.json('Node')).toEqual([
			expect.objectContaining({ state: 'failed', explanation: expect.stringMatching(explanation) }),
		]);
	});

	it('names the location of a missing resource', async () => {
		const result = await run('get', { tunedModel: locator('id', '1234567890') });
		expect(result.error('Node')).toMatchObject({
			message: "Google can't find this resource in 'us-central1'",
			description: expect.stringContaining("Set 'Location'"),
		});
	});
});

it('Get Progress returns the stage of a running job, and null for unknown values', async () => {
	const { name } = await scene.train('Running');
	scene.emulator.clock.advance(100);
	const [progress] = (await run('getProgress', { jobName: name ?? '' })).json('Node');
	expect(progress).toMatchObject({
		name,
		state: 'running',
		stage: 'PROCESSING_DATASET',
		done: false,
		completedSteps: null,
		completedPercent: null,
		meanLoss: null,
		snapshots: [],
	});
});

it('Get Many lists jobs, filtered in the language of Vertex AI', async () => {
	await scene.trained('One');
	await scene.train('Two');
	const all = await run('getAll', { returnAll: true });
	expect(all.json('Node').map(({ displayName }) => displayName)).toEqual(
		expect.arrayContaining(['One', 'Two']),
	);
	const filters = { filter: 'state="JOB_STATE_SUCCEEDED"' };
	expect((await run('getAll', { returnAll: true, filters })).json('Node')).toEqual([
		expect.objectContaining({ displayName: 'One' }),
	]);
});

it('Cancel Tuning stops a job', async () => {
	const { name } = await scene.train('Running');
	const result = await run('cancel', { jobName: name ?? '' });
	expect(result.json('Node')).toEqual([{ name, cancelRequested: true }]);
	scene.emulator.clock.advance(anHour);
	expect(await get(name ?? '')).toMatchObject({ state: 'cancelled' });
});

it('Update changes name, description and labels of the registered model', async () => {
	const model = await scene.trained('Number Predictor');
	const updateFields = {
		displayName: 'Counter',
		description: 'Counts on',
		labels: { label: [{ key: 'team', value: 'numbers' }] },
	};
	const result = await run('update', { ...named(model), updateFields });
	expect(result.json('Node')).toEqual([
		expect.objectContaining({ displayName: 'Counter', description: 'Counts on' }),
	]);
	expect(scene.seen().find(({ request }) => request.startsWith('PATCH '))?.body).toEqual({
		displayName: 'Counter',
		description: 'Counts on',
		labels: { team: 'numbers' },
	});
});

it('Delete undeploys every checkpoint, deletes the endpoints and then the model', async () => {
	const model = await scene.trained('Number Predictor', { epochCount: 2 });
	const { name } = await get(model);
	scene.seen();
	const result = await run('delete', named(name));
	expect(result.error()).toBeUndefined();
	expect(result.json('Node')).toEqual([{ deleted: true }]);
	const changes = requests().filter((request) => !request.startsWith('GET '));
	const endpoint = 'projects/528811260437/locations/us/endpoints/#';
	expect(changes).toEqual([
		`POST /v1/${endpoint}:undeployModel`,
		`DELETE /v1/${endpoint}`,
		`POST /v1/${endpoint}:undeployModel`,
		`DELETE /v1/${endpoint}`,
		'DELETE /v1/projects/528811260437/locations/us-central1/models/#',
	]);
	expect((await vertexBackendAt(scene.emulator).registry?.listModels())?.items).toEqual([]);
});

describe('Rebase', () => {
	it('tunes the data again on a newer model, once for repeated runs', async () => {
		const model = await scene.trained('Number Predictor');
		const parameters = {
			...named(model),
			baseModel: locator('id', 'gemini-3.5-flash-lite'),
			bucket: locator('name', 'scene'),
			options: { displayName: 'Number Predictor Lite' },
		};
		const [first, second] = [await run('rebase', parameters), await run('rebase', parameters)];
		expect(first.error()).toBeUndefined();
		expect(first.json('Node')).toEqual([
			expect.objectContaining({
				baseModel: 'gemini-3.5-flash-lite',
				displayName: 'Number Predictor Lite',
				reused: false,
				attempt: 1,
			}),
		]);
		expect(second.json('Node')).toEqual([
			expect.objectContaining({ reused: true, name: first.json('Node')[0]?.['name'] }),
		]);
	});

	it('is refused to an AI agent unless its author allows it', async () => {
		const model = await scene.trained('Number Predictor');
		const parameters = { ...named(model), bucket: locator('name', 'scene') };
		const asTool = runAsTool(node('rebase', parameters), { credentials: scene.credentials });
		await expect(asTool).rejects.toThrow(/allowed to start a tuning job/);
		expect(scene.seen()).toEqual([]);
	});
});

it('Endpoint › Get Many lists the served models of a location', async () => {
	const model = await scene.trained('Number Predictor', { epochCount: 2 });
	const parameters = { resource: 'endpoint', returnAll: true, location: locator('name', 'us') };
	const endpoints = (await run('getAll', parameters)).json('Node');
	expect(endpoints).toHaveLength(2);
	expect(endpoints[0]).toMatchObject({
		name: expect.stringMatching(/\/locations\/us\/endpoints\/\d+$/),
		deployedModels: [
			expect.objectContaining({ model: model.split('@')[0], version: '1', checkpointId: expect.any(String) }),
		],
	});
});

it('has no permissions to share: the panel does not offer them', async () => {
	const result = await run('getAll', { resource: 'permission', ...named('models/1') });
	expect(result.error()?.message).toMatch(/operation '' of 'permission' isn't available with this API/);
});
