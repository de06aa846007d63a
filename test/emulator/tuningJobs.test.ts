import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG, send } from './support.ts';
import type { ErrorBody } from './support.ts';
import {
	BUCKET,
	getJob,
	jsonl,
	line,
	makeBucket,
	parent,
	start,
	STORAGE,
	supervised,
	TRAINING,
	tutorialLines,
	upload,
} from './vertexSupport.ts';
import type { JobBody } from './vertexSupport.ts';

const START = Date.UTC(2024, 9, 9, 6, 20, 11) + 698.883;
const durations = {
	pendingMs: 41.475,
	datasetMs: 60_000,
	capacityMs: 30_000,
	stepMs: 1000,
	finishMs: 20_000,
	cancelMs: 5000,
	operationMs: 1000,
};

let emulator: Emulator;
beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', startAt: START, vertexDurations: durations });
	await makeBucket(emulator);
	await upload(emulator);
});
afterEach(async () => await emulator.close());

async function refused(body: object, version = 'v1'): Promise<ErrorBody['error']> {
	const answer = await send<ErrorBody>(emulator, `POST ${parent(emulator, version)}/tuningJobs`, { body });
	expect(answer.status).toBeGreaterThanOrEqual(400);
	return answer.body.error;
}

describe('a job', () => {
	test('is answered at once, with what Google chose and numbers of projects', async () => {
		const job = await start(emulator, supervised({ epochCount: 10, learningRateMultiplier: 1 }));
		expect(job).toEqual({
			name: expect.stringMatching(/^projects\/528811260437\/locations\/us-central1\/tuningJobs\/\d{19}$/),
			tunedModelDisplayName: expect.stringMatching(
				/^gemini-2\.5-flash-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
			),
			baseModel: 'gemini-2.5-flash',
			supervisedTuningSpec: {
				trainingDatasetUri: TRAINING,
				hyperParameters: { epochCount: '10', learningRateMultiplier: 1, adapterSize: 'ADAPTER_SIZE_EIGHT' },
			},
			state: 'JOB_STATE_PENDING',
			createTime: '2024-10-09T06:20:11.698883Z',
			updateTime: '2024-10-09T06:20:11.698883Z',
		});
	});

	test('goes from pending through the finer states to its end', async () => {
		const job = await start(emulator, supervised({ epochCount: 2 }));
		const seen: string[] = [];
		for (let second = 0; second <= 130; second++) {
			const { state, tuningJobState = '' } = await getJob(emulator, job, 'v1beta1');
			const both = `${state} ${tuningJobState}`.trim();
			if (seen.at(-1) !== both) seen.push(both);
			emulator.clock.advance(1000);
		}
		expect(seen).toEqual([
			'JOB_STATE_PENDING',
			'JOB_STATE_RUNNING TUNING_JOB_STATE_PROCESSING_DATASET',
			'JOB_STATE_RUNNING TUNING_JOB_STATE_WAITING_FOR_CAPACITY',
			'JOB_STATE_RUNNING TUNING_JOB_STATE_TUNING',
			'JOB_STATE_RUNNING TUNING_JOB_STATE_POST_PROCESSING',
			'JOB_STATE_SUCCEEDED',
		]);
	});

	test('tells the finer state on v1beta1 only, and its results at the end only', async () => {
		const job = await start(emulator, supervised({ epochCount: 2 }));
		emulator.clock.advance(95_000);
		const running = await getJob(emulator, job);
		expect(running).not.toHaveProperty('tuningJobState');
		expect(running).not.toHaveProperty('tunedModel');
		expect(running).not.toHaveProperty('endTime');
		expect(running.tuningDataStats).toBeDefined();
		emulator.clock.advance(LONG);
		// 8 steps of a second after a minute and a half, and 20 seconds more.
		expect(await getJob(emulator, job)).toMatchObject({
			startTime: '2024-10-09T06:20:11.740358Z',
			endTime: '2024-10-09T06:22:09.740358Z',
			updateTime: '2024-10-09T06:22:09.740358Z',
			experiment:
				'projects/528811260437/locations/us-central1/metadataStores/default/contexts/tuning-experiment-20241008232013040358',
		});
	});

	test('has its members in the order that was recorded', async () => {
		const job = await start(emulator, supervised({}, {}, { exportLastCheckpointOnly: true }));
		emulator.clock.advance(LONG);
		const done = await getJob(emulator, job);
		expect(Object.keys(done)).toEqual([
			...[
				'name',
				'tunedModelDisplayName',
				'baseModel',
				'supervisedTuningSpec',
				'state',
				'createTime',
				'startTime',
			],
			...['endTime', 'updateTime', 'experiment', 'tunedModel', 'tuningDataStats'],
		]);
		expect(done.tunedModel).toEqual({
			model: expect.stringMatching(/^projects\/528811260437\/locations\/us-central1\/models\/\d{19}@1$/),
			endpoint: expect.stringMatching(/^projects\/528811260437\/locations\/us-central1\/endpoints\/\d{19}$/),
		});
	});

	test('has a checkpoint an epoch, the last of which is the tuned model', async () => {
		const job = await start(emulator, supervised({ epochCount: 3 }));
		emulator.clock.advance(LONG);
		const { tunedModel } = await getJob(emulator, job);
		expect(
			tunedModel?.checkpoints?.map(({ checkpointId, epoch, step }) => [checkpointId, epoch, step]),
		).toEqual([
			['1', '1', '4'],
			['2', '2', '8'],
			['3', '3', '12'],
		]);
		expect(tunedModel?.checkpoints?.at(-1)?.endpoint).toBe(tunedModel?.endpoint);
		expect(new Set(tunedModel?.checkpoints?.map(({ endpoint }) => endpoint)).size).toBe(3);
	});

	test('of a third-generation model is served from the multi-region', async () => {
		const job = await start(emulator, supervised({ epochCount: 1 }, { baseModel: 'gemini-3.5-flash' }));
		emulator.clock.advance(LONG);
		const { tunedModel } = await getJob(emulator, job);
		expect(tunedModel?.model).toContain('/locations/us-central1/models/');
		expect(tunedModel?.endpoint).toContain('/locations/us/endpoints/');
	});

	test('takes keys in either case, numbers or strings, and enums by number', async () => {
		const body = {
			base_model: 'gemini-2.5-flash',
			tuned_model_display_name: 'mine',
			supervised_tuning_spec: {
				training_dataset_uri: TRAINING,
				hyper_parameters: { epoch_count: '4', learning_rate_multiplier: 0.5, adapter_size: 2 },
			},
			labels: { 'Key-like_name': 'x' },
		};
		expect((await refused(body)).message).toContain('Invalid label key: "Key-like_name".');
		const job = await start(emulator, { ...body, labels: { key_like: 'x' } });
		expect(job).toMatchObject({
			tunedModelDisplayName: 'mine',
			labels: { key_like: 'x' },
			supervisedTuningSpec: {
				hyperParameters: { epochCount: '4', learningRateMultiplier: 0.5, adapterSize: 'ADAPTER_SIZE_FOUR' },
			},
		});
	});
});

describe('is refused', () => {
	test('with fields that its version does not know', async () => {
		const error = await refused(supervised({ batchSize: 4 }, { examples: [] }));
		expect(error.message).toBe(
			'Invalid JSON payload received. Unknown name "batchSize" at ' +
				"'tuning_job.supervised_tuning_spec.hyper_parameters': Cannot find field.\n" +
				'Invalid JSON payload received. Unknown name "examples" at \'tuning_job\': Cannot find field.',
		);
		expect(error.details).toHaveLength(1);
		expect((await refused({ ...supervised(), reinforcementTuningSpec: {} })).message).toContain(
			'Cannot find field',
		);
		expect((await refused({ ...supervised(), tuningJob: {} }, 'v1beta1')).message).toContain(
			'Cannot find field',
		);
	});

	test('with an adapter size that its model does not have', async () => {
		const expected = {
			code: 400,
			message: 'The adapter size is not supported for this base model.',
			status: 'INVALID_ARGUMENT',
		};
		expect(await refused(supervised({ adapterSize: 'ADAPTER_SIZE_THIRTY_TWO' }))).toEqual(expected);
		const pro = { baseModel: 'gemini-2.5-pro' };
		expect(await refused(supervised({ adapterSize: 'ADAPTER_SIZE_SIXTEEN' }, pro))).toEqual(expected);
		await start(emulator, supervised({ adapterSize: 'ADAPTER_SIZE_EIGHT' }, pro));
	});

	test('with data that is no JSONL file in a bucket, every such field named', async () => {
		const spec = { trainingDatasetUri: 'gs://b/x.csv', validationDatasetUri: 'https://example.com/x.jsonl' };
		const field = (name: string) => `tuning_job.supervised_tuning_spec.${name}`;
		expect(await refused(supervised({}, {}, spec))).toMatchObject({
			code: 400,
			message:
				`List of found errors:\t1.Field: ${field('training_dataset_uri')}; Message: training_dataset_uri should be a ` +
				`GCS object of type JSONL.\t2.Field: ${field('validation_dataset_uri')}; Message: validation_dataset_uri ` +
				'should be a GCS object of type JSONL.\t',
			details: [
				{
					fieldViolations: [
						{ field: field('training_dataset_uri') },
						{ field: field('validation_dataset_uri') },
					],
				},
			],
		});
	});

	test('without a model or a method, with two of either, with names that are too long', async () => {
		expect((await refused({})).message).toContain('tuning_job.base_model');
		expect((await refused({ baseModel: 'gemini-2.5-flash' })).message).toContain('tuning_spec');
		const both = supervised({}, { preferenceOptimizationSpec: { trainingDatasetUri: TRAINING } });
		expect((await refused(both)).message).toContain("oneof field 'tuning_spec' is already set");
		const models = supervised({}, { preTunedModel: { tunedModelName: 'x' } });
		expect((await refused(models)).message).toContain("oneof field 'source_model' is already set");
		expect((await refused(supervised({}, { tunedModelDisplayName: 'x'.repeat(129) }))).code).toBe(400);
		expect((await refused(supervised({ epochCount: -1 }))).code).toBe(400);
		const labels = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`key${i}`, 'x']));
		expect((await refused(supervised({}, { labels }))).message).toContain('At most 64 labels');
	});

	test('with a model or in a place that cannot be tuned: nothing but 404', async () => {
		for (const [location, baseModel] of [
			['us-central1', 'gemini-0.1'],
			['us-central1', 'gemini-3.7-flash'],
			['asia-east1', 'gemini-3.5-flash'],
		]) {
			const path = `/${location}-aiplatform.googleapis.com/v1/projects/${emulator.project}/locations/${location}/tuningJobs`;
			const answer = await send<string>(emulator, `POST ${path}`, { body: supervised({}, { baseModel }) });
			expect([answer.status, answer.body]).toEqual([404, expect.stringContaining('404')]);
		}
	});

	test('by methods that are not there', async () => {
		const { name } = await start(emulator);
		const path = `/us-central1-aiplatform.googleapis.com/v1/${name}`;
		for (const verb of ['PATCH', 'DELETE'])
			expect((await send(emulator, `${verb} ${path}`)).status).toBe(404);
		expect((await send(emulator, `POST ${path}:cancel`, { body: { force: true } })).status).toBe(400);
	});
});

describe('its data', () => {
	async function failure(text: string | undefined, more: object = {}): Promise<JobBody> {
		if (text !== undefined) await upload(emulator, text, 'bad.jsonl');
		const job = await start(
			emulator,
			supervised({}, {}, { trainingDatasetUri: `gs://${BUCKET}/bad.jsonl`, ...more }),
		);
		emulator.clock.advance(LONG);
		const done = await getJob(emulator, job);
		expect(done.state).toBe('JOB_STATE_FAILED');
		expect(done).not.toHaveProperty('tunedModel');
		expect(done.endTime).toBe('2024-10-09T06:21:11.740358Z');
		return done;
	}

	test.each([
		['no JSON', '{"contents": [', 'line 2: is not valid JSON'],
		['no object', '[]', 'line 2: is not an object'],
		['no turns', '{"contents": []}', 'line 2: contents is missing'],
		[
			'an unknown field',
			'{"contents":[{"role":"user","parts":[{"text":"x"}]},{"role":"model","parts":[{"text":"y"}]}],"label":"x"}',
			'line 2: unknown field "label"',
		],
		[
			'an unknown role',
			'{"contents":[{"role":"assistant","parts":[{"text":"x"}]},{"role":"model","parts":[{"text":"x"}]}]}',
			'line 2: contents[0] has an unrecognized role',
		],
		[
			'no parts',
			'{"contents":[{"role":"user"},{"role":"model","parts":[{"text":"x"}]}]}',
			'line 2: contents[0] has no parts',
		],
		[
			'a part without text',
			'{"contents":[{"role":"user","parts":[{}]},{"role":"model","parts":[{"text":"x"}]}]}',
			'line 2: contents[0].parts[0] has no text',
		],
		[
			'a role repeated',
			'{"contents":[{"role":"user","parts":[{"text":"x"}]},{"role":"user","parts":[{"text":"x"}]}]}',
			'line 2: contents[1] repeats the role before it',
		],
		[
			'a question at the end',
			'{"contents":[{"role":"user","parts":[{"text":"x"}]}]}',
			'line 2: contents must end with the role model',
		],
		['an empty line', '', 'line 2: is not valid JSON'],
	])('with %s fails the job and names the line', async (_what, bad, message) => {
		const done = await failure(
			`${JSON.stringify(line('a', 'b'))}\n${bad}\n${JSON.stringify(line('c', 'd'))}\n`,
		);
		expect(done.error).toEqual({ code: 3, message: expect.stringContaining(message) });
	});

	test('may be missing, with its bucket or without', async () => {
		expect((await failure(undefined)).error).toMatchObject({ code: 5 });
	});

	test('may be in a bucket that is not there', async () => {
		const done = await failure(undefined, { trainingDatasetUri: 'gs://elsewhere/bad.jsonl' });
		expect(done.error).toMatchObject({
			code: 5,
			message: expect.stringContaining('gs://elsewhere/bad.jsonl'),
		});
	});

	test('may be closed to the account that reads it', async () => {
		const agent = 'service-528811260437@gcp-sa-vertex-tune.iam.gserviceaccount.com';
		emulator.permissions.grant(agent, `buckets/${BUCKET}`, ['storage.buckets.get']);
		const done = await failure(jsonl(tutorialLines));
		expect(done.error).toMatchObject({ code: 7, message: expect.stringContaining(agent) });
	});

	test('in another project is closed unless it was opened', async () => {
		await makeBucket(emulator, 'theirs', 'their-project');
		const path = `${STORAGE}/upload/storage/v1/b/theirs/o?uploadType=media&name=x.jsonl`;
		await send(emulator, `POST ${path}`, { body: jsonl(tutorialLines) });
		const done = await failure(undefined, { trainingDatasetUri: 'gs://theirs/x.jsonl' });
		expect(done.error).toMatchObject({ code: 7 });
	});

	test('for validation is checked as well', async () => {
		await upload(emulator, 'no\n', 'validation.jsonl');
		const done = await failure(jsonl(tutorialLines), {
			validationDatasetUri: `gs://${BUCKET}/validation.jsonl`,
		});
		expect(done.error?.message).toContain('The validation dataset');
	});

	test('for validation may be a thousand rows, or more if they are at most 30 % of the training data', async () => {
		const rows = (count: number) => jsonl(Array.from({ length: count }, (_, i) => line(`${i}`, `${i + 1}`)));
		await upload(emulator, rows(1001), 'validation.jsonl');
		const validationDatasetUri = `gs://${BUCKET}/validation.jsonl`;
		const done = await failure(rows(3000), { validationDatasetUri });
		expect(done.error?.message).toContain('has 1001 examples, at most 900 are allowed for 3000');
		await upload(emulator, rows(3400));
		const enough = await start(emulator, supervised({ epochCount: 1 }, {}, { validationDatasetUri }));
		emulator.clock.advance(LONG);
		expect((await getJob(emulator, enough)).state).toBe('JOB_STATE_SUCCEEDED');
	});

	test('is read when the job gets to it, not before and not after', async () => {
		const changed = await start(emulator, supervised({ epochCount: 1 }));
		emulator.clock.advance(30_000);
		await upload(emulator, jsonl(tutorialLines.slice(0, 2)));
		emulator.clock.advance(31_000);
		await upload(emulator, 'no\n');
		emulator.clock.advance(LONG);
		expect((await getJob(emulator, changed)).tuningDataStats?.supervisedTuningDataStats).toMatchObject({
			tuningDatasetExampleCount: '2',
		});
	});
});

describe('the quota of concurrent jobs', () => {
	test('lets a second job wait, in whatever region', async () => {
		const first = await start(emulator, supervised({ epochCount: 1 }));
		const path = `/europe-west4-aiplatform.googleapis.com/v1beta1/projects/${emulator.project}/locations/europe-west4`;
		const { body: second } = await send<JobBody>(emulator, `POST ${path}/tuningJobs`, {
			body: supervised({ epochCount: 1 }),
		});
		emulator.clock.advance(90_000);
		const waiting = await send<JobBody>(emulator, `GET ${path}/tuningJobs/${second.name.split('/').at(-1)}`);
		expect(waiting.body).toMatchObject({
			state: 'JOB_STATE_RUNNING',
			tuningJobState: 'TUNING_JOB_STATE_WAITING_FOR_QUOTA',
		});
		emulator.clock.advance(LONG);
		const [one, two] = [await getJob(emulator, first), await getJob(emulator, second)];
		expect(Date.parse(two.endTime ?? '') - Date.parse(one.endTime ?? '')).toBe(
			60_000 + 30_000 + 4000 + 20_000,
		);
	});

	test('or refuses it', async () => {
		emulator.vertex.quota.whenFull = 'reject';
		await start(emulator);
		emulator.clock.advance(1000);
		expect(await refused(supervised())).toEqual({
			code: 429,
			message:
				'The following quota metrics exceed quota limits: aiplatform.googleapis.com/global_concurrent_tuning_jobs',
			status: 'RESOURCE_EXHAUSTED',
		});
	});
});

describe('what becomes of a job', () => {
	test('cancelling takes a while and leaves error code 1', async () => {
		const job = await start(emulator);
		emulator.clock.advance(95_000);
		const cancel = `POST /us-central1-aiplatform.googleapis.com/v1/${job.name}:cancel`;
		expect(await send(emulator, cancel, { body: {} })).toMatchObject({ status: 200, body: {} });
		expect(await getJob(emulator, job)).toMatchObject({ state: 'JOB_STATE_CANCELLING' });
		expect((await send(emulator, cancel, { body: {} })).status).toBe(200);
		emulator.clock.advance(5000);
		const done = await getJob(emulator, job);
		expect(done).toMatchObject({
			state: 'JOB_STATE_CANCELLED',
			error: { code: 1 },
			endTime: '2024-10-09T06:21:51.698883Z',
		});
		expect(done).not.toHaveProperty('tunedModel');
		expect((await send(emulator, cancel, { body: {} })).status).toBe(400);
	});

	test('an endpoint that cannot be made fails the job, and leaves its model', async () => {
		emulator.faults.add({ kind: 'failEndpoint', times: 1 });
		const job = await start(emulator);
		emulator.clock.advance(LONG);
		expect(await getJob(emulator, job)).toMatchObject({
			state: 'JOB_STATE_FAILED',
			error: {
				code: 13,
				message:
					'Failed to create endpoint. Tuned model is uploaded and can be accessed through Model Registry.',
			},
			tunedModel: { model: expect.stringMatching(/@1$/) },
		});
		expect((await getJob(emulator, job)).tunedModel).not.toHaveProperty('endpoint');
	});

	test('it fails, stalls and goes on as a test wants it', async () => {
		emulator.vertex.quota.concurrentJobs = 3;
		const [failing, stalling, late] = [await start(emulator), await start(emulator), await start(emulator)];
		emulator.jobs.change(failing.name, 'fail', { code: 'RESOURCE_EXHAUSTED', message: 'No machines.' });
		emulator.clock.advance(95_000);
		emulator.jobs.change(stalling.name, 'stall');
		emulator.jobs.change(late.name, 'failEndpoint');
		emulator.clock.advance(LONG);
		expect(await getJob(emulator, failing)).toMatchObject({
			state: 'JOB_STATE_FAILED',
			error: { code: 8, message: 'No machines.' },
		});
		expect(await getJob(emulator, late)).toMatchObject({ state: 'JOB_STATE_FAILED', error: { code: 13 } });
		expect(await getJob(emulator, stalling)).toMatchObject({ state: 'JOB_STATE_RUNNING' });
		emulator.jobs.change(stalling.name, 'resume');
		emulator.clock.advance(LONG);
		expect(await getJob(emulator, stalling)).toMatchObject({ state: 'JOB_STATE_SUCCEEDED' });
	});

	test('rare states are shown on demand', async () => {
		const [paused, expired] = [await start(emulator), await start(emulator)];
		emulator.vertex.force(paused.name, 'JOB_STATE_PAUSED');
		emulator.vertex.force(expired.name, 'JOB_STATE_EXPIRED', { code: 4, message: 'Too late.' });
		emulator.clock.advance(LONG);
		expect((await getJob(emulator, paused)).state).toBe('JOB_STATE_PAUSED');
		expect(await getJob(emulator, expired)).toMatchObject({ state: 'JOB_STATE_EXPIRED', error: { code: 4 } });
		emulator.vertex.force(paused.name, undefined);
		emulator.clock.advance(LONG);
		expect((await getJob(emulator, paused)).state).toBe('JOB_STATE_SUCCEEDED');
	});
});

describe('a list', () => {
	interface List {
		tuningJobs?: JobBody[];
		nextPageToken?: string;
	}
	const list = (query: string) =>
		send<List & ErrorBody>(emulator, `GET ${parent(emulator)}/tuningJobs?${query}`);
	const names = ({ body }: { body: List }) =>
		body.tuningJobs?.map(({ tunedModelDisplayName }) => tunedModelDisplayName);

	test('is empty, or has the newest first, page by page', async () => {
		expect((await list('')).body).toEqual({});
		for (const name of ['one', 'two', 'three'])
			await start(emulator, supervised({}, { tunedModelDisplayName: name }));
		const first = await list('pageSize=2');
		expect(names(first)).toEqual(['three', 'two']);
		const second = await list(`pageSize=2&pageToken=${first.body.nextPageToken}`);
		expect(names(second)).toEqual(['one']);
		expect(second.body).not.toHaveProperty('nextPageToken');
		expect((await list(`pageSize=3&pageToken=${first.body.nextPageToken}`)).status).toBe(400);
	});

	test('can be filtered', async () => {
		await start(emulator, supervised({}, { tunedModelDisplayName: 'one', labels: { key: 'a', team: 'x' } }));
		emulator.clock.advance(LONG);
		await start(emulator, supervised({}, { tunedModelDisplayName: 'two', labels: { key: 'b' } }));
		const by = async (filter: string) => names(await list(`filter=${encodeURIComponent(filter)}`));
		expect(await by('state="JOB_STATE_SUCCEEDED"')).toEqual(['one']);
		expect(await by('labels.key=b')).toEqual(['two']);
		expect(await by('labels.key:*')).toEqual(['two', 'one']);
		expect(await by('labels.key="a" AND NOT labels.team=x')).toBeUndefined();
		expect(await by('tuned_model_display_name=one OR tunedModelDisplayName=two')).toEqual(['two', 'one']);
		expect(await by('createTime>"2024-10-10T00:00:00Z"')).toEqual(['two']);
		for (const wrong of ['state=', 'colour=red', '(state=x']) {
			expect((await list(`filter=${encodeURIComponent(wrong)}`)).status).toBe(400);
		}
	});
});

describe('who may', () => {
	const caller = 'tuner@example.com';

	test('a method takes its permission on the project', async () => {
		const token = emulator.identities.issueToken({ email: caller, homeProject: emulator.project });
		await start(emulator, supervised(), { token });
		emulator.permissions.grant(caller, `projects/${emulator.project}`, ['aiplatform.tuningJobs.list']);
		const jobs = `${parent(emulator)}/tuningJobs`;
		expect((await send(emulator, `GET ${jobs}`, { token })).status).toBe(200);
		const { body } = await send<ErrorBody>(emulator, `POST ${jobs}`, { token, body: supervised() });
		const resource = `projects/${emulator.project}/locations/us-central1`;
		expect(body.error).toMatchObject({
			code: 403,
			message:
				`Permission 'aiplatform.tuningJobs.create' denied on resource '//aiplatform.googleapis.com/${resource}' ` +
				'(or it may not exist).',
			details: [
				{
					reason: 'IAM_PERMISSION_DENIED',
					domain: 'aiplatform.googleapis.com',
					metadata: { permission: 'aiplatform.tuningJobs.create', resource },
				},
			],
		});
	});

	test('a person names the project that pays, a service account need not', async () => {
		const token = emulator.identities.issueToken({ email: caller });
		const jobs = `GET ${parent(emulator)}/tuningJobs`;
		const without = await send<ErrorBody>(emulator, jobs, { token });
		expect(without.body.error).toMatchObject({
			code: 403,
			message: expect.stringContaining('quota project'),
		});
		const headers = { 'x-goog-user-project': emulator.project };
		expect((await send(emulator, jobs, { token, headers })).status).toBe(200);
		expect((await send(emulator, jobs)).status).toBe(200);
		expect(
			(await send(emulator, jobs, { token: 'none', headers: { 'x-goog-api-key': emulator.apiKey } })).status,
		).toBe(401);
	});

	test('an API that is switched off, and a project that is not there, are named', async () => {
		emulator.identities.addProject({ id: emulator.project, disabledServices: ['aiplatform.googleapis.com'] });
		const { body } = await send<ErrorBody>(emulator, `GET ${parent(emulator)}/tuningJobs`);
		expect(body.error).toMatchObject({
			code: 403,
			message: expect.stringMatching(/^Vertex AI API has not been used in project/),
		});
		emulator.identities.addProject({ id: emulator.project, disabledServices: [] });
		const path =
			'/us-central1-aiplatform.googleapis.com/v1/projects/nobodys/locations/us-central1/tuningJobs';
		expect((await send<ErrorBody>(emulator, `GET ${path}`)).body.error).toMatchObject({
			code: 403,
			message: 'Permission denied on resource project nobodys.',
			details: [{}, { reason: 'CONSUMER_INVALID' }],
		});
	});
});

test('a host serves its own location only, and a path without a host finds it', async () => {
	const job = await start(emulator);
	const elsewhere = await send<ErrorBody>(
		emulator,
		`GET /europe-west4-aiplatform.googleapis.com/v1/${job.name}`,
	);
	expect(elsewhere.body.error).toMatchObject({
		code: 400,
		message:
			"List of found errors:\t1.Field: name; Message: The provided location ID doesn't match the endpoint. The valid " +
			'location ID is `europe-west4`.\t',
	});
	expect((await send(emulator, `GET /aiplatform.googleapis.com/v1/${job.name}`)).status).toBe(400);
	expect((await send(emulator, `GET /v1beta1/${job.name}`)).status).toBe(200);
	expect(
		(await send(emulator, `GET /v1beta1/${job.name.replace('528811260437', emulator.project)}`)).status,
	).toBe(200);
});
