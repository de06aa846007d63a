/** What the trigger hears of Vertex AI. */
import type { Scene } from '../scene.ts';
import { anHour, locator, setScene } from '../scene.ts';
import type { Trigger } from './trigger.ts';
import { triggerIn } from './trigger.ts';

let scene: Scene;
let trigger: Trigger;

beforeEach(async () => {
	scene = await setScene('vertex');
	trigger = triggerIn(scene, { triggerOn: ['succeeded'] });
});

afterEach(async () => await scene.emulator.close());

const settle = () => scene.emulator.clock.advance(anHour);

it('reports a job once when it has succeeded, with its model, endpoint, checkpoints and losses, at one request per poll', async () => {
	const { name } = await scene.train('Number Predictor', { epochCount: 2 });
	expect(await trigger.poll()).toBeNull();
	settle();
	scene.seen();
	expect(await trigger.poll()).toEqual([
		expect.objectContaining({
			event: 'succeeded',
			eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			name,
			tunedModel: expect.stringMatching(/\/models\/\d+@1$/),
			endpoint: expect.stringMatching(/\/locations\/us\/endpoints\/\d+$/),
			checkpoints: [expect.anything(), expect.anything()],
			state: 'succeeded',
			outcomeKnown: true,
			bestCheckpoint: expect.objectContaining({ checkpointId: '2' }),
			completedSteps: 8,
			completedPercent: 100,
			meanLoss: expect.any(Number),
			accuracy: expect.any(Number),
			metricsProblem: null,
		}),
	]);
	// The list, and four for the losses of the event's job.
	expect(scene.seen()).toHaveLength(5);
	expect(await trigger.poll()).toBeNull();
	expect(scene.seen()).toHaveLength(1);
});

it('reports failed and cancelled jobs with a fix', async () => {
	const all = { triggerOn: ['cancelled', 'failed', 'succeeded'] };
	scene.emulator.faults.add({ kind: 'failJob', message: 'Line 3 is empty.', times: 1 });
	await scene.train('Failed');
	scene.emulator.faults.clear();
	const cancelled = await scene.train('Cancelled');
	expect(await trigger.poll(all)).toBeNull();
	scene.emulator.vertex.change(cancelled.name ?? '', 'cancel');
	settle();
	const events = (await trigger.poll(all)) ?? [];
	expect(Object.fromEntries(events.map(({ displayName, ...event }) => [String(displayName), event]))).toEqual(
		{
			Failed: expect.objectContaining({
				event: 'failed',
				jobError: { code: expect.any(Number), message: expect.stringContaining('Line 3 is empty.') },
				explanation: expect.stringMatching(/^The job failed: .*Line 3 is empty\..*create the job again/),
			}),
			Cancelled: expect.objectContaining({
				event: 'cancelled',
				explanation: expect.stringMatching(/^The job was canceled/),
			}),
		},
	);
});

it('reports the progress of a job by its stages, each once', async () => {
	const progress = { triggerOn: ['progress'] };
	const { durations } = scene.emulator.vertex;
	await scene.train('Number Predictor');
	expect(await trigger.poll(progress)).toBeNull();
	scene.emulator.clock.advance(durations.pendingMs + 1);
	const first = await trigger.poll(progress);
	expect(first).toEqual([expect.objectContaining({ event: 'progress', stage: 'PROCESSING_DATASET' })]);
	expect(await trigger.poll(progress)).toBeNull();
	scene.emulator.clock.advance(durations.datasetMs);
	const second = await trigger.poll(progress);
	expect(second).toEqual([expect.objectContaining({ event: 'progress', stage: 'WAITING_FOR_CAPACITY' })]);
	expect(second?.[0]?.['eventId']).not.toBe(first?.[0]?.['eventId']);
});

it.each([
	['its full name', (name: string) => name],
	['its name with the ID of the project', (name: string) => name.replace('528811260437', 'emulator-project')],
	['its number', (name: string) => name.replace(/^.*\//, '')],
])('watches one job by %s', async (_, write) => {
	const { name } = await scene.train('Watched');
	await scene.train('Other');
	const values = [{ tunedModel: locator('name', write(name ?? '')) }];
	const watching = { watch: 'selected', tunedModels: { values } };
	expect(await trigger.poll(watching)).toBeNull();
	settle();
	expect(await trigger.poll(watching)).toEqual([expect.objectContaining({ displayName: 'Watched', name })]);
});

it('watches each location separately', async () => {
	await scene.train('Number Predictor');
	expect(await trigger.poll()).toBeNull();
	settle();
	expect(await trigger.poll({ location: locator('name', 'europe-west4') })).toBeNull();
	expect(scene.seen().map(({ request }) => request)).toContainEqual(
		'GET /v1beta1/projects/emulator-project/locations/europe-west4/tuningJobs',
	);
});
