import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { TuningBackend } from '../../../../../nodes/shared/google/backend.ts';
import type { TuningJob } from '../../../../../nodes/shared/domain/job.ts';
import { vertexBackendAt } from '../../../../vertexClient.ts';
import { anHour, bucket, finishedJob, key } from './scene.ts';

let emulator: Emulator;
let backend: TuningBackend;
let old: TuningJob & { name: string };

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1, jobQuota: { concurrentJobs: 20 } });
	backend = vertexBackendAt(emulator);
});

beforeEach(async () => {
	emulator.reset();
	old = await finishedJob(emulator, backend, { source: { baseModel: 'gemini-2.5-flash' } });
	emulator.requests.clear();
});

afterAll(async () => await emulator.close());

const rebase = async (name = old.name) =>
	await backend.rebase?.(name, { baseModel: 'gemini-3.5-flash', displayName: 'Renewed', bucket }, key);
const jobs = async () => (await backend.list()).items;
const sent = () => emulator.requests.list().filter(({ path }) => path.endsWith(':rebaseTunedModel'));

test('the data of a tuned model is tuned again on a newer base model', async () => {
	const rebased = await rebase();
	expect(rebased).toMatchObject({
		reused: false,
		attempt: 1,
		job: { baseModel: 'gemini-3.5-flash', displayName: 'Renewed' },
	});
	expect(sent().map(({ body }) => body)).toEqual([
		{
			tunedModelRef: { tunedModel: old.tunedModel },
			tuningJob: {
				baseModel: 'gemini-3.5-flash',
				tunedModelDisplayName: 'Renewed',
				labels: { 'n8n-tuning-key': expect.any(String) },
			},
			artifactDestination: {
				outputUriPrefix: expect.stringContaining(`gs://${bucket}/n8n-gemini-tuning/rebased/`),
			},
		},
	]);
	emulator.clock.advance(anHour);
	expect(await backend.get(rebased?.job.name ?? '')).toMatchObject({ state: 'succeeded' });
});

test.each(['tunedModel', 'endpoint'] as const)('repeated, by its %s, it reuses the job', async (field) => {
	const first = await rebase();
	expect(await rebase(old[field] ?? '')).toMatchObject({ reused: true, job: { name: first?.job.name } });
	expect(await jobs()).toHaveLength(2);
});

test('a repeat waits for the running operation', async () => {
	emulator.vertex.durations.operationMs = 60_000;
	const [first, second] = await Promise.all([
		rebase(),
		vertexBackendAt(emulator).rebase?.(
			old.name,
			{ baseModel: 'gemini-3.5-flash', displayName: 'Renewed', bucket },
			key,
		),
	]);
	expect(first?.job.name).toBe(second?.job.name);
	expect(sent()).toHaveLength(1);
});

test('a failed operation is a failed job, and the next call starts another attempt', async () => {
	const impossible = async () =>
		await backend.rebase?.(old.name, { baseModel: 'gemini-1.0-pro', bucket }, key);
	expect(await impossible()).toMatchObject({
		reused: false,
		attempt: 1,
		job: { state: 'failed', jobError: { message: 'The base model cannot be tuned in this location.' } },
	});
	expect(await impossible()).toMatchObject({ reused: false, attempt: 2 });
});

test('a model in another location is rejected', async () => {
	const europe = vertexBackendAt(emulator, { location: 'europe-west4' });
	await expect(europe.rebase?.(old.name, { bucket }, key)).rejects.toThrow("is in 'us-central1'");
	expect(sent()).toEqual([]);
});
