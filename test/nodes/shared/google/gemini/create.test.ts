import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { TuningSpec } from '../../../../../nodes/shared/google/tuning';
import { GoogleApiError, ModelIdTakenError } from '../../../../../nodes/shared/google/http/googleErrors';
import { createGeminiBackend } from '../../../../../nodes/shared/google/gemini/geminiBackend';
import type { HttpClient } from '../../../../../nodes/shared/google/http/httpClient';
import { geminiHost, originOf } from '../../../../../nodes/shared/google/http/origins';
import { buildDataset } from '../../../../../nodes/shared/domain/dataset/buildDataset';
import { fetchClient, fetchStream, geminiBackendAt } from '../../../../fetchClient.ts';
import { tutorialExamples } from '../../../../fixtures/tutorial.ts';

const data = buildDataset(tutorialExamples.map(([input, output], item) => ({ item, input, output })));
const spec: TuningSpec = {
	source: { baseModel: 'gemini-1.5-flash-001-tuning' },
	displayName: 'Number Predictor',
	epochCount: 5,
	batchSize: 4,
	learningRate: 0.001,
};
const key = { project: 'emulator-project' };
const anHour = 3_600_000;

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
});

afterEach(async () => await emulator.close());

const create = (changed: Partial<TuningSpec> = {}, changedKey: { forceNew?: string } = {}) =>
	geminiBackendAt(emulator).create({ ...spec, ...changed }, data, { ...key, ...changedKey });
const jobs = async () => (await geminiBackendAt(emulator).list()).items;
const idOf = (tunedModel: string | null) => tunedModel?.replace('tunedModels/', '') ?? '';

it.each([
	[4, 19],
	[2, 38],
])('starts a job; batches of %i make %i steps', async (batchSize, totalSteps) => {
	const { job, reused, attempt } = await create({ batchSize });
	expect({ reused, attempt }).toEqual({ reused: false, attempt: 1 });
	expect(job).toMatchObject({ state: 'running', totalSteps, completedSteps: 0, outcomeKnown: true });
	expect(job.tunedModel).toMatch(/^tunedModels\/number-predictor-[a-v0-9]{20}$/);
	expect(job.name).toMatch(new RegExp(`^${job.tunedModel}/operations/`));
});

it('sends exactly the settings', async () => {
	await create({ displayName: 'N', description: 'd', topK: 3, readerProjectNumbers: ['12'] });
	const sent = emulator.requests.list().find(({ method }) => method === 'POST');
	expect(sent?.body).toEqual({
		baseModel: 'models/gemini-1.5-flash-001-tuning',
		displayName: 'N',
		description: 'd',
		topK: 3,
		readerProjectNumbers: ['12'],
		tuningTask: {
			hyperparameters: { epochCount: 5, batchSize: 4, learningRate: 0.001 },
			trainingData: {
				examples: { examples: tutorialExamples.map(([textInput, output]) => ({ textInput, output })) },
			},
		},
	});
});

it('reuses the running and the finished job of an equal creation', async () => {
	const first = await create();
	const second = await create();
	emulator.clock.advance(anHour);
	const third = await create();
	for (const { job, reused } of [second, third]) {
		expect(reused).toBe(true);
		expect(job.name).toBe(first.job.name);
	}
	expect(third.job.state).toBe('succeeded');
	expect(await jobs()).toHaveLength(1);
});

it('starts one job when twenty equal creations run at once', async () => {
	const creations = await Promise.all(Array.from({ length: 20 }, () => create()));
	expect(creations.filter(({ reused }) => !reused)).toHaveLength(1);
	expect(await jobs()).toHaveLength(1);
});

it.each(['lost', 'cut'] as const)('starts one job although the answer is %s', async (kind) => {
	emulator.faults.add({ kind, match: { method: 'POST' }, times: 1 });
	const { job, reused } = await create();
	expect({ reused, state: job.state }).toEqual({ reused: true, state: 'running' });
	expect(await jobs()).toHaveLength(1);
});

it('starts the job after an overload and a broken connection', async () => {
	emulator.faults.add({ kind: 'error', match: { method: 'POST' }, times: 1 });
	emulator.faults.add({ kind: 'reset', match: { method: 'POST' }, times: 1 });
	expect((await create()).reused).toBe(false);
	expect(await jobs()).toHaveLength(1);
});

it('does not hide a job that it cannot read', async () => {
	emulator.faults.add({ kind: 'error', status: 'PERMISSION_DENIED', match: { method: 'GET' } });
	const { job } = await create();
	expect(job).toMatchObject({ state: 'running', totalSteps: 19 });
	expect(job.name).toMatch(/operations/);
});

it.each(['fail', 'cancel'] as const)('starts a second attempt when the first did %s', async (action) => {
	const first = await create();
	emulator.jobs.change(idOf(first.job.tunedModel), action);
	emulator.clock.advance(anHour);
	const second = await create();
	expect(second).toMatchObject({ reused: false, attempt: 2 });
	expect((await create()).job.name).toBe(second.job.name);
	expect(await jobs()).toHaveLength(2);
});

it('starts again when the first model was deleted', async () => {
	const first = await create();
	emulator.clock.advance(anHour);
	await geminiBackendAt(emulator).remove(first.job.tunedModel ?? '');
	expect(await create()).toMatchObject({ reused: false, attempt: 1 });
	expect(await jobs()).toHaveLength(1);
});

it.each([undefined, 'my-model'])(
	'does not start anew when failed predecessors were deleted (ID %s)',
	async (modelId) => {
		const own = modelId === undefined ? {} : { modelId };
		const failed = [];
		for (let attempt = 1; attempt <= 3; attempt++) {
			const { job } = await create(own);
			emulator.jobs.change(idOf(job.tunedModel), 'fail');
			emulator.clock.advance(anHour);
			failed.push(job.tunedModel ?? '');
		}
		const fourth = await create(own);
		for (const name of failed) await geminiBackendAt(emulator).remove(name);
		expect(await create(own)).toMatchObject({ reused: true, attempt: 4, job: { name: fourth.job.name } });
		expect(await jobs()).toHaveLength(1);
	},
);

it('waits for a job that is not visible yet', async () => {
	emulator.faults.add({ kind: 'lost', match: { method: 'POST' }, times: 1 });
	// The first three requests look for later attempts.
	emulator.faults.add({ kind: 'error', status: 'NOT_FOUND', match: { method: 'GET' }, times: 6 });
	expect(await create()).toMatchObject({ reused: true, attempt: 1 });
	expect(await jobs()).toHaveLength(1);
});

it('uses the next ID when one stays in use without a model', async () => {
	const { job } = await create();
	emulator.faults.add({
		kind: 'error',
		status: 'NOT_FOUND',
		match: { method: 'GET', path: idOf(job.tunedModel) },
	});
	expect(await create()).toMatchObject({ reused: false, attempt: 2 });
});

it('does not read a gateway’s 403 as another owner’s model', async () => {
	const { job } = await create();
	const http = fetchClient(emulator, emulator.project);
	const behindProxy: HttpClient = async (request, reader) => {
		if (request.method === 'GET' && request.url.includes(idOf(job.tunedModel)))
			throw new GoogleApiError(403, {});
		return await http(request, reader);
	};
	const openStream = fetchStream(emulator, emulator.project);
	const origin = originOf(geminiHost, emulator.url);
	const backend = createGeminiBackend({ http: behindProxy, openStream, origin, sleep: async () => {} });
	await expect(backend.create(spec, data, key)).rejects.toMatchObject({ httpStatus: 403 });
	expect(await jobs()).toHaveLength(1);
});

it('identifies a base model by any of its names', async () => {
	const first = await create();
	const source = { baseModel: 'models/gemini-1.5-flash-001-tuning' };
	expect(await create({ source })).toMatchObject({ reused: true, job: { name: first.job.name } });
});

it('uses the next ID when somebody else has the first', async () => {
	const stranger = {
		email: 'stranger@example.com',
		homeProject: 'strange-project',
		mayUse: ['strange-project'],
	};
	emulator.identities.addProject({ id: 'strange-project', number: '99' });
	const accessToken = emulator.identities.issueToken({ ...stranger, kind: 'serviceAccount' });
	const theirs = geminiBackendAt(emulator, { ...emulator, accessToken, project: 'strange-project' });
	const { job } = await theirs.create(spec, data, key);
	const ours = await create();
	expect(ours).toMatchObject({ reused: false, attempt: 2 });
	expect(ours.job.tunedModel).not.toBe(job.tunedModel);
});

it('starts another job for other rows, settings or when forced, and only one for each', async () => {
	const first = await create();
	const other = await create({ epochCount: 6 });
	const forced = await create({}, { forceNew: '17' });
	const repeated = await create({}, { forceNew: '17' });
	expect(new Set([first, other, forced].map(({ job }) => job.name)).size).toBe(3);
	expect(repeated).toMatchObject({ reused: true, job: { name: forced.job.name } });
});

describe('an ID of the user’s own', () => {
	it('is used unchanged, and separates a repeat from other rows', async () => {
		const first = await create({ modelId: 'my-model' });
		expect(first.job.tunedModel).toBe('tunedModels/my-model');
		expect(await create({ modelId: 'my-model' })).toMatchObject({ reused: true });
		await expect(create({ modelId: 'my-model', epochCount: 6 })).rejects.toThrow(ModelIdTakenError);
		expect(await jobs()).toHaveLength(1);
	});

	it('is numbered after a failed job', async () => {
		await create({ modelId: 'my-model' });
		emulator.jobs.change('my-model', 'fail');
		emulator.clock.advance(anHour);
		expect((await create({ modelId: 'my-model' })).job.tunedModel).toBe('tunedModels/my-model-2');
	});

	it('gets a number beyond unrelated models', async () => {
		await create({ modelId: 'my-model' });
		await create({ modelId: 'my-model-2', epochCount: 6 });
		emulator.jobs.change('my-model', 'fail');
		emulator.clock.advance(anHour);
		expect((await create({ modelId: 'my-model' })).job.tunedModel).toBe('tunedModels/my-model-3');
	});
});
