import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { TuningBackend } from '../../../../../nodes/shared/google/backend.ts';
import { findNewest } from '../../../../../nodes/shared/google/newestByName.ts';
import { vertexBackendAt } from '../../../../vertexClient.ts';
import { anHour, data, finishedJob, key, spec } from './scene.ts';

let emulator: Emulator;
let backend: TuningBackend;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1, jobQuota: { concurrentJobs: 20 } });
	backend = vertexBackendAt(emulator);
});

beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

const create = async (changed: Partial<typeof spec> = {}) =>
	(await backend.create({ ...spec, ...changed }, data, key)).job;

test('a job goes through its states and stages', async () => {
	const { name } = await create();
	const seen: Array<[string, string | null]> = [];
	for (let looks = 0; looks < 400 && seen.at(-1)?.[0] !== 'succeeded'; looks++) {
		const { state, stage } = await backend.get(name ?? '');
		if (seen.at(-1)?.[0] !== state || seen.at(-1)?.[1] !== stage) seen.push([state, stage]);
		emulator.clock.advance(1_000);
	}
	expect(seen).toEqual([
		['pending', null],
		['running', 'PROCESSING_DATASET'],
		['running', 'WAITING_FOR_CAPACITY'],
		['running', 'TUNING'],
		['running', 'POST_PROCESSING'],
		['succeeded', null],
	]);
});

test('a succeeded job contains its model, endpoints and statistics', async () => {
	const job = await finishedJob(emulator, backend);
	const name = /^projects\/528811260437\/locations\/(us|us-central1)\/(endpoints|models)\/\d+(@1)?$/;
	expect(job.tunedModel).toMatch(name);
	expect(job.endpoint).toMatch(name);
	expect(job.checkpoints).toHaveLength(3);
	expect(job.checkpoints.at(-1)).toEqual({
		checkpointId: '3',
		epoch: 3,
		step: expect.any(Number),
		endpoint: job.endpoint,
	});
	expect(job.dataStats).toMatchObject({ exampleCount: 15, billableTokenCount: expect.any(Number) });
	expect(job.snapshots).toEqual([]);
});

test('with the last checkpoint only there are no others', async () => {
	const job = await finishedJob(emulator, backend, { exportLastCheckpointOnly: true });
	expect(job.checkpoints).toEqual([]);
	expect(job.endpoint).not.toBeNull();
});

test('a job is found by its name, its ID, its model and each of its endpoints', async () => {
	const { name, tunedModel, endpoint, checkpoints } = await finishedJob(emulator, backend);
	await create({ displayName: 'Other' });
	const names = [
		name,
		name.split('/').at(-1),
		tunedModel,
		tunedModel?.replace('@1', ''),
		endpoint,
		checkpoints[0]?.endpoint,
	];
	for (const text of names) expect((await backend.get(text ?? '')).name).toBe(name);
});

test.each(['projects/emulator-project/locations/us-central1/models/1', 'gemini-3.5-flash', ''])(
	'%j has no job, and the message shows it',
	async (text) => {
		await create();
		await expect(backend.get(text)).rejects.toThrow(`No tuning job created '${text}'`);
	},
);

test('a missing job is a 404', async () => {
	await expect(backend.get('tuningJobs/1')).rejects.toMatchObject({ httpStatus: 404 });
});

test('jobs are listed page by page', async () => {
	const names = new Set<string | null>();
	for (const displayName of ['a', 'b', 'c']) names.add((await create({ displayName })).name);
	const first = await backend.list({ pageSize: 2 });
	expect(first.items).toHaveLength(2);
	const second = await backend.list({ pageSize: 2, pageToken: first.nextPageToken ?? '' });
	expect(new Set([...first.items, ...second.items].map(({ name }) => name))).toEqual(names);
	expect(second).not.toHaveProperty('nextPageToken');
});

test('the newest model of a name is found', async () => {
	await finishedJob(emulator, backend);
	const { name } = await finishedJob(emulator, backend, { epochCount: 1 });
	await create({ epochCount: 2 });
	expect((await findNewest(backend, 'Number Predictor')).usable?.name).toBe(name);
});

test('a canceled job has the state cancelled, with the reason', async () => {
	const { name } = await create();
	await backend.cancel(name ?? '');
	expect(await backend.get(name ?? '')).toMatchObject({ state: 'cancelling' });
	emulator.clock.advance(anHour);
	expect(await backend.get(name ?? '')).toMatchObject({
		state: 'cancelled',
		outcomeKnown: true,
		tunedModel: null,
		jobError: { code: 1 },
	});
});

test('a failed job contains the reason', async () => {
	const { name } = await create();
	emulator.vertex.change(name ?? '', 'fail', { message: 'The training data has a problem.' });
	emulator.clock.advance(anHour);
	expect(await backend.get(name ?? '')).toMatchObject({
		state: 'failed',
		jobError: { message: 'The training data has a problem.' },
	});
});

test('only a job can be cancelled', async () => {
	await expect(backend.cancel('endpoints/1')).rejects.toThrow("'endpoints/1' isn't the name of a tuning job");
});

test('a job in another location is read there', async () => {
	const europe = vertexBackendAt(emulator, { location: 'europe-west4' });
	const { job } = await europe.create({ ...spec, bucket: 'emulator-europe' }, data, key);
	expect((await backend.get(job.name ?? '')).name).toBe(job.name);
	expect((await backend.list()).items).toEqual([]);
	expect(emulator.requests.list().at(-2)?.host).toBe('europe-west4-aiplatform.googleapis.com');
});

test('a model is renamed and described, labels and all', async () => {
	const { name, tunedModel } = await finishedJob(emulator, backend);
	const change = { displayName: 'Renamed', description: 'Counts on', labels: { a: 'b' } };
	expect(await backend.update(name, change)).toMatchObject({
		name,
		displayName: 'Renamed',
		description: 'Counts on',
	});
	const { items = [] } = (await backend.registry?.listModels()) ?? {};
	expect(items).toMatchObject([
		{ name: tunedModel?.replace('@1', ''), version: '1', displayName: 'Renamed', labels: { a: 'b' } },
	]);
});

test('models and endpoints are listed', async () => {
	const { tunedModel, checkpoints } = await finishedJob(emulator, backend, {
		source: { baseModel: 'gemini-2.5-flash' },
	});
	const [model, version] = tunedModel?.split('@') ?? [];
	const models = await backend.registry?.listModels();
	const endpoints = await backend.registry?.listEndpoints();
	const deployed = checkpoints.map(({ endpoint }) => endpoint);
	expect(models?.items).toMatchObject([{ name: model, version, displayName: 'Number Predictor' }]);
	expect(new Set(models?.items[0]?.endpoints)).toEqual(new Set(deployed));
	expect(new Set(endpoints?.items.map(({ name }) => name))).toEqual(new Set(deployed));
	expect(endpoints?.items.map(({ deployedModels }) => deployedModels)).toEqual(
		endpoints?.items.map(() => [
			{
				id: expect.any(String),
				model,
				version,
				checkpointId: expect.any(String),
				displayName: expect.any(String),
			},
		]),
	);
});
