import type { Emulator } from '../../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../../emulator/api.ts';
import type { BatchPrompt, BatchSpec } from '../../../../../../nodes/shared/google/batchJobs.ts';
import { ConfigurationError } from '../../../../../../nodes/shared/google/http/googleErrors';
import { vertexBackendAt } from '../../../../../vertexClient.ts';
import { finishedJob } from '../scene.ts';
import {
	aDay,
	ask,
	batchesOf,
	bucket,
	creations,
	finishedBatch,
	key,
	questions,
	readFile,
	spec,
} from './scene.ts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1, jobQuota: { concurrentJobs: 20 } });
});

beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

const backend = (location?: string) => vertexBackendAt(emulator, location === undefined ? {} : { location });
const batches = () => batchesOf(backend());
const create = async (
	prompts: BatchPrompt[] = questions(3),
	changed: Partial<BatchSpec> = {},
	forceNew?: string,
) =>
	await batches().create({ ...spec, ...changed }, prompts, {
		...key,
		...(forceNew !== undefined && { forceNew }),
	});

describe('sends', () => {
	test('a job with a file of prompts and its own folder for the responses', async () => {
		const { job } = await create([ask('one', '007'), ask('two ✓')], { labels: { team: 'sums' } });
		const label = expect.stringMatching(/^[a-v0-9]{20}$/);
		expect(creations(emulator)).toEqual([
			{
				displayName: 'Questions',
				model: 'publishers/google/models/gemini-3.5-flash',
				inputConfig: {
					instancesFormat: 'jsonl',
					gcsSource: {
						uris: [expect.stringMatching(`^gs://${bucket}/n8n-gemini-tuning/prompts/[0-9a-f]{64}\\.jsonl$`)],
					},
				},
				outputConfig: {
					predictionsFormat: 'jsonl',
					gcsDestination: {
						outputUriPrefix: expect.stringMatching(`^gs://${bucket}/n8n-gemini-tuning/answers/[a-v0-9]{20}$`),
					},
				},
				labels: { team: 'sums', n8n_batch_key: label },
			},
		]);
		const lines = (await readFile(emulator, job.inputUri ?? '')).trimEnd().split('\n');
		expect(lines.map((line) => JSON.parse(line))).toEqual([
			{ n8n_row: 'row-0', n8n_id: 'id-007', request: ask('one').request },
			{ n8n_row: 'row-1', request: ask('two ✓').request },
		]);
		expect(job).toMatchObject({
			name: expect.stringMatching(/\/batchPredictionJobs\/\d+$/),
			state: 'pending',
			displayName: 'Questions',
			counts: null,
			outputDirectory: null,
		});
	});

	test.each([
		['its job', ({ name }: { name: string }) => name],
		['its name in the registry', ({ tunedModel }: { tunedModel: string | null }) => tunedModel ?? ''],
		['its endpoint', ({ endpoint }: { endpoint: string | null }) => endpoint ?? ''],
	])('a tuned model, named by %s, by its name in the registry', async (_, nameIn) => {
		const tuned = await finishedJob(emulator, backend(), { source: { baseModel: 'gemini-2.5-flash' } });
		await create(questions(1), { model: nameIn(tuned) });
		expect(creations(emulator)).toMatchObject([{ model: tuned.tunedModel }]);
	});

	test('as many labels as Google accepts', async () => {
		await create(questions(1), { labels: labels(63) });
		expect(creations(emulator)).toMatchObject([
			{ labels: { ...labels(63), n8n_batch_key: expect.any(String) } },
		]);
	});

	test('a default name, because Vertex AI requires one', async () => {
		await create(questions(1), { displayName: '' });
		expect(creations(emulator)).toMatchObject([{ displayName: expect.stringMatching(/^n8n [a-v0-9]{20}$/) }]);
	});
});

describe('an equal creation', () => {
	test('starts no second job, whether the first one runs or is done', async () => {
		const first = await create();
		const second = await create();
		emulator.clock.advance(aDay);
		const third = await create();
		expect([first, second, third].map(({ reused, attempt }) => [reused, attempt])).toEqual([
			[false, 1],
			[true, 1],
			[true, 1],
		]);
		expect(new Set([first, second, third].map(({ job }) => job.name)).size).toBe(1);
		expect(creations(emulator)).toHaveLength(1);
	});

	test('starts no second job at the same moment', async () => {
		const created = await Promise.all([create(), create(), create()]);
		expect(new Set(created.map(({ job }) => job.name)).size).toBe(1);
		expect(creations(emulator)).toHaveLength(1);
	});

	test('starts no second job after a lost response', async () => {
		emulator.faults.add({ kind: 'lost', times: 1, match: { method: 'POST', path: '/batchPredictionJobs$' } });
		const { job, reused } = await create();
		expect(reused).toBe(false);
		expect(creations(emulator)).toHaveLength(1);
		expect((await batches().list()).items.map(({ name }) => name)).toEqual([job.name]);
	});

	test.each([
		['other prompts', questions(4), {}],
		['another model', questions(3), { model: 'gemini-2.5-flash' }],
		['another order', questions(3).reverse(), {}],
	])('is not one with %s', async (_, prompts, changed) => {
		await create();
		expect((await create(prompts, changed)).reused).toBe(false);
	});

	test('is a new one for each execution with Force New', async () => {
		await create();
		const forced = [await create(questions(3), {}, 'e1'), await create(questions(3), {}, 'e1')];
		expect(forced.map(({ reused }) => reused)).toEqual([false, true]);
		expect((await create(questions(3), {}, 'e2')).reused).toBe(false);
	});

	test.each([
		['failed', async (name: string) => emulator.vertex.force(name, 'JOB_STATE_FAILED')],
		['expired', async (name: string) => emulator.vertex.force(name, 'JOB_STATE_EXPIRED')],
		['was cancelled', async (name: string) => await batches().cancel(name)],
		[
			'was deleted',
			async (name: string) => {
				emulator.clock.advance(aDay);
				await batches().remove(name);
			},
		],
	])('starts another attempt when the job %s', async (_, end) => {
		const first = await create();
		await end(first.job.name);
		const second = await create();
		expect(second).toMatchObject({ reused: false, attempt: 2 });
		expect(second.job.name).not.toBe(first.job.name);
	});
});

describe('rejects before anything is created', () => {
	test.each<[string, BatchPrompt[], Partial<BatchSpec>, RegExp]>([
		['no prompts', [], {}, /needs at least one prompt/],
		['too many prompts', new Array<BatchPrompt>(200_001).fill(ask('x')), {}, /200,001 prompts are too many/],
		[
			'a schema with a name that no column can have',
			[ask('one'), withSchema({ properties: { 'first name': { type: 'string' } } })],
			{},
			/'first name' in 'request\.generationConfig\.responseJsonSchema\.properties' .*\[item 1\]/,
		],
		['an empty object', [withSchema({ properties: {} })], {}, /is an object without fields \[item 0\]/],
		[
			'a mixture of types',
			[withSchema({ type: 'string' }), withSchema({ type: ['string', 'null'] })],
			{},
			/is a list, and it is a string in item 0 \[item 1\]/,
		],
		['a schema that is too deep', [withSchema(nested(16))], {}, /levels deep/],
		['a bucket that can be none', questions(1), { bucket: 'gs://x' }, /can't be a bucket's name/],
		[
			'a label that the job has already',
			questions(1),
			{ labels: { n8n_batch_key: 'x' } },
			/'Labels' contains 'n8n_batch_key', which/,
		],
		[
			'more labels than a job can have',
			questions(1),
			{ labels: labels(64) },
			/'Labels' contains 64 labels, and the limit is 63/,
		],
	])('%s', async (_, prompts, changed, message) => {
		const creating = create(prompts, changed);
		await expect(creating).rejects.toThrow(ConfigurationError);
		await expect(creating).rejects.toThrow(message);
		expect(emulator.requests.list().filter(({ method }) => method !== 'GET')).toEqual([]);
	});

	test('a tuned model in another location', async () => {
		const tuned = await finishedJob(emulator, backend());
		const elsewhere = batchesOf(backend('europe-west4'));
		await expect(
			elsewhere.create({ ...spec, model: tuned.tunedModel ?? '' }, questions(1), key),
		).rejects.toThrow(/is in 'us-central1', and the job would run in 'europe-west4'/);
	});
});

test('sends a large file of prompts in bounded pieces, and the same text', async () => {
	const long = 'ü'.repeat(1000);
	const many = Array.from({ length: 9000 }, (_, index) => ask(`${long} ${index}`));
	const { job } = await create(many);
	const text = await readFile(emulator, job.inputUri ?? '');
	expect(Buffer.byteLength(text)).toBeGreaterThan(16 * 1024 * 1024);
	const pieces = emulator.requests.list().filter(({ method }) => method === 'PUT');
	expect(pieces.length).toBeGreaterThan(2);
	expect(JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')).toEqual({
		n8n_row: 'row-8999',
		request: many[8999]?.request,
	});
});

test('reads, lists, cancels and deletes jobs, by name or ID', async () => {
	const done = await finishedBatch(emulator, batches(), questions(2));
	const { job } = await create(questions(3), { displayName: 'Other' });
	expect((await batches().list()).items.map(({ displayName }) => displayName)).toEqual([
		'Other',
		'Questions',
	]);
	const filter = 'display_name="Other"';
	expect((await batches().list({ filter })).items.map(({ name }) => name)).toEqual([job.name]);
	expect(done).toMatchObject({
		state: 'succeeded',
		counts: { succeeded: 2, failed: 0, incomplete: 0 },
		outputDirectory: expect.stringMatching(/\/prediction-model-/),
	});
	await batches().cancel(job.name.split('/').at(-1) ?? '');
	expect((await batches().get(job.name)).state).toBe('cancelling');
	await expect(batches().remove(job.name)).rejects.toMatchObject({ httpStatus: 400 });
	await batches().remove(done.name);
	await expect(batches().get(done.name)).rejects.toMatchObject({ httpStatus: 404 });
	await expect(batches().get('tuningJobs/1')).rejects.toThrow(/isn't the name of a batch job/);
});

function labels(count: number): Record<string, string> {
	return Object.fromEntries(Array.from({ length: count }, (_, index) => [`label${index}`, 'x']));
}

function withSchema(responseJsonSchema: object): BatchPrompt {
	const { request } = ask('one');
	return {
		request: { ...request, generationConfig: { responseMimeType: 'application/json', responseJsonSchema } },
	};
}

function nested(depth: number): object {
	return depth === 0 ? { type: 'string' } : { items: nested(depth - 1) };
}
