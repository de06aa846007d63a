/** What the trigger reports of the Gemini API's jobs, and when. */
import { NodeApiError } from 'n8n-workflow';
import { geminiBackendAt } from '../../fetchClient.ts';
import { until } from '../../harness/until.ts';
import type { Scene } from '../scene.ts';
import { anHour, setScene } from '../scene.ts';
import type { Trigger } from './trigger.ts';
import { requests, start, triggerIn } from './trigger.ts';

let scene: Scene;
let trigger: Trigger;

beforeEach(async () => {
	scene = await setScene();
	trigger = triggerIn(scene, { triggerOn: ['cancelled', 'failed', 'succeeded'] });
});

afterEach(async () => await scene.emulator.close());

/** All jobs that run settle. */
const settle = () => scene.emulator.clock.advance(anHour);

describe('the first poll', () => {
	test('treats finished jobs as known, and requests only the list', async () => {
		await start(scene, 'old');
		settle();
		requests(scene);
		expect(await trigger.poll()).toBeNull();
		expect(requests(scene)).toEqual(['GET tunedModels']);
		expect(await trigger.poll()).toBeNull();
		expect(requests(scene)).toEqual(['GET tunedModels']);
	});

	test('reports them once if they are included', async () => {
		await start(scene, 'old');
		settle();
		const included = { options: { includeFinished: true } };
		expect(await trigger.poll(included)).toEqual([
			expect.objectContaining({ tunedModel: 'tunedModels/old' }),
		]);
		expect(await trigger.poll(included)).toBeNull();
	});

	test('does not treat a job as known that finished after an overlapping poll looked', async () => {
		for (let index = 0; index < 101; index++) await start(scene, `job-${index}`, { epochCount: 1 });
		requests(scene);
		// The late poll asks for its second page when the job there has finished.
		scene.emulator.faults.add({ kind: 'latency', ms: 1000, match: { path: 'tunedModels' }, times: 1 });
		const late = trigger.poll();
		await until('The late poll to ask', 10, () => scene.emulator.requests.list().length > 0 || undefined);
		expect(await trigger.poll()).toBeNull();
		settle();
		const polls = [await late, await trigger.poll(), await trigger.poll()];
		expect(polls.flatMap((items) => items ?? [])).toHaveLength(101);
	});

	test('needs the whole list, and reports an error without enough time', async () => {
		for (let index = 0; index < 101; index++) await start(scene, `job-${index}`, { epochCount: 1 });
		await expect(trigger.poll({}, { budgetMs: 0 })).rejects.toThrow(
			"The first poll can't list all tuned models",
		);
		expect(trigger.staticData).toEqual({ 'node:Trigger': {} });
		expect(await trigger.poll()).toBeNull();
	});
});

describe('a job that runs at the first poll', () => {
	beforeEach(async () => {
		await start(scene, 'predictor', { displayName: 'Number Predictor', description: 'Counts on' });
		expect(await trigger.poll()).toBeNull();
		requests(scene);
	});

	test('is reported with one more request when it has succeeded', async () => {
		settle();
		expect(await trigger.poll()).toEqual([
			{
				event: 'succeeded',
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
				name: expect.stringMatching(/^tunedModels\/predictor\/operations\//),
				tunedModel: 'tunedModels/predictor',
				endpoint: null,
				checkpoints: [],
				bestCheckpoint: null,
				displayName: 'Number Predictor',
				description: expect.stringContaining('Counts on'),
				baseModel: 'models/gemini-1.5-flash-001-tuning',
				sourceTunedModel: null,
				state: 'succeeded',
				stage: null,
				outcomeKnown: true,
				jobError: null,
				explanation: null,
				billableTokens: null,
				totalSteps: 19,
				completedSteps: 19,
				completedPercent: 100,
				epoch: 5,
				meanLoss: expect.any(Number),
				accuracy: null,
				validationLoss: null,
				validationAccuracy: null,
				divergedAtStep: null,
				metricsProblem: null,
				experiment: null,
				hyperparameters: expect.objectContaining({ epochCount: 5, batchSize: 4, learningRate: 0.001 }),
				createTime: expect.any(String),
				startTime: expect.any(String),
				endTime: expect.any(String),
			},
		]);
		expect(requests(scene)).toEqual(['GET tunedModels', 'GET tunedModels/predictor/operations']);
		expect(await trigger.poll()).toBeNull();
		expect(requests(scene)).toEqual(['GET tunedModels']);
	});

	test('is reported with the reason when it has failed, in a field that n8n does not read as a failed run', async () => {
		scene.emulator.jobs.change('predictor', 'fail', { message: 'The training data is not usable.' });
		settle();
		const [item] = (await trigger.poll()) ?? [];
		expect(item).toMatchObject({
			event: 'failed',
			state: 'failed',
			jobError: { code: 13, message: 'The training data is not usable.' },
		});
		expect(item).not.toHaveProperty('error');
	});

	test('is reported as cancelled, although its model looks finished', async () => {
		scene.emulator.clock.advance(3_000);
		scene.emulator.jobs.change('predictor', 'cancel');
		const [item] = (await trigger.poll()) ?? [];
		expect(item).toMatchObject({
			event: 'cancelled',
			state: 'cancelled',
			jobError: { code: 1 },
			totalSteps: 19,
		});
		expect(item?.completedSteps).toBeLessThan(19);
	});

	test('is never reported if another end was selected', async () => {
		settle();
		expect(await trigger.poll({ triggerOn: ['failed', 'cancelled'] })).toBeNull();
		expect(await trigger.poll()).toBeNull();
	});

	test('has only the event finished if Google does not show operations', async () => {
		scene.emulator.faults.add({ kind: 'error', status: 'UNIMPLEMENTED', match: { path: '/operations' } });
		settle();
		expect(await trigger.poll()).toEqual([
			expect.objectContaining({
				event: 'finished',
				outcomeKnown: false,
				totalSteps: null,
				completedPercent: null,
			}),
		]);
	});

	test('is reported with the same event ID when n8n stops before it saved', async () => {
		const beforeEvent = trigger.saved();
		settle();
		const first = await trigger.poll();
		trigger.staticData = beforeEvent;
		const repeated = await trigger.poll();
		expect(repeated).toEqual(first);
		trigger.staticData = trigger.saved();
		expect(await trigger.poll()).toBeNull();
	});

	test('is reported once by overlapping polls', async () => {
		settle();
		scene.emulator.faults.add({ kind: 'latency', ms: 50, jitterMs: 50, match: { path: 'tunedModels' } });
		const polls = await Promise.all([trigger.poll(), trigger.poll(), trigger.poll()]);
		expect(polls.flatMap((items) => items ?? [])).toHaveLength(1);
		expect(polls.filter((items) => items === null)).toHaveLength(2);
	});

	test('does not hide a later job with the same ID', async () => {
		settle();
		const [first] = (await trigger.poll()) ?? [];
		await geminiBackendAt(scene.emulator).remove('tunedModels/predictor');
		await start(scene, 'predictor');
		settle();
		const [second] = (await trigger.poll()) ?? [];
		expect(second).toMatchObject({ event: 'succeeded', tunedModel: 'tunedModels/predictor' });
		expect(second?.eventId).not.toBe(first?.eventId);
	});
});

test('a job that starts and ends between two polls is reported', async () => {
	await trigger.poll();
	await start(scene, 'quick');
	settle();
	expect(await trigger.poll()).toEqual([
		expect.objectContaining({ event: 'succeeded', tunedModel: 'tunedModels/quick' }),
	]);
});

test('a job that finishes while n8n is down is reported once at the next start', async () => {
	for (const id of ['a', 'b', 'c']) await start(scene, id);
	await trigger.poll();
	scene.emulator.jobs.change('b', 'stall');
	scene.emulator.jobs.change('c', 'stall');
	settle();
	expect(await trigger.poll()).toHaveLength(1);
	trigger.staticData = trigger.saved();
	scene.emulator.jobs.change('b', 'cancel');
	expect(await trigger.poll({}, { activation: 'init' })).toEqual([
		expect.objectContaining({ event: 'cancelled', tunedModel: 'tunedModels/b' }),
	]);
	expect(await trigger.poll()).toBeNull();
});

test('each job that finished since the last poll is one item of one execution', async () => {
	await trigger.poll();
	for (const id of ['a', 'b', 'c']) await start(scene, id);
	scene.emulator.jobs.change('b', 'fail');
	settle();
	const items = (await trigger.poll()) ?? [];
	expect(items.map(({ event, tunedModel }) => [event, tunedModel])).toEqual([
		['succeeded', 'tunedModels/a'],
		['failed', 'tunedModels/b'],
		['succeeded', 'tunedModels/c'],
	]);
	expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(3);
});

describe('progress', () => {
	const progress = { triggerOn: ['progress'] };

	test('is reported once per poll when steps advanced, and requests only the list', async () => {
		await start(scene, 'predictor');
		expect(await trigger.poll(progress)).toBeNull();
		scene.emulator.clock.advance(2_000);
		requests(scene);
		const [item] = (await trigger.poll(progress)) ?? [];
		expect(requests(scene)).toEqual(['GET tunedModels']);
		expect(item).toMatchObject({
			event: 'progress',
			state: 'running',
			epoch: 0,
			meanLoss: expect.any(Number),
		});
		expect(await trigger.poll(progress)).toBeNull();
		scene.emulator.clock.advance(2_000);
		const [later] = (await trigger.poll(progress)) ?? [];
		expect(later?.completedSteps).toBeGreaterThan(Number(item?.completedSteps));
		expect(later?.eventId).not.toBe(item?.eventId);
	});

	test('has no final event if only progress is selected', async () => {
		await start(scene, 'predictor');
		await trigger.poll(progress);
		settle();
		requests(scene);
		expect(await trigger.poll(progress)).toBeNull();
		expect(requests(scene)).toEqual(['GET tunedModels']);
	});
});

describe('an error', () => {
	beforeEach(async () => {
		await start(scene, 'a');
		await start(scene, 'b');
		await trigger.poll();
		settle();
	});

	test('does not change the memory, and contains the project and the fix', async () => {
		const before = trigger.saved();
		const fault = scene.emulator.faults.add({
			kind: 'error',
			status: 'PERMISSION_DENIED',
			match: { path: 'tunedModels$' },
		});
		await expect(trigger.poll()).rejects.toMatchObject({
			httpCode: '403',
			message: expect.stringContaining(scene.emulator.project),
			description: expect.any(String),
		});
		expect(trigger.saved()).toEqual(before);
		scene.emulator.faults.remove(fault);
		expect(await trigger.poll()).toHaveLength(2);
	});

	test('shows n8n whether waiting helps', async () => {
		scene.emulator.faults.add({ kind: 'quota', perDay: true, match: { path: 'tunedModels$' } });
		const error: unknown = await trigger.poll().catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({ httpCode: '429', failure: { cause: 'quota-exhausted' } });
	});

	test('of one job does not delay the others, and does not lose the job', async () => {
		const fault = scene.emulator.faults.add({
			kind: 'error',
			status: 'INVALID_ARGUMENT',
			match: { path: '/a/operations' },
		});
		expect(await trigger.poll()).toEqual([expect.objectContaining({ tunedModel: 'tunedModels/b' })]);
		await expect(trigger.poll()).rejects.toMatchObject({ httpCode: '400' });
		scene.emulator.faults.remove(fault);
		expect(await trigger.poll()).toEqual([expect.objectContaining({ tunedModel: 'tunedModels/a' })]);
	});
});
