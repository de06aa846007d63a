import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import type { RunOptions } from '../../engine/run.ts';
import { tutorialRows } from '../../fixtures/tutorial.ts';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';
import { createNode, withRows } from './creation.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene();
});

afterEach(async () => await scene.emulator.close());

const options = { epochCount: 5, batchSize: 4, learningRate: 0.001 };

const create = async (parameters: INodeParameters = {}, rows?: IDataObject[], more?: RunOptions) => {
	const node = createNode(scene, 'gemini-1.5-flash-001-tuning', { options, ...parameters });
	return await runNode(node, withRows(scene, rows, more));
};

const creations = () => scene.seen().filter(({ request }) => request === 'POST /v1beta/tunedModels');

it('creates one job from all items and returns one item, paired with all of them', async () => {
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
		reused: false,
		attempt: 1,
		sent: {
			baseModel: 'gemini-1.5-flash-001-tuning',
			epochCount: 5,
			batchSize: 4,
			learningRate: 0.001,
			examples: 15,
		},
	});
	expect(item?.json).not.toHaveProperty('error');
	expect(creations()).toHaveLength(1);
});

it('does not force a job without an execution ID', async () => {
	await create();
	scene.seen();
	const run = await create({ options: { ...options, forceNew: true } }, undefined, { executionId: '' });
	expect(run.error()?.message).toMatch(/'Force New' only works in a workflow execution/);
	expect(creations()).toHaveLength(0);
});

const long = (length: number) => 'x'.repeat(length);

it.each<[string, INodeParameters, IDataObject[], RegExp]>([
	[
		'an over-long input',
		{},
		[{ text_input: long(40_001), output: 'x' }],
		/item 0: up to 40,001.*limit is 40,000/,
	],
	[
		'an over-long output',
		{},
		[{ text_input: 'x', output: long(5_001) }],
		/item 0: up to 5,001.*limit is 5,000/,
	],
	[
		'more than 4 MB',
		{},
		Array.from({ length: 110 }, (_, index) => ({ text_input: `${index}${long(39_000)}`, output: 'x' })),
		/limit is 4,194,304\. Use fewer rows/,
	],
	['a wrong model ID', { options: { modelId: 'My Model' } }, tutorialRows, /'Model ID' can't be 'My Model'/],
	[
		'an unknown base model',
		{ baseModel: locator('id', 'gemini-9') },
		tutorialRows,
		/'gemini-9', which can't be tuned.*gemini-1\.5-flash-001-tuning/,
	],
	[
		'two learning rates',
		{ options: { learningRate: 0.001, learningRateMultiplier: 2 } },
		tutorialRows,
		/can't be combined/,
	],
])('refuses %s with a message that names it, and creates nothing', async (_, parameters, rows, message) => {
	const run = await create(parameters, rows);
	expect(run.error()?.message).toMatch(message);
	expect(run.error()?.description).toMatch(/Nothing was created/);
	expect(creations()).toHaveLength(0);
});

it('counts an emoji in a display name as one character', async () => {
	expect((await create({ displayName: '🙂'.repeat(40) })).error()).toBeUndefined();
	expect((await create({ displayName: '🙂'.repeat(41) })).error()?.message).toMatch(/has 41 characters/);
});

it('reports a project without permission, and creates nothing', async () => {
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

it('accepts project numbers with any separator', async () => {
	const run = await create({ options: { readerProjectNumbers: ' 123,, 456, ' } });
	expect(run.error()).toBeUndefined();
	expect(creations()[0]?.body).toMatchObject({ readerProjectNumbers: ['123', '456'] });
});

it('reads how long to wait before anything is created', async () => {
	const run = await create({ waitForCompletion: true, timeout: '={{ "soon" }}' });
	expect(run.error()?.message).toMatch(/'Timeout \(Minutes\)' must be a number/);
	expect(creations()).toHaveLength(0);
});
