/** The data of a tuning job; its statistics are in tuningDataStats.test.ts. */
import type { Emulator } from '../../emulator/api.ts';
import { LONG, send } from './support.ts';
import { startTuning } from './tuningSupport.ts';
import {
	BUCKET,
	getJob,
	jsonl,
	line,
	makeBucket,
	start,
	STORAGE,
	supervised,
	tutorialLines,
	upload,
} from './vertexSupport.ts';
import type { JobBody } from './vertexSupport.ts';

let emulator: Emulator;
beforeEach(async () => {
	emulator = await startTuning();
});
afterEach(async () => await emulator.close());

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
		['text that isn’t JSON', '{"contents": [', 'line 2: is not valid JSON'],
		['a line that isn’t an object', '[]', 'line 2: is not an object'],
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
			'a repeated role',
			'{"contents":[{"role":"user","parts":[{"text":"x"}]},{"role":"user","parts":[{"text":"x"}]}]}',
			'line 2: contents[1] repeats the role before it',
		],
		[
			'a question at the end',
			'{"contents":[{"role":"user","parts":[{"text":"x"}]}]}',
			'line 2: contents must end with the role model',
		],
		['an empty line', '', 'line 2: is not valid JSON'],
	])('with %s fails the job, and the error contains the line number', async (_what, bad, message) => {
		const done = await failure(
			`${JSON.stringify(line('a', 'b'))}\n${bad}\n${JSON.stringify(line('c', 'd'))}\n`,
		);
		expect(done.error).toEqual({ code: 3, message: expect.stringContaining(message) });
	});

	test('may be missing, with or without its bucket', async () => {
		expect((await failure(undefined)).error).toMatchObject({ code: 5 });
	});

	test('may be in a missing bucket', async () => {
		const done = await failure(undefined, { trainingDatasetUri: 'gs://elsewhere/bad.jsonl' });
		expect(done.error).toMatchObject({
			code: 5,
			message: expect.stringContaining('gs://elsewhere/bad.jsonl'),
		});
	});

	test('may be inaccessible to the account that reads it', async () => {
		const agent = 'service-528811260437@gcp-sa-vertex-tune.iam.gserviceaccount.com';
		emulator.permissions.grant(agent, `buckets/${BUCKET}`, ['storage.buckets.get']);
		const done = await failure(jsonl(tutorialLines));
		expect(done.error).toMatchObject({ code: 7, message: expect.stringContaining(agent) });
	});

	test('in another project is inaccessible without a grant', async () => {
		await makeBucket(emulator, 'theirs', 'their-project');
		const path = `${STORAGE}/upload/storage/v1/b/theirs/o?uploadType=media&name=x.jsonl`;
		await send(emulator, `POST ${path}`, { body: jsonl(tutorialLines) });
		const done = await failure(undefined, { trainingDatasetUri: 'gs://theirs/x.jsonl' });
		expect(done.error).toMatchObject({ code: 7 });
	});

	test('for validation is checked, too', async () => {
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

	test('is read exactly when the job processes its dataset', async () => {
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
