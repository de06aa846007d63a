/** What the trigger hears of batch jobs. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { BatchJob } from '../../../nodes/shared/domain/batch.ts';
import { poll } from '../../engine/poll.ts';
import { vertexBackendAt } from '../../vertexClient.ts';
import type { Scene } from '../scene.ts';
import { anHour, locator, setScene } from '../scene.ts';
import { batchesOf, key, questions, spec } from '../shared/backend/vertex/batch/scene.ts';

let scene: Scene;
let staticData: IDataObject;

beforeEach(async () => {
	scene = await setScene('vertex');
	staticData = {};
});

afterEach(async () => await scene.emulator.close());

async function pollOnce(parameters: INodeParameters = {}): Promise<IDataObject[] | null> {
	const trigger = scene.node('geminiWaitForTuningTrigger', {
		resource: 'batchJob',
		triggerOn: ['succeeded'],
		...parameters,
	});
	const found = await poll(trigger, { credentials: scene.credentials, staticData });
	return found?.[0]?.map(({ json }) => json) ?? null;
}

async function start(displayName = 'Questions', count = 3): Promise<BatchJob> {
	const batches = batchesOf(vertexBackendAt(scene.emulator));
	const { job } = await batches.create({ ...spec, displayName }, questions(count), key);
	scene.seen();
	return job;
}

const settle = () => scene.emulator.clock.advance(anHour);

it('reports a job once when it has succeeded, with what reading its answers takes, at one request a poll', async () => {
	const { name } = await start();
	expect(await pollOnce()).toBeNull();
	settle();
	scene.seen();
	expect(await pollOnce()).toEqual([
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
	expect(await pollOnce()).toBeNull();
});

it('reports what failed, expired and was cancelled, and says what to do', async () => {
	const all = { triggerOn: ['cancelled', 'failed', 'succeeded'] };
	const failed = await start('Failed', 1);
	const expired = await start('Expired', 2);
	const cancelled = await start('Cancelled', 4);
	expect(await pollOnce(all)).toBeNull();
	const { vertex } = scene.emulator;
	vertex.force(failed.name, 'JOB_STATE_FAILED', { code: 3, message: 'Failed to import data.' });
	vertex.force(expired.name, 'JOB_STATE_EXPIRED');
	await batchesOf(vertexBackendAt(scene.emulator)).cancel(cancelled.name);
	settle();
	const events = (await pollOnce(all)) ?? [];
	expect(Object.fromEntries(events.map(({ displayName, ...event }) => [String(displayName), event]))).toEqual(
		{
			Failed: expect.objectContaining({
				event: 'failed',
				jobError: { code: 3, message: 'Failed to import data.' },
				explanation: expect.stringMatching(/^The job failed: Failed to import data\..* mend what/),
			}),
			Expired: expect.objectContaining({
				event: 'failed',
				explanation: expect.stringContaining('did not get done in the time it had'),
			}),
			Cancelled: expect.objectContaining({
				event: 'cancelled',
				incompleteCount: null,
				explanation: expect.stringMatching(/^The job was cancelled: CANCELED/),
			}),
		},
	);
});

it('watches the jobs of one display name', async () => {
	const named = { watch: 'displayName', displayName: 'Monday' };
	await start('Monday', 1);
	await start('Tuesday', 2);
	expect(await pollOnce(named)).toBeNull();
	settle();
	expect(await pollOnce(named)).toEqual([expect.objectContaining({ displayName: 'Monday' })]);
});

it('watches another location when told to', async () => {
	expect(await pollOnce({ location: locator('name', 'europe-west4') })).toBeNull();
	expect(scene.seen().map(({ request }) => request)).toEqual([
		'GET /v1/projects/emulator-project/locations/europe-west4/batchPredictionJobs',
	]);
});

it('remembers tuning jobs and batch jobs apart, also when it is set from one to the other and back', async () => {
	const tuning = { resource: 'tuningJob' };
	await start('Batch', 1);
	await scene.train('Tuned');
	expect([await pollOnce(tuning), await pollOnce()]).toEqual([null, null]);
	settle();
	expect(await pollOnce()).toEqual([expect.objectContaining({ displayName: 'Batch' })]);
	expect(await pollOnce(tuning)).toEqual([expect.objectContaining({ displayName: 'Tuned' })]);
	expect([await pollOnce(), await pollOnce(tuning)]).toEqual([null, null]);
});

it('waits for tuning jobs where nothing is said, as workflows from before do', async () => {
	const trigger = scene.node('geminiWaitForTuningTrigger', { triggerOn: ['succeeded'] });
	expect(await poll(trigger, { credentials: scene.credentials, staticData })).toBeNull();
	expect(scene.seen().map(({ request }) => request)).toEqual([
		'GET /v1beta1/projects/emulator-project/locations/us-central1/tuningJobs',
	]);
	expect(Object.keys(staticData)).toEqual(['node:Trigger']);
});

it('shows the newest job that fits when it is tested, and says so when there is none', async () => {
	const trigger = scene.node('geminiWaitForTuningTrigger', {
		resource: 'batchJob',
		triggerOn: ['succeeded'],
	});
	const test = async () => await poll(trigger, { credentials: scene.credentials, mode: 'manual' });
	await expect(test()).rejects.toThrow('There is no batch job yet that would start this workflow');
	await start('Older', 1);
	scene.emulator.clock.advance(1);
	await start('Newer', 2);
	settle();
	expect(await test()).toEqual([[{ json: expect.objectContaining({ displayName: 'Newer' }) }]]);
});
