import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG, create, send, tuning } from './support.ts';
import type { Operation } from './support.ts';

interface Model {
	state: string;
	createTime: string;
	updateTime: string;
	tuningTask: {
		startTime?: string;
		completeTime?: string;
		snapshots?: Array<{ step: number; epoch?: number; meanLoss: number; computeTime: string }>;
	};
}

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
afterEach(async () => await emulator.close());

const getModel = async (id: string) => (await send<Model>(emulator, `GET /v1beta/tunedModels/${id}`)).body;
const getOperation = async (name: string) => (await send<Operation>(emulator, `GET /v1/${name}`)).body;

const rows = (count: number) =>
	Array.from({ length: count }, (_, i): [string, string] => [`question ${i}`, `answer ${i}`]);

test.each([
	[15, 2, 5, 38],
	[15, 4, 5, 19],
	[15, 2, 3, 23],
	[15, 4, 3, 12],
	[15, 4, 50, 188],
	[15, 4, 100, 375],
	[25, 16, 10, 16],
	[1, 16, 1, 1],
])(
	'%i examples in batches of %i over %i epochs take %i steps',
	async (examples, batchSize, epochCount, totalSteps) => {
		const { metadata } = await create(emulator, 'job', tuning({ batchSize, epochCount }, {}, rows(examples)));
		expect(metadata.totalSteps).toBe(totalSteps);
		emulator.clock.advance(LONG);
		const snapshots = (await getModel('job')).tuningTask.snapshots ?? [];
		expect(snapshots.map(({ step }) => step)).toEqual(Array.from({ length: totalSteps }, (_, i) => i + 1));
		const epochs = snapshots.map(({ epoch = 0 }) => epoch);
		expect(epochs.slice(0, -1)).toEqual(
			epochs.slice(0, -1).map((_, i) => Math.floor(((i + 1) * batchSize) / examples)),
		);
		expect(epochs.at(-1)).toBe(epochCount);
		expect(snapshots.filter(({ epoch }) => epoch === 0)).toEqual([]);
	},
);

test('a running operation shows its progress as Google does: two of 38 steps are 5.263158 %', async () => {
	const { name } = await create(emulator, 'job', tuning({ batchSize: 2 }));
	emulator.clock.advance(300 + 2 * 460 + 1);
	const operation = await getOperation(name);
	expect(operation.metadata).toMatchObject({ totalSteps: 38, completedSteps: 2, completedPercent: 5.263158 });
	expect(Object.keys(operation)).toEqual(['name', 'metadata']);
	expect(Object.keys(operation.metadata)).toEqual([
		'@type',
		'totalSteps',
		'completedSteps',
		'completedPercent',
		'snapshots',
		'tunedModel',
	]);
});

test('a job that has succeeded: times, states and the operation’s response', async () => {
	const { name } = await create(emulator, 'job');
	emulator.clock.advance(299);
	expect((await getModel('job')).tuningTask).not.toHaveProperty('startTime');
	emulator.clock.advance(300 + 19 * 460);
	const training = await getModel('job');
	expect(training).toMatchObject({ state: 'CREATING', updateTime: training.createTime });
	expect(training.tuningTask.snapshots).toHaveLength(19);
	expect(await getOperation(name)).not.toHaveProperty('done');
	emulator.clock.advance(4000);
	const model = await getModel('job');
	expect(model).toMatchObject({ state: 'ACTIVE', updateTime: model.tuningTask.completeTime });
	expect(model.createTime).toMatch(/\.\d{6}Z$/);
	expect(model.tuningTask.completeTime).toMatch(/\.\d{6}Z$/);
	expect(model.tuningTask.startTime).toMatch(/\.\d{9}Z$/);
	expect(model.tuningTask.snapshots?.[0]?.computeTime).toMatch(/\.\d{9}Z$/);
	const operation = await getOperation(name);
	expect(operation).toMatchObject({ done: true, metadata: { completedSteps: 19, completedPercent: 100 } });
	expect(operation.response).toEqual({
		'@type': 'type.googleapis.com/google.ai.generativelanguage.v1beta.TunedModel',
		...model,
	});
	expect(JSON.stringify(operation)).not.toContain('trainingData');
});

test('a job that fails: only its operation contains the reason', async () => {
	emulator.faults.add({ kind: 'failJob', atStep: 7, status: 'INTERNAL', message: 'It went wrong.' });
	const { name } = await create(emulator, 'job');
	emulator.clock.advance(LONG);
	const operation = await getOperation(name);
	expect(operation).toMatchObject({
		done: true,
		error: { code: 13, message: 'It went wrong.' },
		metadata: { completedSteps: 7 },
	});
	expect(operation).not.toHaveProperty('response');
	const model = await getModel('job');
	expect(model.state).toBe('FAILED');
	expect(JSON.stringify(model)).not.toContain('wrong');
});

test('a canceled job: its operation has error code 1, the model stays usable in its last state', async () => {
	const { name } = await create(emulator, 'job');
	emulator.clock.advance(300 + 5 * 460);
	expect(await send(emulator, `POST /v1/${name}:cancel`, { body: {} })).toMatchObject({
		status: 200,
		body: {},
	});
	emulator.clock.advance(LONG);
	expect(await getOperation(name)).toMatchObject({
		done: true,
		error: { code: 1 },
		metadata: { completedSteps: 5 },
	});
	const model = await getModel('job');
	expect(model).toMatchObject({ state: 'ACTIVE', updateTime: model.tuningTask.completeTime });
	expect(model.tuningTask.snapshots).toHaveLength(5);
	const prompt = { contents: [{ parts: [{ text: 'one' }] }] };
	expect(
		(await send(emulator, 'POST /v1beta/tunedModels/job:generateContent', { body: prompt })).status,
	).toBe(200);
});

test('canceling a job that has ended changes nothing', async () => {
	const { name } = await create(emulator, 'job');
	emulator.clock.advance(LONG);
	const before = await getOperation(name);
	await send(emulator, `POST /v1/${name}:cancel`);
	expect(await getOperation(name)).toEqual(before);
});

test('a job canceled before its start has no steps', async () => {
	const { name } = await create(emulator, 'job');
	await send(emulator, `POST /v1/${name}:cancel`);
	expect(await getOperation(name)).toMatchObject({ done: true, error: { code: 1 } });
	expect((await getModel('job')).tuningTask).not.toHaveProperty('snapshots');
});

test('a stalled job neither advances nor ends until it is resumed', async () => {
	emulator.faults.add({ kind: 'stallJob', atStep: 3, times: 1 });
	const { name } = await create(emulator, 'job');
	emulator.clock.advance(LONG);
	expect(await getOperation(name)).toMatchObject({ metadata: { completedSteps: 3 } });
	expect(await getModel('job')).toMatchObject({ state: 'CREATING' });
	emulator.jobs.change('job', 'resume');
	emulator.clock.advance(460);
	expect(await getOperation(name)).toMatchObject({ metadata: { completedSteps: 4 } });
	emulator.clock.advance(15 * 460 + 4000);
	const model = await getModel('job');
	expect(model.state).toBe('ACTIVE');
	const times = (model.tuningTask.snapshots ?? []).map(({ computeTime }) => computeTime);
	expect(times).toEqual([...times].sort());
	expect(times).toHaveLength(19);
});

test('a running job can be made to fail or to stall', async () => {
	const failing = await create(emulator, 'failing');
	const stalling = await create(emulator, 'stalling');
	emulator.clock.advance(300 + 4 * 460);
	emulator.jobs.change('failing', 'fail', { message: 'No more.', code: 'INVALID_ARGUMENT' });
	emulator.jobs.change('stalling', 'stall');
	emulator.clock.advance(LONG);
	expect(await getOperation(failing.name)).toMatchObject({
		error: { code: 3, message: 'No more.' },
		metadata: { completedSteps: 5 },
	});
	expect(await getOperation(stalling.name)).not.toHaveProperty('done');
	expect(() => emulator.jobs.change('failing', 'stall')).toThrow('has already ended');
});

test('reads don’t change a job: the same result if it is read at every step or only at its end', async () => {
	await create(emulator, 'watched');
	await create(emulator, 'unwatched');
	for (let i = 0; i < 20; i++) {
		emulator.clock.advance(460);
		await getModel('watched');
	}
	emulator.clock.advance(LONG);
	const losses = async (id: string) =>
		(await getModel(id)).tuningTask.snapshots?.map(({ meanLoss }) => meanLoss);
	expect(await losses('watched')).toEqual(await losses('unwatched'));
});

test('operations: listed on both versions, canceled on v1 only, never deleted', async () => {
	const { name } = await create(emulator, 'job');
	await create(emulator, 'other');
	for (const version of ['v1', 'v1beta']) {
		expect((await send(emulator, `GET /${version}/${name}`)).body).toMatchObject({ name });
		const list = await send<{ operations: Operation[] }>(
			emulator,
			`GET /${version}/tunedModels/job/operations`,
		);
		expect(list.body.operations.map((operation) => operation.name)).toEqual([name]);
	}
	expect(
		(await send<{ operations: Operation[] }>(emulator, 'GET /v1/operations')).body.operations,
	).toHaveLength(2);
	expect((await send(emulator, `POST /v1beta/${name}:cancel`)).status).toBe(404);
	expect(await send(emulator, `DELETE /v1/${name}`)).toMatchObject({
		status: 501,
		body: { error: { status: 'UNIMPLEMENTED' } },
	});
	expect((await send(emulator, 'GET /v1/tunedModels/job/operations/nope')).status).toBe(404);
});
