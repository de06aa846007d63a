/** The states of a tuning job until each possible end. */
import type { Emulator } from '../../emulator/api.ts';
import { LONG, send } from './support.ts';
import { startTuning } from './tuningSupport.ts';
import { getJob, refusal, start, supervised, TRAINING } from './vertexSupport.ts';
import type { JobBody } from './vertexSupport.ts';

let emulator: Emulator;
beforeEach(async () => {
	emulator = await startTuning();
});
afterEach(async () => await emulator.close());

const refused = async (body: object, version?: string) =>
	await refusal(emulator, 'tuningJobs', body, version);

describe('a job', () => {
	test('is returned at once, with Google’s defaults and project numbers', async () => {
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

	test('runs from pending through the finer states to its end', async () => {
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

	test('shows the finer state only on v1beta1, and its results only at the end', async () => {
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

	test('has its members in the recorded order', async () => {
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

	test('has a checkpoint per epoch; the last one is the tuned model', async () => {
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

	test('accepts keys in either case, numbers or strings, and enums by number', async () => {
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

describe('the quota of concurrent jobs', () => {
	test('lets a second job wait, in any region', async () => {
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

describe('the end of a job', () => {
	test('canceling takes a while and leaves error code 1', async () => {
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

	test('a failed endpoint fails the job, and leaves its model', async () => {
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

	test('it fails, stalls and continues as a test sets it', async () => {
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

	test('rare states appear on demand', async () => {
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
