import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import type { TuningSpec } from '../../../nodes/shared/backend/tuning.ts';
import { listSearch } from '../../engine/listSearch.ts';
import { poll } from '../../engine/poll.ts';
import type { PollOptions } from '../../engine/poll.ts';
import { geminiBackendAt } from '../../fetchClient.ts';
import { until } from '../../n8n/until.ts';
import type { Scene } from '../scene.ts';
import { anHour, locator, setScene } from '../scene.ts';

let scene: Scene;
/** What n8n keeps for the workflow in its process. */
let staticData: IDataObject;

beforeEach(async () => {
	scene = await setScene();
	staticData = {};
});

afterEach(async () => await scene.emulator.close());

const watching = (parameters: INodeParameters = {}) =>
	scene.node('geminiWaitForTuningTrigger', {
		triggerOn: ['cancelled', 'failed', 'succeeded'],
		...parameters,
	});

/** What one poll starts an execution with; null when it starts none. */
async function pollOnce(parameters: INodeParameters = {}, more: PollOptions = {}) {
	const { credentials } = scene;
	const items = await poll(watching(parameters), { credentials, staticData, ...more });
	return items && items[0]?.map(({ json }) => json);
}

/** What n8n writes to its database, and reads when it starts. */
const saved = (): IDataObject => JSON.parse(JSON.stringify(staticData));

/** Starts a job and lets a moment pass. */
async function start(modelId: string, spec: Partial<TuningSpec> = {}): Promise<void> {
	await scene.train('Number Predictor', { modelId, ...spec });
	scene.emulator.clock.advance(1);
}

/** All jobs that run settle. */
const settle = () => scene.emulator.clock.advance(anHour);

/** What Google was asked since the last call of this. */
const requests = () => scene.seen().map(({ request }) => request.replace(/ \/v1(beta)?\//, ' '));

/** Polls as somebody who has nothing to do with the scene's project. */
function asStranger(): PollOptions {
	const { identities } = scene.emulator;
	identities.addProject({ id: 'elsewhere' });
	const token = identities.issueToken({ email: 'stranger@elsewhere.example', homeProject: 'elsewhere' });
	const [stored] = Object.values(scene.credentials);
	if (!stored) throw new Error('The scene has no credential');
	const oauthTokenData = { access_token: token, refresh_token: 'none' };
	return {
		credentials: { 1: { ...stored, data: { ...stored.data, projectId: 'elsewhere', oauthTokenData } } },
	};
}

describe('the first poll', () => {
	test('takes jobs that have ended for known, and asks for nothing but the list', async () => {
		await start('old');
		settle();
		requests();
		expect(await pollOnce()).toBeNull();
		expect(requests()).toEqual(['GET tunedModels']);
		expect(await pollOnce()).toBeNull();
		expect(requests()).toEqual(['GET tunedModels']);
	});

	test('reports them when they are to be included, and once', async () => {
		await start('old');
		settle();
		const included = { options: { includeSettled: true } };
		expect(await pollOnce(included)).toEqual([expect.objectContaining({ tunedModel: 'tunedModels/old' })]);
		expect(await pollOnce(included)).toBeNull();
	});

	test('does not take for known what settled after another one that overlaps had looked', async () => {
		for (let index = 0; index < 101; index++) await start(`job-${index}`, { epochCount: 1 });
		requests();
		// The late poll asks for its second page when the job there has settled.
		scene.emulator.faults.add({ kind: 'latency', ms: 1000, match: { path: 'tunedModels' }, times: 1 });
		const late = pollOnce();
		await until('The late poll to ask', 10, () => scene.emulator.requests.list().length > 0 || undefined);
		expect(await pollOnce()).toBeNull();
		settle();
		const polls = [await late, await pollOnce(), await pollOnce()];
		expect(polls.flatMap((items) => items ?? [])).toHaveLength(101);
	});

	test('needs to see all jobs, and says so when its time does not suffice', async () => {
		for (let index = 0; index < 101; index++) await start(`job-${index}`, { epochCount: 1 });
		await expect(pollOnce({}, { budgetMs: 0 })).rejects.toThrow('more tuned models than can be listed');
		expect(staticData).toEqual({ 'node:Trigger': {} });
		expect(await pollOnce()).toBeNull();
	});
});

describe('a job that runs at the first poll', () => {
	beforeEach(async () => {
		await start('predictor', { displayName: 'Number Predictor', description: 'Counts on' });
		expect(await pollOnce()).toBeNull();
		requests();
	});

	test('is reported when it has succeeded, at the price of one more request', async () => {
		settle();
		expect(await pollOnce()).toEqual([
			{
				event: 'succeeded',
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
				name: expect.stringMatching(/^tunedModels\/predictor\/operations\//),
				tunedModel: 'tunedModels/predictor',
				endpoint: null,
				checkpoints: [],
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
				hyperparameters: expect.objectContaining({ epochCount: 5, batchSize: 4, learningRate: 0.001 }),
				createTime: expect.any(String),
				startTime: expect.any(String),
				endTime: expect.any(String),
			},
		]);
		expect(requests()).toEqual(['GET tunedModels', 'GET tunedModels/predictor/operations']);
		expect(await pollOnce()).toBeNull();
		expect(requests()).toEqual(['GET tunedModels']);
	});

	test('is reported with the reason when it has failed, in no field that n8n takes for an error of the run', async () => {
		scene.emulator.jobs.change('predictor', 'fail', { message: 'The training data is not usable.' });
		settle();
		const [item] = (await pollOnce()) ?? [];
		expect(item).toMatchObject({
			event: 'failed',
			state: 'failed',
			jobError: { code: 13, message: 'The training data is not usable.' },
		});
		expect(item).not.toHaveProperty('error');
	});

	test('is reported as cancelled, although its model looks like a finished one', async () => {
		scene.emulator.clock.advance(3_000);
		scene.emulator.jobs.change('predictor', 'cancel');
		const [item] = (await pollOnce()) ?? [];
		expect(item).toMatchObject({
			event: 'cancelled',
			state: 'cancelled',
			jobError: { code: 1 },
			totalSteps: 19,
		});
		expect(item?.completedSteps).toBeLessThan(19);
	});

	test('is not reported when another end was asked for, nor later', async () => {
		settle();
		expect(await pollOnce({ triggerOn: ['failed', 'cancelled'] })).toBeNull();
		expect(await pollOnce()).toBeNull();
	});

	test('is said to have settled, no more, where Google does not show operations', async () => {
		scene.emulator.faults.add({ kind: 'error', status: 'UNIMPLEMENTED', match: { path: '/operations' } });
		settle();
		expect(await pollOnce()).toEqual([
			expect.objectContaining({
				event: 'settled',
				outcomeKnown: false,
				totalSteps: null,
				completedPercent: null,
			}),
		]);
	});

	test('is reported with the same event ID when n8n ends before it has saved', async () => {
		const beforeEvent = saved();
		settle();
		const first = await pollOnce();
		staticData = beforeEvent;
		const repeated = await pollOnce();
		expect(repeated).toEqual(first);
		staticData = saved();
		expect(await pollOnce()).toBeNull();
	});

	test('is reported once by polls that overlap', async () => {
		settle();
		scene.emulator.faults.add({ kind: 'latency', ms: 50, jitterMs: 50, match: { path: 'tunedModels' } });
		const polls = await Promise.all([pollOnce(), pollOnce(), pollOnce()]);
		expect(polls.flatMap((items) => items ?? [])).toHaveLength(1);
		expect(polls.filter((items) => items === null)).toHaveLength(2);
	});

	test('does not hide a later job of the same ID', async () => {
		settle();
		const [first] = (await pollOnce()) ?? [];
		await geminiBackendAt(scene.emulator).remove('tunedModels/predictor');
		await start('predictor');
		settle();
		const [second] = (await pollOnce()) ?? [];
		expect(second).toMatchObject({ event: 'succeeded', tunedModel: 'tunedModels/predictor' });
		expect(second?.eventId).not.toBe(first?.eventId);
	});
});

test('a job that starts and ends between two polls is reported', async () => {
	await pollOnce();
	await start('quick');
	settle();
	expect(await pollOnce()).toEqual([
		expect.objectContaining({ event: 'succeeded', tunedModel: 'tunedModels/quick' }),
	]);
});

test('what settles while n8n is down is reported when it is up again, and nothing twice', async () => {
	for (const id of ['a', 'b', 'c']) await start(id);
	await pollOnce();
	scene.emulator.jobs.change('b', 'stall');
	scene.emulator.jobs.change('c', 'stall');
	settle();
	expect(await pollOnce()).toHaveLength(1);
	staticData = saved();
	scene.emulator.jobs.change('b', 'cancel');
	expect(await pollOnce({}, { activation: 'init' })).toEqual([
		expect.objectContaining({ event: 'cancelled', tunedModel: 'tunedModels/b' }),
	]);
	expect(await pollOnce()).toBeNull();
});

test('all that settled since the last poll comes as one item each, in one execution', async () => {
	await pollOnce();
	for (const id of ['a', 'b', 'c']) await start(id);
	scene.emulator.jobs.change('b', 'fail');
	settle();
	const items = (await pollOnce()) ?? [];
	expect(items.map(({ event, tunedModel }) => [event, tunedModel])).toEqual([
		['succeeded', 'tunedModels/a'],
		['failed', 'tunedModels/b'],
		['succeeded', 'tunedModels/c'],
	]);
	expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(3);
});

describe('progress', () => {
	const progress = { triggerOn: ['progress'] };

	test('is reported once a poll, when steps have advanced, without asking for more than the list', async () => {
		await start('predictor');
		expect(await pollOnce(progress)).toBeNull();
		scene.emulator.clock.advance(2_000);
		requests();
		const [item] = (await pollOnce(progress)) ?? [];
		expect(requests()).toEqual(['GET tunedModels']);
		expect(item).toMatchObject({
			event: 'progress',
			state: 'running',
			epoch: 0,
			meanLoss: expect.any(Number),
		});
		expect(await pollOnce(progress)).toBeNull();
		scene.emulator.clock.advance(2_000);
		const [later] = (await pollOnce(progress)) ?? [];
		expect(later?.completedSteps).toBeGreaterThan(Number(item?.completedSteps));
		expect(later?.eventId).not.toBe(item?.eventId);
	});

	test('ends quietly where only progress was asked for', async () => {
		await start('predictor');
		await pollOnce(progress);
		settle();
		requests();
		expect(await pollOnce(progress)).toBeNull();
		expect(requests()).toEqual(['GET tunedModels']);
	});
});

describe('selected tuned models', () => {
	const selected = (...names: string[]): INodeParameters => ({
		watch: 'selected',
		tunedModels: { values: names.map((name) => ({ tunedModel: locator('id', name) })) },
	});

	test('are the only ones that are reported and asked about', async () => {
		await start('a');
		await start('b');
		await pollOnce(selected('tunedModels/b/operations/x'));
		settle();
		requests();
		expect(await pollOnce(selected('tunedModels/b/operations/x'))).toEqual([
			expect.objectContaining({ tunedModel: 'tunedModels/b' }),
		]);
		expect(requests()).toEqual(['GET tunedModels', 'GET tunedModels/b/operations']);
	});

	test('must exist when the workflow is activated', async () => {
		await start('a');
		await expect(pollOnce(selected('a', 'b', 'c'))).rejects.toMatchObject({
			message: "There is no tuned model 'b', 'c' that this credential can see",
			description: expect.stringContaining('Pick the tuned models from the list'),
		});
		expect(await pollOnce(selected('a'))).toBeNull();
		await expect(pollOnce(selected('a', 'b'), { activation: 'update' })).rejects.toThrow("tuned model 'b'");
	});

	test('may be deleted later, which does not stop the others at a restart', async () => {
		await start('a');
		await start('b');
		await pollOnce(selected('a', 'b'));
		await geminiBackendAt(scene.emulator).remove('tunedModels/a');
		settle();
		expect(await pollOnce(selected('a', 'b'), { activation: 'init' })).toHaveLength(1);
		await expect(pollOnce(selected('a', 'b'), { activation: 'activate' })).rejects.toThrow("tuned model 'a'");
	});

	test('are found where lists leave them out, because they are shared with everyone', async () => {
		await start('shared');
		await geminiBackendAt(scene.emulator).sharing?.add('shared', { granteeType: 'EVERYONE' }, 'READER');
		const stranger = asStranger();
		expect(await pollOnce(selected('shared'), stranger)).toBeNull();
		settle();
		expect(await pollOnce(selected('shared'), stranger)).toEqual([
			expect.objectContaining({ event: 'succeeded' }),
		]);
		expect(await pollOnce(selected('shared'), stranger)).toBeNull();
	});

	test('are picked from a list that can be searched', async () => {
		await start('a', { displayName: 'Apples' });
		await start('b', { displayName: 'Pears' });
		const { results } = await listSearch(watching(), 'searchTunedModels', {
			credentials: scene.credentials,
			filter: 'pear',
		});
		expect(results).toEqual([expect.objectContaining({ value: 'tunedModels/b' })]);
	});
});

test('jobs of one display name are reported, also those started later', async () => {
	const named = { watch: 'displayName', displayName: 'Ticket classifier' };
	await pollOnce(named);
	await start('a', { displayName: 'Ticket classifier' });
	await start('b', { displayName: 'Ticket classifier 2' });
	settle();
	expect(await pollOnce(named)).toEqual([expect.objectContaining({ tunedModel: 'tunedModels/a' })]);
});

test('what is asked for later counts from then on', async () => {
	await pollOnce({ triggerOn: ['succeeded'] });
	await start('a');
	scene.emulator.jobs.change('a', 'fail');
	settle();
	expect(await pollOnce()).toBeNull();
	await start('b');
	scene.emulator.jobs.change('b', 'fail');
	settle();
	expect(await pollOnce()).toEqual([
		expect.objectContaining({ event: 'failed', tunedModel: 'tunedModels/b' }),
	]);
});

test('another project starts with a first poll of its own', async () => {
	await pollOnce();
	await start('shared');
	const stranger = asStranger();
	await geminiBackendAt(scene.emulator).sharing?.add(
		'shared',
		{ granteeType: 'USER', emailAddress: 'stranger@elsewhere.example' },
		'READER',
	);
	settle();
	expect(await pollOnce({}, stranger)).toBeNull();
	expect(await pollOnce({}, stranger)).toBeNull();
});

describe('a test in the editor', () => {
	const manually = async (parameters: INodeParameters = {}) =>
		await pollOnce(parameters, { mode: 'manual', activation: 'manual' });

	test('shows the newest job that fits, though it is reported already, and changes nothing', async () => {
		await pollOnce();
		await start('old');
		await start('new');
		await start('newest');
		scene.emulator.jobs.change('newest', 'fail');
		settle();
		const reported = await pollOnce();
		const before = saved();
		expect(await manually({ triggerOn: ['succeeded'] })).toEqual([reported?.[1]]);
		expect(await manually({ triggerOn: ['failed'] })).toEqual([reported?.[2]]);
		expect(saved()).toEqual(before);
	});

	test('shows a running job where progress is asked for', async () => {
		await start('old');
		settle();
		await start('running');
		scene.emulator.clock.advance(2_000);
		expect(await manually({ triggerOn: ['progress', 'succeeded'] })).toEqual([
			expect.objectContaining({ event: 'progress', tunedModel: 'tunedModels/running' }),
		]);
	});

	test('explains why there is nothing to show', async () => {
		await start('running');
		await expect(manually()).rejects.toMatchObject({
			message: 'There is no tuning job yet that would start this workflow',
			description: expect.stringContaining("'Trigger On'"),
		});
	});

	test('names a tuned model that does not exist', async () => {
		const tunedModels = { values: [{ tunedModel: locator('id', 'never-was') }] };
		await expect(manually({ watch: 'selected', tunedModels })).rejects.toThrow(
			"There is no tuned model 'never-was'",
		);
	});
});

describe('an error', () => {
	beforeEach(async () => {
		await start('a');
		await start('b');
		await pollOnce();
		settle();
	});

	test('leaves the memory as it was, names the project and says what to do', async () => {
		const before = saved();
		const fault = scene.emulator.faults.add({
			kind: 'error',
			status: 'PERMISSION_DENIED',
			match: { path: 'tunedModels$' },
		});
		await expect(pollOnce()).rejects.toMatchObject({
			httpCode: '403',
			message: expect.stringContaining(scene.emulator.project),
			description: expect.any(String),
		});
		expect(saved()).toEqual(before);
		scene.emulator.faults.remove(fault);
		expect(await pollOnce()).toHaveLength(2);
	});

	test('tells n8n whether waiting helps', async () => {
		scene.emulator.faults.add({ kind: 'quota', perDay: true, match: { path: 'tunedModels$' } });
		const error: unknown = await pollOnce().catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({ httpCode: '429', failure: { cause: 'quota-exhausted' } });
	});

	test('of one job does not hold the others up, and does not lose it', async () => {
		const fault = scene.emulator.faults.add({
			kind: 'error',
			status: 'INVALID_ARGUMENT',
			match: { path: '/a/operations' },
		});
		expect(await pollOnce()).toEqual([expect.objectContaining({ tunedModel: 'tunedModels/b' })]);
		await expect(pollOnce()).rejects.toMatchObject({ httpCode: '400' });
		scene.emulator.faults.remove(fault);
		expect(await pollOnce()).toEqual([expect.objectContaining({ tunedModel: 'tunedModels/a' })]);
	});
});

test.each<[string, INodeParameters]>([
	["'Trigger On' is empty", { triggerOn: [] }],
	["'Display Name' is empty", { watch: 'displayName', displayName: ' ' }],
	["'Tuned Models' is empty", { watch: 'selected', tunedModels: { values: [{}] } }],
])('%s', async (message, parameters) => {
	await expect(pollOnce(parameters)).rejects.toThrow(message);
});
