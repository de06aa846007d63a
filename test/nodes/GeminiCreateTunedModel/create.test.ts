import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runAsTool, runNode } from '../../engine.ts';
import type { RunOptions } from '../../engine.ts';
import { tutorialRows } from '../../fixtures/tutorial.ts';
import { until } from '../../n8n/until.ts';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene();
});

afterEach(async () => await scene.emulator.close());

const base = {
	tuneFrom: 'baseModel',
	baseModel: locator('id', 'gemini-1.5-flash-001-tuning'),
	displayName: 'Number Predictor',
	inputColumn: 'text_input',
	outputColumn: 'output',
	options: { epochCount: 5, batchSize: 4, learningRate: 0.001 },
};

const node = (parameters: INodeParameters = {}) =>
	scene.node('geminiCreateTunedModel', { ...base, ...parameters });

const given = (rows: IDataObject[] = tutorialRows, options: RunOptions = {}): RunOptions => ({
	credentials: scene.credentials,
	items: rows.map((json) => ({ json })),
	...options,
});

const create = async (parameters: INodeParameters = {}, rows?: IDataObject[], options?: RunOptions) =>
	await runNode(node(parameters), given(rows, options));

const creations = () => scene.seen().filter(({ request }) => request === 'POST /v1beta/tunedModels');

it('makes one job of all items and puts out one item, paired with all of them', async () => {
	const run = await create();
	expect(run.error()).toBeUndefined();
	const [item] = run.items('Node');
	expect(run.items('Node')).toHaveLength(1);
	expect(item?.pairedItem).toEqual(tutorialRows.map((_, index) => ({ item: index })));
	expect(item?.json).toMatchObject({
		name: expect.stringMatching(/^tunedModels\/number-predictor-[a-v0-9]{20}\/operations\//),
		tunedModel: expect.stringMatching(/^tunedModels\/number-predictor-/),
		displayName: 'Number Predictor',
		state: 'running',
		totalSteps: 19,
		adopted: false,
		attempt: 1,
		sent: { baseModel: 'gemini-1.5-flash-001-tuning', epochCount: 5, batchSize: 4, learningRate: 0.001, examples: 15 },
	});
	expect(item?.json).not.toHaveProperty('error');
	expect(creations()).toHaveLength(1);
});

it('does not start a second job when n8n repeats the node or the schedule fires twice', async () => {
	const [first, second] = [await create(), await create()];
	expect(second.json('Node')[0]).toMatchObject({ adopted: true, name: first.json('Node')[0]?.['name'] });
});

it('makes one job of its own with Force New, also when the same execution retries', async () => {
	const plain = await create();
	const forced = { options: { ...base.options, forceNew: true } };
	const [first, retried, later] = [
		await create(forced, undefined, { executionId: '7' }),
		await create(forced, undefined, { executionId: '7' }),
		await create(forced, undefined, { executionId: '8' }),
	];
	const names = [plain, first, later].map((run) => run.json('Node')[0]?.['name']);
	expect(new Set(names).size).toBe(3);
	expect(retried.json('Node')[0]).toMatchObject({ adopted: true, name: first.json('Node')[0]?.['name'] });
});

it('does not force a job where no execution tells a repeat', async () => {
	await create();
	scene.seen();
	const run = await create({ options: { ...base.options, forceNew: true } }, undefined, { executionId: '' });
	expect(run.error()?.message).toMatch(/'Force New' works only in an execution of a workflow/);
	expect(creations()).toHaveLength(0);
});

const long = (length: number) => 'x'.repeat(length);

it.each<[string, INodeParameters, IDataObject[], RegExp]>([
	['no rows', {}, [{}], /There are no rows to learn from/],
	['a missing column', { inputColumn: 'question' }, tutorialRows, /no column 'question'.*'id', 'text_input', 'output'/],
	['an empty cell', {}, [...tutorialRows, { text_input: '', output: 'x' }], /'text_input' is empty in item 15\./],
	['an over-long input', {}, [{ text_input: long(40_001), output: 'x' }], /item 0: up to 40,001.*limit is 40,000/],
	['an over-long output', {}, [{ text_input: 'x', output: long(5_001) }], /item 0: up to 5,001.*limit is 5,000/],
	[
		'more than 4 MB',
		{},
		Array.from({ length: 110 }, (_, index) => ({ text_input: `${index}${long(39_000)}`, output: 'x' })),
		/limit is 4,194,304\. Use fewer rows/,
	],
	['a long display name', { displayName: long(41) }, tutorialRows, /'Display Name' has 41 characters.*limit is 40/],
	['a wrong model ID', { options: { modelId: 'My Model' } }, tutorialRows, /'Model ID' cannot be 'My Model'/],
	[
		'an unknown base model',
		{ baseModel: locator('id', 'gemini-9') },
		tutorialRows,
		/'gemini-9', which cannot be tuned.*gemini-1\.5-flash-001-tuning/,
	],
	[
		'two learning rates',
		{ options: { learningRate: 0.001, learningRateMultiplier: 2 } },
		tutorialRows,
		/exclude each other/,
	],
])('refuses %s with a message that names it, and creates nothing', async (_, parameters, rows, message) => {
	const run = await create(parameters, rows);
	expect(run.error()?.message).toMatch(message);
	expect(run.error()?.description).toMatch(/Nothing was created/);
	expect(creations()).toHaveLength(0);
});

it('counts the characters of a display name, an emoji being one', async () => {
	expect((await create({ displayName: '🙂'.repeat(40) })).error()).toBeUndefined();
	expect((await create({ displayName: '🙂'.repeat(41) })).error()?.message).toMatch(/has 41 characters/);
});

it('names everything that is to be mended at once', async () => {
	const run = await create({ displayName: long(41) }, [{ text_input: '', output: long(5_001) }]);
	expect(run.error()?.message).toBe('3 things are to be mended before a job can be created');
	expect(run.error()?.description).toMatch(/is empty in item 0[\s\S]*5,001[\s\S]*'Display Name'/);
	expect(creations()).toHaveLength(0);
});

it('says that a project may not be used, and creates nothing', async () => {
	const { identities, project } = scene.emulator;
	identities.addProject({ id: 'other-project', number: '77' });
	const data = scene.credentials['1']?.data ?? {};
	const email = 'somebody@example.com';
	data['oauthTokenData'] = { access_token: identities.issueToken({ email, mayUse: [project] }) };
	data['projectId'] = 'other-project';
	const run = await create();
	expect(run.error()?.message).toMatch(/other-project/);
	expect(run.error()?.description).toMatch(/serviceUsageConsumer/);
	expect(creations()).toHaveLength(0);
});

it('continues on fail with one item that carries the message', async () => {
	const rows = [{ text_input: '', output: 'x' }];
	const run = await runNode({ ...node(), onError: 'continueRegularOutput' }, given(rows));
	expect(run.error()).toBeUndefined();
	expect(run.json('Node')).toEqual([
		{ error: expect.stringMatching(/is empty in item 0/), details: 'Nothing was created.' },
	]);
});

it('waits for the end of the job when asked to', async () => {
	Object.assign(scene.emulator.durations, { startMs: 0, stepMs: 0, finishMs: 0 });
	const run = await create({ waitForCompletion: true, timeout: 1 });
	expect(run.json('Node')[0]).toMatchObject({ state: 'succeeded', completedSteps: 19, timedOut: false });
});

it('takes numbers of projects however they are separated', async () => {
	const run = await create({ options: { readerProjectNumbers: ' 123,, 456, ' } });
	expect(run.error()).toBeUndefined();
	expect(creations()[0]?.body).toMatchObject({ readerProjectNumbers: ['123', '456'] });
});

it('reads how long to wait before anything is created', async () => {
	const run = await create({ waitForCompletion: true, timeout: '={{ "soon" }}' });
	expect(run.error()?.message).toMatch(/'Timeout \(Minutes\)' must be a number/);
	expect(creations()).toHaveLength(0);
});

it('stops waiting at once when the execution is stopped; the job goes on', async () => {
	const stop = new AbortController();
	const parameters = { waitForCompletion: true, timeout: 60 };
	const running = create(parameters, undefined, { signal: stop.signal });
	await until('The creation', 10, () => creations().length === 1 || undefined);
	stop.abort();
	const run = await running;
	expect(run.run.status).toBe('canceled');
	expect(scene.seen().filter(({ request }) => request.endsWith(':cancel'))).toEqual([]);
});

it('is refused to an AI agent unless its author allows it', async () => {
	await expect(runAsTool(node(), given())).rejects.toThrow(/not allowed to start a tuning job/);
	expect(creations()).toHaveLength(0);
	await runAsTool(node({ allowAgents: true }), given());
	expect(creations()).toHaveLength(1);
});
