/** What the trigger hears of batch jobs. */
import type { BatchJob } from '../../../nodes/shared/domain/batch.ts';
import { poll } from '../../engine/poll.ts';
import { vertexBackendAt } from '../../vertexClient.ts';
import type { Scene } from '../scene.ts';
import { anHour, locator, setScene } from '../scene.ts';
import { batchesOf, key, questions, spec } from '../shared/google/vertex/batch/scene.ts';
import type { Trigger } from './trigger.ts';
import { triggerIn } from './trigger.ts';

let scene: Scene;
let trigger: Trigger;

beforeEach(async () => {
	scene = await setScene('vertex');
	trigger = triggerIn(scene, { resource: 'batchJob', triggerOn: ['succeeded'] });
});

afterEach(async () => await scene.emulator.close());

async function start(displayName = 'Questions', count = 3): Promise<BatchJob> {
	const batches = batchesOf(vertexBackendAt(scene.emulator));
	const { job } = await batches.create({ ...spec, displayName }, questions(count), key);
	scene.seen();
	return job;
}

const settle = () => scene.emulator.clock.advance(anHour);

it('reports a succeeded job once, with the data for reading its responses, at one request per poll', async () => {
	const { name } = await start();
	expect(await trigger.poll()).toBeNull();
	settle();
	scene.seen();
	expect(await trigger.poll()).toEqual([
		{
			event: 'succeeded',
			eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			name,
			displayName: 'Questions',
			model: 'publishers/google/models/gemini-3.5-flash',
			state: 'succeeded',
			succeededCount: 3,
			failedCount: 0,
			incompleteCount: 0,
			jobError: null,
			explanation: null,
			inputUri: expect.stringMatching(/^gs:\/\/.*\.jsonl$/),
			outputDirectory: expect.stringMatching(/^gs:\/\/.*\/prediction-model-/),
			labels: expect.anything(),
			createTime: expect.any(String),
			startTime: expect.any(String),
			endTime: expect.any(String),
		},
	]);
	expect(scene.seen().map(({ request }) => request)).toEqual([
		'GET /v1/projects/emulator-project/locations/us-central1/batchPredictionJobs',
	]);
	expect(await trigger.poll()).toBeNull();
});

it('reports failed, expired and cancelled jobs with a fix', async () => {
	const all = { triggerOn: ['cancelled', 'failed', 'succeeded'] };
	const failed = await start('Failed', 1);
	const expired = await start('Expired', 2);
	const cancelled = await start('Cancelled', 4);
	expect(await trigger.poll(all)).toBeNull();
	const { vertex } = scene.emulator;
	vertex.force(failed.name, 'JOB_STATE_FAILED', { code: 3, message: 'Failed to import data.' });
	vertex.force(expired.name, 'JOB_STATE_EXPIRED');
	await batchesOf(vertexBackendAt(scene.emulator)).cancel(cancelled.name);
	settle();
	const events = (await trigger.poll(all)) ?? [];
	expect(Object.fromEntries(events.map(({ displayName, ...event }) => [String(displayName), event]))).toEqual(
		{
			Failed: expect.objectContaining({
				event: 'failed',
				jobError: { code: 3, message: 'Failed to import data.' },
				explanation: expect.stringMatching(
					/^The job failed: Failed to import data\..* fix the problem in the message/,
				),
			}),
			Expired: expect.objectContaining({
				event: 'failed',
				explanation: expect.stringContaining('did not finish within its time limit'),
			}),
			Cancelled: expect.objectContaining({
				event: 'cancelled',
				incompleteCount: null,
				explanation: expect.stringMatching(/^The job was canceled: CANCELED/),
			}),
		},
	);
});

it('watches the jobs of one display name', async () => {
	const named = { watch: 'displayName', displayName: 'Monday' };
	await start('Monday', 1);
	await start('Tuesday', 2);
	expect(await trigger.poll(named)).toBeNull();
	settle();
	expect(await trigger.poll(named)).toEqual([expect.objectContaining({ displayName: 'Monday' })]);
});

it('watches another location if selected', async () => {
	expect(await trigger.poll({ location: locator('name', 'europe-west4') })).toBeNull();
	expect(scene.seen().map(({ request }) => request)).toEqual([
		'GET /v1/projects/emulator-project/locations/europe-west4/batchPredictionJobs',
	]);
});

it('has separate memories for tuning jobs and batch jobs, also after switching back and forth', async () => {
	const tuning = { resource: 'tuningJob' };
	await start('Batch', 1);
	await scene.train('Tuned');
	expect([await trigger.poll(tuning), await trigger.poll()]).toEqual([null, null]);
	settle();
	expect(await trigger.poll()).toEqual([expect.objectContaining({ displayName: 'Batch' })]);
	expect(await trigger.poll(tuning)).toEqual([expect.objectContaining({ displayName: 'Tuned' })]);
	expect([await trigger.poll(), await trigger.poll(tuning)]).toEqual([null, null]);
});

it('watches tuning jobs by default, as in older workflows', async () => {
	const before = triggerIn(scene, { triggerOn: ['succeeded'] });
	expect(await before.poll()).toBeNull();
	expect(scene.seen().map(({ request }) => request)).toEqual([
		'GET /v1beta1/projects/emulator-project/locations/us-central1/tuningJobs',
	]);
	expect(Object.keys(before.staticData)).toEqual(['node:Trigger']);
});

it('shows the newest matching job in a test, and an error without one', async () => {
	const node = scene.node('geminiWaitForTuningTrigger', {
		resource: 'batchJob',
		triggerOn: ['succeeded'],
	});
	const test = async () => await poll(node, { credentials: scene.credentials, mode: 'manual' });
	await expect(test()).rejects.toThrow("No batch job fits 'Trigger On' and 'Watch' yet");
	await start('Older', 1);
	scene.emulator.clock.advance(1);
	await start('Newer', 2);
	settle();
	expect(await test()).toEqual([[{ json: expect.objectContaining({ displayName: 'Newer' }) }]]);
});
