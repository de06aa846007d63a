import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { TuningBackend } from '../../../../../nodes/shared/google/backend.ts';
import { vertexBackendAt } from '../../../../vertexClient.ts';
import { finishedJob } from './scene.ts';

let emulator: Emulator;
let backend: TuningBackend;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1, jobQuota: { concurrentJobs: 20 } });
	backend = vertexBackendAt(emulator);
});

beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

/** Tuned and served in one location, or tuned in a region and served by a multi-region. */
const baseModels = ['gemini-2.5-flash', 'gemini-3.5-flash'];

async function left(): Promise<string[]> {
	const served = vertexBackendAt(emulator, { location: 'us' });
	const lists = [
		backend.registry?.listModels(),
		backend.registry?.listEndpoints(),
		served.registry?.listEndpoints(),
	];
	return (await Promise.all(lists)).flatMap((list) => (list?.items ?? []).map(({ name }) => name));
}

const steps = () =>
	emulator.requests
		.list()
		.filter(({ method, path }) => method === 'DELETE' || path.endsWith(':undeployModel'))
		.map(
			({ method, path }) =>
				`${method} ${/(endpoints|models)\/\d+(?:@\d+)?(:\w+)?$/.exec(path)?.slice(1).filter(Boolean).join('')}`,
		);

test.each(baseModels)(
	'of %s everything goes: undeployed, then the endpoints, then the model',
	async (baseModel) => {
		const { name } = await finishedJob(emulator, backend, { source: { baseModel } });
		expect(await left()).toHaveLength(4);
		await backend.remove(name);
		expect(await left()).toEqual([]);
		const each = ['POST endpoints:undeployModel', 'DELETE endpoints'];
		expect(steps()).toEqual([...each, ...each, ...each, 'DELETE models']);
	},
);

test.each([
	['its model', 'tunedModel'],
	['its endpoint', 'endpoint'],
] as const)('by %s everything goes, too', async (_what, field) => {
	const job = await finishedJob(emulator, backend);
	await backend.remove(job[field] ?? '');
	expect(await left()).toEqual([]);
});

test('each step waits for the operation of the one before', async () => {
	const { name } = await finishedJob(emulator, backend);
	emulator.requests.clear();
	const before = emulator.clock.now();
	await backend.remove(name);
	const operations = emulator.requests.list().filter(({ path }) => path.includes('/operations/'));
	expect(operations.length).toBeGreaterThanOrEqual(steps().length);
	expect(emulator.clock.now() - before).toBeGreaterThanOrEqual(
		steps().length * emulator.vertex.durations.operationMs,
	);
});

test('deletes only the version of a model that was tuned further, with its endpoints', async () => {
	const first = await finishedJob(emulator, backend);
	const second = await finishedJob(emulator, backend, { source: { tunedModel: first.name }, epochCount: 2 });
	await backend.remove(first.name);
	expect(steps().at(-1)).toBe('DELETE models:deleteVersion');
	expect(new Set(await left())).toEqual(
		new Set([second.tunedModel?.replace('@2', ''), ...second.checkpoints.map(({ endpoint }) => endpoint)]),
	);
	await backend.remove(second.name);
	expect(await left()).toEqual([]);
});

test('a name without a version deletes all versions', async () => {
	const first = await finishedJob(emulator, backend);
	await finishedJob(emulator, backend, { source: { tunedModel: first.name }, epochCount: 2 });
	await backend.remove(first.tunedModel?.replace('@1', '') ?? '');
	expect(await left()).toEqual([]);
});

test('other models stay', async () => {
	const { name } = await finishedJob(emulator, backend);
	const other = await finishedJob(emulator, backend, { displayName: 'Other' });
	await backend.remove(name);
	expect(await left()).toHaveLength(4);
	expect(
		(await backend.generate(other.name, { contents: [{ role: 'user', parts: [{ text: '1' }] }] })).candidates,
	).toBeDefined();
});

test('another attempt finishes an interrupted deletion', async () => {
	const { name } = await finishedJob(emulator, backend);
	emulator.faults.add({
		kind: 'error',
		status: 'PERMISSION_DENIED',
		match: { method: 'DELETE' },
		skip: 1,
		times: 1,
	});
	await expect(backend.remove(name)).rejects.toMatchObject({ httpStatus: 403 });
	await backend.remove(name);
	expect(await left()).toEqual([]);
});

test('ignores resources that somebody else deletes at the same time', async () => {
	const { name } = await finishedJob(emulator, backend);
	const gone = [backend.remove(name), vertexBackendAt(emulator).remove(name)];
	await Promise.all(gone);
	expect(await left()).toEqual([]);
});

test('a missing model is a 404', async () => {
	const { name } = await finishedJob(emulator, backend);
	await backend.remove(name);
	await expect(backend.remove(name)).rejects.toMatchObject({ httpStatus: 404 });
});

test.each(['gemini-3.5-flash', 'tuningJobs/1'])('%s is not deleted', async (text) => {
	await expect(backend.remove(text)).rejects.toThrow();
	expect(steps()).toEqual([]);
});
