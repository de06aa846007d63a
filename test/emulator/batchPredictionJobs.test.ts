import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG, send } from './support.ts';
import type { ErrorBody } from './support.ts';
import type { BatchBody } from './vertexSupport.ts';
import {
	batch,
	BUCKET,
	get,
	getJob,
	hostOf,
	jsonl,
	makeBucket,
	objectsBelow,
	outputOf,
	question,
	refusal,
	start,
	startBatch,
	supervised,
	upload,
} from './vertexSupport.ts';

const START = Date.UTC(2026, 8, 2, 20, 6, 30) + 166.279;
const durations = {
	batchPendingMs: 90_000,
	batchImportMs: 10_000,
	batchLineMs: 1000,
	batchExportMs: 5000,
	cancelMs: 2000,
	operationMs: 1000,
};

let emulator: Emulator;
beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', startAt: START, vertexDurations: durations });
	await makeBucket(emulator);
	await put(['one', 'two', 'three', 'four', 'five', 'six']);
});
afterEach(async () => await emulator.close());

const put = async (texts: string[]) =>
	await upload(emulator, jsonl(texts.map((text) => question(text))), 'questions.jsonl');
const putText = async (text: string) => await upload(emulator, text, 'questions.jsonl');
const look = async ({ name }: { name: string }) => (await get<BatchBody>(emulator, name)).body;

const refused = async (body: object) => await refusal(emulator, 'batchPredictionJobs', body);

async function finished(body: object = batch()): Promise<BatchBody> {
	const job = await startBatch(emulator, body);
	emulator.clock.advance(LONG);
	return await look(job);
}

describe('a job', () => {
	test('is returned at once', async () => {
		expect(await startBatch(emulator, batch({ labels: { team: 'a' } }))).toEqual({
			name: expect.stringMatching(
				/^projects\/528811260437\/locations\/us-central1\/batchPredictionJobs\/\d{19}$/,
			),
			displayName: 'Questions',
			model: 'publishers/google/models/gemini-3.5-flash',
			modelVersionId: '1',
			inputConfig: { instancesFormat: 'jsonl', gcsSource: { uris: [`gs://${BUCKET}/questions.jsonl`] } },
			outputConfig: {
				predictionsFormat: 'jsonl',
				gcsDestination: { outputUriPrefix: `gs://${BUCKET}/answers` },
			},
			state: 'JOB_STATE_PENDING',
			labels: { team: 'a' },
			createTime: '2026-09-02T20:06:30.166279Z',
			updateTime: '2026-09-02T20:06:30.166279Z',
		});
	});

	test('waits, runs and ends with its responses in a folder named after its creation', async () => {
		const job = await startBatch(emulator);
		emulator.clock.advance(90_000);
		expect(await look(job)).toMatchObject({
			state: 'JOB_STATE_RUNNING',
			outputInfo: {
				gcsOutputDirectory: `gs://${BUCKET}/answers/prediction-model-2026-09-02T20:06:30.166279Z`,
			},
		});
		emulator.clock.advance(20_999);
		expect((await look(job)).state).toBe('JOB_STATE_RUNNING');
		emulator.clock.advance(1);
		const done = await look(job);
		expect(done).toMatchObject({ state: 'JOB_STATE_SUCCEEDED', completionStats: { successfulCount: '6' } });
		expect([...(await objectsBelow(emulator, 'answers/')).keys()]).toEqual([
			'answers/prediction-model-2026-09-02T20:06:30.166279Z/predictions.jsonl',
		]);
	});

	test('writes responses in another order than the requests', async () => {
		const texts = Array.from({ length: 40 }, (_, index) => `question ${index}`);
		await put(texts);
		const lines = await outputOf(emulator, await finished());
		const echoed = lines.map(({ request }) => request.contents[0]?.parts[0]?.text ?? '');
		expect(echoed).not.toEqual(texts);
		expect([...echoed].sort()).toEqual([...texts].sort());
		expect(lines[0]).toEqual({
			status: '',
			processed_time: expect.stringMatching(/^2026-09-02T20:08:11\.\d{3}\+00:00$/),
			request: expect.anything(),
			response: expect.objectContaining({ modelVersion: 'emulator', usageMetadata: expect.anything() }),
		});
	});

	test('runs on a tuned model', async () => {
		await upload(emulator);
		const tuning = await start(emulator, supervised({ epochCount: 10 }));
		emulator.clock.advance(LONG);
		const { tunedModel } = await getJob(emulator, tuning);
		await put(['eighty']);
		const done = await finished(batch({ model: tunedModel?.model }));
		expect(done.model).toBe(tunedModel?.model.replace('@1', ''));
		const [line] = await outputOf(emulator, done);
		expect(line?.response?.candidates[0]?.content.parts[0]?.text).toBe('eighty one');
	});

	test('repeats the fields beside a request, digits as numbers, and null for fields that only other lines have', async () => {
		const lines = [
			{ ...question('one'), custom_id: 'row-1', number: '007', note: 'x' },
			{ ...question('two'), custom_id: 'row-2', number: '8' },
		];
		await putText(jsonl(lines));
		const output = await outputOf(emulator, await finished());
		expect(output.sort((a, b) => (String(a['custom_id']) < String(b['custom_id']) ? -1 : 1))).toMatchObject([
			{ custom_id: 'row-1', number: 7, note: 'x' },
			{ custom_id: 'row-2', number: 8, note: null },
		]);
	});

	test('runs with 50,000 requests', async () => {
		await putText(jsonl(Array.from({ length: 50_000 }, (_, index) => question(`question ${index}`))));
		const done = await finished();
		expect(done.completionStats).toEqual({ successfulCount: '50000' });
		expect(await outputOf(emulator, done)).toHaveLength(50_000);
	}, 60_000);

	test('writes several files on demand', async () => {
		emulator.vertex.batches.linesPerFile = 4;
		const done = await finished();
		expect([...(await objectsBelow(emulator, 'answers/')).keys()]).toHaveLength(2);
		expect(await outputOf(emulator, done)).toHaveLength(6);
	});
});

describe('an error', () => {
	test('in a line shows in its status, and the job succeeds', async () => {
		emulator.faults.add({
			kind: 'failLine',
			match: { text: 'two' },
			status: 'RESOURCE_EXHAUSTED',
			message: 'No.',
		});
		const bad = { request: { contents: [{ role: 'nobody', parts: [{ text: 'seven' }] }] } };
		await putText(jsonl([question('one'), question('two'), bad]));
		const done = await finished();
		expect(done).toMatchObject({
			state: 'JOB_STATE_SUCCEEDED',
			completionStats: { successfulCount: '1', failedCount: '2' },
		});
		const failed = (await outputOf(emulator, done)).filter(({ status }) => status !== '');
		const statuses = failed.map(({ status }) => status).sort();
		expect(statuses).toEqual([
			'Bad Request: {"error":{"code":400,"message":"Please use a valid role: user, model.","status":"INVALID_ARGUMENT"}}',
			'Too Many Requests: {"error":{"code":429,"message":"No.","status":"RESOURCE_EXHAUSTED"}}',
		]);
		expect(failed.map((line) => 'response' in line)).toEqual([false, false]);
	});

	test.each([
		['a line that isn’t JSON', 'no json\n', /Line 1/],
		['an invalid column name', jsonl([{ request: { $defs: 1 } }]), /Invalid field name "\$defs"/],
		['an empty object', jsonl([{ request: { a: {} } }]), /struct 'request\.a' with no fields/],
		[
			'a field with a list in one line and none in another',
			jsonl([{ request: { a: ['x'] } }, { request: { a: 'x' } }]),
			/Line 2: Repeated field must be imported as a JSON array\. Field: request\.a/,
		],
		['no lines', '', /no lines/],
	])('such as %s fails the job', async (_, text, reason) => {
		await putText(text);
		expect(await finished()).toMatchObject({
			state: 'JOB_STATE_FAILED',
			error: { code: 3, message: expect.stringMatching(reason) },
		});
	});

	test('such as an object that is too deep fails the job', async () => {
		let deep: object = { a: 1 };
		for (let depth = 0; depth < 16; depth++) deep = { a: deep };
		await putText(jsonl([{ request: deep }]));
		expect((await finished()).error?.message).toContain('nested too deeply');
	});

	test('in a bucket shows when the job runs', async () => {
		const absent = { predictionsFormat: 'jsonl', gcsDestination: { outputUriPrefix: 'gs://absent/x' } };
		expect(await finished(batch({ outputConfig: absent }))).toMatchObject({
			state: 'JOB_STATE_FAILED',
			error: { code: 9, message: expect.stringContaining('Failed to get GCS bucket location for absent') },
		});
	});

	test('in the permissions of the service agent fails the job at its end', async () => {
		emulator.permissions.grant(
			'service-528811260437@gcp-sa-aiplatform.iam.gserviceaccount.com',
			`buckets/${BUCKET}`,
			['storage.objects.get'],
		);
		expect(await finished()).toMatchObject({
			state: 'JOB_STATE_FAILED',
			error: { code: 7, message: expect.stringContaining('"storage.objects.create" to write gs://') },
			completionStats: { successfulCount: '6' },
		});
	});

	test('set as a fault fails or stalls the job halfway', async () => {
		emulator.faults.add({ kind: 'failJob', times: 1, message: 'System error.' });
		expect(await finished()).toMatchObject({
			state: 'JOB_STATE_FAILED',
			error: { code: 13, message: 'System error.' },
			completionStats: { successfulCount: '3', incompleteCount: '3' },
		});
		emulator.faults.clear();
		emulator.faults.add({ kind: 'stallJob' });
		expect((await finished()).state).toBe('JOB_STATE_RUNNING');
	});

	test.each([
		['without a name', { displayName: '' }, 'display_name'],
		['with another format', { inputConfig: { instancesFormat: 'csv' } }, 'instances_format'],
		[
			'with two files',
			{ inputConfig: { instancesFormat: 'jsonl', gcsSource: { uris: ['gs://b/a', 'gs://b/c'] } } },
			'uris',
		],
		['without a place for responses', { outputConfig: { predictionsFormat: 'jsonl' } }, 'output_uri_prefix'],
		[
			'with too many labels',
			{ labels: Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`key${index}`, 'x'])) },
			'At most 64 labels',
		],
	])('a job %s is refused', async (_, more, field) => {
		const error = await refused(batch(more));
		expect(error).toMatchObject({ code: 400, message: expect.stringContaining(field) });
	});

	test('a missing model is refused', async () => {
		expect(await refused(batch({ model: 'publishers/google/models/gemini-0' }))).toMatchObject({
			code: 404,
			message: 'The PublisherModel gemini-0 does not exist.',
		});
		const elsewhere = `projects/${emulator.project}/locations/europe-west4/models/1`;
		expect((await refused(batch({ model: elsewhere }))).code).toBe(404);
	});
});

describe('a canceled job', () => {
	const call = async (line: string) => await send<ErrorBody>(emulator, line);

	test('ends as canceled with the responses so far', async () => {
		const job = await startBatch(emulator);
		emulator.clock.advance(102_500);
		const cancel = `POST ${hostOf(job.name)}/v1/${job.name}:cancel`;
		expect(await call(cancel)).toMatchObject({ status: 200, body: {} });
		expect((await look(job)).state).toBe('JOB_STATE_CANCELLING');
		emulator.clock.advance(2000);
		const done = await look(job);
		expect(done).toMatchObject({
			state: 'JOB_STATE_CANCELLED',
			error: { code: 1, message: 'CANCELED' },
			completionStats: { successfulCount: '2', incompleteCount: '4' },
		});
		expect(await outputOf(emulator, done)).toHaveLength(2);
		expect((await call(cancel)).body.error.status).toBe('FAILED_PRECONDITION');
	});

	test('can be deleted only after its end, and leaves its responses', async () => {
		const job = await startBatch(emulator);
		const remove = `DELETE ${hostOf(job.name)}/v1/${job.name}`;
		expect((await call(remove)).body.error.status).toBe('FAILED_PRECONDITION');
		emulator.clock.advance(LONG);
		expect((await call(remove)).status).toBe(200);
		emulator.clock.advance(1000);
		expect((await get(emulator, job.name)).status).toBe(404);
		expect((await objectsBelow(emulator, 'answers/')).size).toBe(1);
	});

	test('shows any state, and continues when it is released', async () => {
		const job = await startBatch(emulator);
		emulator.vertex.force(job.name, 'JOB_STATE_PAUSED');
		emulator.clock.advance(LONG);
		expect((await look(job)).state).toBe('JOB_STATE_PAUSED');
		emulator.vertex.force(job.name, undefined);
		emulator.clock.advance(LONG);
		expect((await look(job)).state).toBe('JOB_STATE_SUCCEEDED');
	});
});
