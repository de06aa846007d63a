import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { StoredDataset, TuningSpec } from '../../../../../nodes/shared/google/tuning.ts';
import { ConfigurationError } from '../../../../../nodes/shared/google/http/googleErrors';
import { ensureBucket } from '../../../../../nodes/shared/google/vertex/storage/buckets.ts';
import { storeExamples } from '../../../../../nodes/shared/google/vertex/storage/storeLines.ts';
import { parseUri, uploadUrl } from '../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import { buildDataset } from '../../../../../nodes/shared/domain/dataset/buildDataset.ts';
import { storageAt, vertexBackendAt } from '../../../../vertexClient.ts';
import { anHour, bucket, creations, data, examples, finishedJob, key, spec } from './scene.ts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1, jobQuota: { concurrentJobs: 20 } });
});

beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

const backend = (location?: string) => vertexBackendAt(emulator, location === undefined ? {} : { location });
const create = async (changed: Partial<TuningSpec> = {}, forceNew?: string) =>
	await backend().create({ ...spec, ...changed }, data, {
		...key,
		...(forceNew !== undefined && { forceNew }),
	});
const jobs = async () => (await backend().list()).items;

/** Creates a job without the backend. */
async function post(job: unknown): Promise<void> {
	const { url, accessToken, project } = emulator;
	const parent = `projects/${project}/locations/us-central1`;
	await fetch(`${url}/us-central1-aiplatform.googleapis.com/v1/${parent}/tuningJobs`, {
		method: 'POST',
		headers: { authorization: `Bearer ${accessToken}` },
		body: JSON.stringify(job),
	});
}

/** Name of an encryption key that doesn't exist. */
const kmsKeyName = ['projects/p/locations/us-central1/keyRings/r', 'cryptoKeys/k'].join('/');

describe('sends', () => {
	test('a job with all settings', async () => {
		const validated = buildDataset(examples, examples.slice(0, 3));
		const settings: Partial<TuningSpec> = {
			description: 'Counts on',
			learningRateMultiplier: 0.5,
			adapterSize: 4,
			exportLastCheckpointOnly: true,
			labels: { team: 'sums' },
			serviceAccount: 'tuner@emulator-project.iam.gserviceaccount.com',
			source: { baseModel: 'models/gemini-2.5-flash' },
			kmsKeyName,
		};
		await backend().create({ ...spec, ...settings }, validated, key);
		expect(creations(emulator)).toEqual([
			{
				baseModel: 'gemini-2.5-flash',
				supervisedTuningSpec: {
					trainingDatasetUri: expect.stringMatching(
						new RegExp(`^gs://${bucket}/n8n-gemini-tuning/datasets/[0-9a-f]{64}\\.jsonl$`),
					),
					validationDatasetUri: expect.stringMatching(/\/datasets\/[0-9a-f]{64}\.jsonl$/),
					exportLastCheckpointOnly: true,
					hyperParameters: { epochCount: '3', learningRateMultiplier: 0.5, adapterSize: 'ADAPTER_SIZE_FOUR' },
				},
				tunedModelDisplayName: 'Number Predictor',
				description: 'Counts on',
				serviceAccount: 'tuner@emulator-project.iam.gserviceaccount.com',
				labels: { team: 'sums', 'n8n-tuning-key': expect.stringMatching(/^[a-v0-9]{20}$/) },
				encryptionSpec: {
					kmsKeyName,
				},
			},
		]);
	});

	test('no other settings', async () => {
		await backend().create({ source: spec.source, bucket, createBucket: true }, data, key);
		expect(creations(emulator)).toEqual([
			{
				baseModel: 'gemini-3.5-flash',
				supervisedTuningSpec: { trainingDatasetUri: expect.any(String), hyperParameters: {} },
				labels: { 'n8n-tuning-key': expect.any(String) },
			},
		]);
	});

	test('preference tuning', async () => {
		const preferences = buildDataset(examples.map((example) => ({ ...example, rejected: 'no idea' })));
		const { job } = await backend().create({ ...spec, method: 'preference', beta: 0.1 }, preferences, key);
		expect(creations(emulator)).toMatchObject([
			{ preferenceOptimizationSpec: { hyperParameters: { epochCount: '3', beta: 0.1 } } },
		]);
		expect(creations(emulator)[0]).not.toHaveProperty('supervisedTuningSpec');
		emulator.clock.advance(anHour);
		expect(await backend().get(job.name ?? '')).toMatchObject({
			state: 'succeeded',
			hyperparameters: { beta: 0.1 },
			dataStats: { exampleCount: 15 },
		});
	});

	test('a job that continues from a checkpoint of a tuned model, which is named by its job', async () => {
		const first = await finishedJob(emulator, backend());
		const { job } = await create({
			source: { tunedModel: first.name, checkpointId: '2' },
			displayName: 'Further',
		});
		expect(creations(emulator).at(-1)).toMatchObject({
			preTunedModel: { tunedModelName: first.tunedModel, checkpointId: '2' },
		});
		expect(job).toMatchObject({ sourceTunedModel: first.tunedModel, baseModel: 'gemini-3.5-flash' });
	});

	test('a job that continues under the same name makes the next version', async () => {
		const first = await finishedJob(emulator, backend());
		const second = await finishedJob(emulator, backend(), { source: { tunedModel: first.tunedModel ?? '' } });
		expect(second.tunedModel).toBe(first.tunedModel?.replace(/@1$/, '@2'));
	});
});

test('a new job contains only values from Vertex AI', async () => {
	const { job, reused, attempt } = await create();
	expect({ reused, attempt }).toEqual({ reused: false, attempt: 1 });
	expect(job).toMatchObject({
		name: expect.stringMatching(/^projects\/528811260437\/locations\/us-central1\/tuningJobs\/\d+$/),
		state: 'pending',
		tunedModel: null,
		totalSteps: null,
		completedSteps: null,
	});
});

describe('created again', () => {
	test('reuses the job and sends no row again', async () => {
		const first = await create();
		emulator.requests.clear();
		const second = await create();
		expect(second).toMatchObject({ reused: true, attempt: 1, job: { name: first.job.name } });
		expect(emulator.requests.list().filter(({ host }) => host === 'storage.googleapis.com')).toEqual([]);
		expect(await jobs()).toHaveLength(1);
	});

	test('it reuses the job that has succeeded', async () => {
		const first = await finishedJob(emulator, backend());
		expect(await create()).toMatchObject({ reused: true, job: { name: first.name, state: 'succeeded' } });
	});

	test('through another bucket it is the same creation', async () => {
		const first = await create();
		expect(await create({ bucket: 'emulator-other' })).toMatchObject({
			reused: true,
			job: { name: first.job.name },
		});
	});

	test.each<Partial<TuningSpec>>([{ epochCount: 4 }, { displayName: 'Other' }, { labels: { a: 'b' } }])(
		'with %j it is another one',
		async (changed) => {
			await create();
			expect(await create(changed)).toMatchObject({ reused: false });
			expect(await jobs()).toHaveLength(2);
		},
	);

	test('Force New starts one new job, however often it is repeated', async () => {
		await create();
		expect(await create({}, 'execution 7')).toMatchObject({ reused: false });
		expect(await create({}, 'execution 7')).toMatchObject({ reused: true });
		expect(await jobs()).toHaveLength(2);
	});

	test.each([
		'JOB_STATE_FAILED',
		'JOB_STATE_CANCELLED',
		'JOB_STATE_EXPIRED',
		'JOB_STATE_CANCELLING',
	] as const)('after %s it is the next attempt', async (state) => {
		const { job } = await create();
		emulator.vertex.force(job.name ?? '', state);
		expect(await create()).toMatchObject({ reused: false, attempt: 2 });
		expect(await create()).toMatchObject({ reused: true, attempt: 2 });
	});

	test('after its model was deleted it is the next attempt', async () => {
		const { name } = await finishedJob(emulator, backend());
		await backend().remove(name);
		expect(await create()).toMatchObject({ reused: false, attempt: 2 });
	});

	test('it reuses the job whose model it can’t read', async () => {
		const { name } = await finishedJob(emulator, backend());
		emulator.faults.add({
			kind: 'error',
			status: 'PERMISSION_DENIED',
			match: { method: 'GET', path: '/models/' },
		});
		expect(await create()).toMatchObject({ reused: true, job: { name } });
	});

	test('of two jobs that carry its key it reuses the older', async () => {
		const { job } = await create();
		const [sent] = creations(emulator);
		emulator.clock.advance(1_000);
		await post(sent);
		expect(await create()).toMatchObject({ reused: true, job: { name: job.name } });
	});

	test('it finds its job behind pages of others', async () => {
		const { job } = await create();
		emulator.vertex.quota.concurrentJobs = 200;
		for (let other = 0; other < 101; other++) {
			await post({
				baseModel: 'gemini-3.5-flash',
				supervisedTuningSpec: { trainingDatasetUri: 'gs://b/o.jsonl' },
			});
		}
		expect(await create()).toMatchObject({ reused: true, job: { name: job.name } });
	});
});

describe('with errors', () => {
	const start = { method: 'POST', path: '/tuningJobs$' };

	test.each(['lost', 'cut'] as const)(
		'a response that is %s leaves one job, which is returned',
		async (kind) => {
			emulator.faults.add({ kind, match: start, times: 1 });
			const { job, reused } = await create();
			expect(reused).toBe(false);
			expect((await jobs()).map(({ name }) => name)).toEqual([job.name]);
		},
	);

	test.each(['reset', 'error'] as const)('a request that never arrived (%s) is retried', async (kind) => {
		emulator.faults.add({ kind, match: start, times: 1 });
		await create();
		expect(await jobs()).toHaveLength(1);
	});

	test('a used-up quota is reported at once, and the next call does not wait', async () => {
		emulator.vertex.quota.whenFull = 'reject';
		emulator.vertex.quota.concurrentJobs = 0;
		await expect(create()).rejects.toMatchObject({ httpStatus: 429 });
		expect(creations(emulator)).toHaveLength(1);
		emulator.vertex.quota.concurrentJobs = 1;
		const before = emulator.clock.now();
		expect(await create()).toMatchObject({ reused: false });
		expect(emulator.clock.now() - before).toBeLessThan(1_000);
	});

	test.each([
		['a base model that is not tuned', { source: { baseModel: 'gemini-1.0-pro' } }],
		['a base model of somebody else', { source: { baseModel: 'meta/llama3' } }],
	])('rejects %s with the reason', async (_what, changed) => {
		const refused = await create(changed).catch((error: unknown) => error);
		expect(refused).toBeInstanceOf(ConfigurationError);
		expect(refused).toMatchObject({ description: expect.stringContaining('gemini-3.5-flash') });
		expect(await jobs()).toEqual([]);
	});

	test('Google rejects an unsupported adapter size', async () => {
		const size = { adapterSize: 16, source: { baseModel: 'gemini-2.5-pro' } };
		await expect(create(size)).rejects.toMatchObject({
			httpStatus: 400,
			message: 'The adapter size is not supported for this base model.',
		});
	});

	test('an adapter size that does not exist is rejected before any request', async () => {
		await expect(create({ adapterSize: 3 })).rejects.toThrow('Vertex AI has no adapter size 3');
		expect(creations(emulator)).toEqual([]);
	});

	test('a tuned model in another location is rejected with both locations', async () => {
		const { tunedModel } = await finishedJob(emulator, backend());
		await expect(
			backend('europe-west4').create(
				{ ...spec, bucket: 'emulator-eu', source: { tunedModel: tunedModel ?? '' } },
				data,
				key,
			),
		).rejects.toThrow("is in 'us-central1', and the job would run in 'europe-west4'");
	});

	test('Google rejects a missing bucket, and no job is created', async () => {
		await expect(create({ createBucket: false })).rejects.toMatchObject({ httpStatus: 404 });
		expect(await jobs()).toEqual([]);
	});
});

describe('a dataset in Cloud Storage', () => {
	async function stored(): Promise<StoredDataset> {
		await ensureBucket(storageAt(emulator), bucket, { project: emulator.project, location: 'us-central1' });
		return { trainingUri: await storeExamples(storageAt(emulator), bucket, examples) };
	}
	const createFrom = async (dataset: StoredDataset, changed: Partial<TuningSpec> = {}) =>
		await backend().createFromStored?.({ ...spec, createBucket: false, ...changed }, dataset, key);

	test('is named, not sent', async () => {
		const dataset = await stored();
		await createFrom({ ...dataset, validationUri: dataset.trainingUri });
		expect(creations(emulator)).toMatchObject([
			{
				supervisedTuningSpec: {
					trainingDatasetUri: dataset.trainingUri,
					validationDatasetUri: dataset.trainingUri,
				},
			},
		]);
	});

	test('is identified by its content: other content under the same name is another creation', async () => {
		const dataset = await stored();
		await createFrom(dataset);
		expect(await createFrom(dataset)).toMatchObject({ reused: true });
		const path = parseUri(dataset.trainingUri) ?? { bucket, name: '' };
		const { raw, origin } = storageAt(emulator);
		const query = { uploadType: 'media', name: path.name };
		await raw({ method: 'POST', url: uploadUrl(origin, path), query, body: Buffer.from('{}') });
		expect(await createFrom(dataset)).toMatchObject({ reused: false });
	});

	test.each(['gs://emulator-tuning/absent.jsonl', 'emulator-tuning/absent.jsonl', 'gs://emulator-tuning/'])(
		'is refused as %s before anything is created',
		async (trainingUri) => {
			await stored();
			await expect(createFrom({ trainingUri })).rejects.toBeInstanceOf(ConfigurationError);
			expect(await jobs()).toEqual([]);
		},
	);
});
