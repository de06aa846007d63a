import fc from 'fast-check';
import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { TuningBackend } from '../../../../../nodes/shared/google/backend.ts';
import type { RawHttp, RawRequest } from '../../../../../nodes/shared/google/http/httpClient.ts';
import { ensureBucket } from '../../../../../nodes/shared/google/vertex/storage/buckets.ts';
import {
	bucketUrl,
	listObjectsResponse,
	read,
} from '../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import { Simulation } from '../../../../simulation.ts';
import { fetchRaw, storageAt, vertexBackendAt } from '../../../../vertexClient.ts';
import { bucket, data, key, spec } from './scene.ts';

let emulator: Emulator;
let simulation: Simulation;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1, jobQuota: { concurrentJobs: 20 } });
});

afterAll(async () => await emulator.close());

async function begin(): Promise<void> {
	emulator.reset();
	simulation = new Simulation(emulator.clock);
	await ensureBucket(storageAt(emulator), bucket, { project: emulator.project, location: 'us-central1' });
}

beforeEach(begin);

/** A process whose requests go through `send`. */
function processOf(send: (request: RawRequest, raw: RawHttp) => ReturnType<RawHttp>): TuningBackend {
	const direct = fetchRaw(emulator);
	const tracked: RawHttp = async (request) => await simulation.work(async () => await direct(request));
	return vertexBackendAt(emulator, {
		raw: async (request) => await send(request, tracked),
		waiting: { sleep: simulation.sleep, random: () => 0.5 },
		now: simulation.now,
	});
}

const plainly = async (request: RawRequest, raw: RawHttp) => await raw(request);
const create = async (backend: TuningBackend) =>
	await backend.create({ ...spec, createBucket: false }, data, key);

async function left(): Promise<{ jobs: string[]; datasets: string[]; leases: string[] }> {
	const storage = storageAt(emulator);
	const listed = await storage.raw({ method: 'GET', url: `${bucketUrl(storage.origin, bucket)}/o` });
	const names = read(listed, listObjectsResponse).items.map(({ name }) => name);
	const { items } = await vertexBackendAt(emulator).list();
	return {
		jobs: items.map(({ name }) => name ?? ''),
		datasets: names.filter((name) => name.includes('/datasets/')),
		leases: names.filter((name) => name.includes('/leases/')),
	};
}

test('twenty concurrent calls from two processes with randomly lost responses: one job, one dataset, one lease', async () => {
	for (const [seed, kind] of (['lost', 'reset', 'cut'] as const).entries()) {
		emulator.faults.add({ kind, probability: 0.07, seed });
	}
	const processes = [processOf(plainly), processOf(plainly)];
	const creations = Array.from(
		{ length: 20 },
		async (_, index) => await create(processes[index % 2] ?? processOf(plainly)),
	);
	const outcomes = await simulation.until(Promise.allSettled(creations));
	const struck = emulator.requests.list().filter(({ faults }) => faults.length > 0);
	emulator.faults.clear();
	expect(struck.length).toBeGreaterThan(10);
	const { jobs, datasets, leases } = await left();
	expect([jobs.length, datasets.length, leases.length]).toEqual([1, 1, 1]);
	const reported = outcomes.flatMap((outcome) =>
		outcome.status === 'fulfilled' ? [outcome.value.job.name] : [],
	);
	expect(reported.length).toBeGreaterThan(10);
	expect(new Set(reported)).toEqual(new Set(jobs));
});

/** Kills the process before a request or after its response. */
function dyingAt(isLast: (request: RawRequest) => boolean, when: 'before' | 'after') {
	const gone = async () => await new Promise<never>(() => undefined);
	let isGone = false;
	return async (request: RawRequest, raw: RawHttp) => {
		if (isGone || (when === 'before' && isLast(request))) return await gone();
		const response = await raw(request);
		isGone = isLast(request);
		return isGone ? await gone() : response;
	};
}

const isStart = ({ method, url }: RawRequest) => method === 'POST' && url.endsWith('/tuningJobs');
const isLastPiece = ({ method, headers }: RawRequest) =>
	method === 'PUT' && !headers?.['content-range']?.includes('*');
const isLeaseWrite = ({ method, query }: RawRequest) => method === 'POST' && query?.uploadType === 'media';

test.each([
	['between upload and lease', dyingAt(isLastPiece, 'after')],
	['between lease and creation', dyingAt(isLeaseWrite, 'after')],
	['before the creation is sent', dyingAt(isStart, 'before')],
	['between creation and its answer', dyingAt(isStart, 'after')],
])('killed %s, then repeated: one job, one dataset', async (_when, send) => {
	void create(processOf(send));
	const { job } = await simulation.until(create(processOf(plainly)));
	const { jobs, datasets } = await left();
	expect(jobs).toEqual([job.name]);
	expect(datasets).toHaveLength(1);
});

test('there is never a second job, whatever fails', async () => {
	const kinds = fc.constantFrom('lost' as const, 'reset' as const, 'cut' as const, 'error' as const);
	const fault = fc.record({ kind: kinds, skip: fc.nat({ max: 30 }), times: fc.integer({ min: 1, max: 3 }) });
	const death = fc.option(fc.nat({ max: 15 }));
	await fc.assert(
		fc.asyncProperty(
			fc.array(fault, { maxLength: 6 }),
			fc.array(death, { minLength: 1, maxLength: 4 }),
			async (faults, deaths) => {
				await begin();
				for (const each of faults) emulator.faults.add(each);
				for (const diesAfter of deaths) {
					let requests = 0;
					const isOver = () => diesAfter !== null && requests++ >= diesAfter;
					void create(processOf(dyingAt(isOver, 'before'))).catch(() => undefined);
				}
				const last = simulation.sleep(200_000).then(async () => {
					emulator.faults.clear();
					return await create(processOf(plainly));
				});
				const { job } = await simulation.until(last);
				const { jobs, datasets } = await left();
				expect(jobs).toEqual([job.name]);
				expect(datasets).toHaveLength(1);
			},
		),
		{ numRuns: 40 },
	);
}, 120_000);
