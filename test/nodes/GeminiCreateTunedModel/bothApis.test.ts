/** What Create Tuned Model does in the same way whichever service makes the model. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import type { RunOptions } from '../../engine/run.ts';
import { runAsTool } from '../../engine/runAsTool.ts';
import { tutorialRows } from '../../fixtures/tutorial.ts';
import { until } from '../../harness/until.ts';
import type { Api, Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';
import { createNode, withRows } from './creation.ts';

interface Service {
	api: Api;
	baseModel: string;
	options: INodeParameters;
	creation: RegExp;
	cancellation: RegExp;
	displayNameLength: number;
}

const services: Service[] = [
	{
		api: 'gemini',
		baseModel: 'gemini-1.5-flash-001-tuning',
		options: { epochCount: 5, batchSize: 4 },
		creation: /^POST \/v1beta\/tunedModels$/,
		cancellation: /:cancel$/,
		displayNameLength: 40,
	},
	{
		api: 'vertex',
		baseModel: 'gemini-3.5-flash',
		options: { epochCount: 5, createBucket: true },
		creation: /^POST \/v1\/projects\/emulator-project\/locations\/us-central1\/tuningJobs$/,
		cancellation: /:cancel$/,
		displayNameLength: 128,
	},
];

describe.each(services)(
	'at $api',
	({ api, baseModel, options, creation, cancellation, displayNameLength }) => {
		let scene: Scene;

		beforeEach(async () => {
			scene = await setScene(api);
		});

		afterEach(async () => await scene.emulator.close());

		const node = (parameters: INodeParameters = {}) =>
			createNode(scene, baseModel, { options, ...parameters });

		const create = async (parameters: INodeParameters = {}, rows?: IDataObject[], more?: RunOptions) =>
			await runNode(node(parameters), withRows(scene, rows, more));

		const creations = () => scene.seen().filter(({ request }) => creation.test(request));

		/** Everything is done at once. */
		const hurry = () => {
			Object.assign(scene.emulator.durations, { startMs: 0, stepMs: 0, finishMs: 0 });
			const { durations } = scene.emulator.vertex;
			Object.assign(durations, { pendingMs: 0, datasetMs: 0, capacityMs: 0, stepMs: 0, finishMs: 0 });
		};

		it('creates one job from all items and returns one item, paired with all of them', async () => {
			const run = await create();
			expect(run.error()).toBeUndefined();
			expect(run.items('Node').map(({ pairedItem }) => pairedItem)).toEqual([
				tutorialRows.map((_, index) => ({ item: index })),
			]);
			expect(run.json('Node')).toEqual([
				expect.objectContaining({
					name: expect.stringMatching(/\/(operations|tuningJobs)\//),
					displayName: 'Number Predictor',
					state: expect.stringMatching(/^(pending|running)$/),
					reused: false,
					attempt: 1,
					warnings: [],
					sent: expect.objectContaining({ baseModel, epochCount: 5, examples: 15 }),
				}),
			]);
			expect(run.json('Node')[0]).not.toHaveProperty('error');
			expect(creations()).toHaveLength(1);
		});

		it('does not start a second job when n8n repeats the node or the schedule fires twice', async () => {
			const [first, second] = [await create(), await create()];
			expect(second.json('Node')[0]).toMatchObject({
				reused: true,
				warnings: [],
				name: first.json('Node')[0]?.['name'],
			});
		});

		it('starts one new job with Force New, also in a retry of the execution', async () => {
			const plain = await create();
			const forced = { options: { ...options, forceNew: true } };
			const [first, retried, later] = [
				await create(forced, undefined, { executionId: '7' }),
				await create(forced, undefined, { executionId: '7' }),
				await create(forced, undefined, { executionId: '8' }),
			];
			const names = [plain, first, later].map((run) => run.json('Node')[0]?.['name']);
			expect(new Set(names).size).toBe(3);
			expect(retried.json('Node')[0]).toMatchObject({ reused: true, name: first.json('Node')[0]?.['name'] });
		});

		const long = (length: number) => 'x'.repeat(length);

		it.each<[string, INodeParameters, IDataObject[], RegExp]>([
			['no rows', {}, [{}], /There are no rows for training/],
			[
				'a missing column',
				{ inputColumn: 'question' },
				tutorialRows,
				/no column 'question'.*'id', 'text_input', 'output'/,
			],
			[
				'a type of a missing column',
				{ columnTypes: { column: [{ name: 'texd_input', type: 'number' }] } },
				tutorialRows,
				/no column 'texd_input'.*'id', 'text_input', 'output'/,
			],
			[
				'two types for a column',
				{
					columnTypes: {
						column: [
							{ name: 'text_input', type: 'number' },
							{ name: ' text_input', type: 'text' },
						],
					},
				},
				tutorialRows,
				/'Column Types' contains 'text_input' more than once/,
			],
			[
				'an empty cell',
				{},
				[...tutorialRows, { text_input: '', output: 'x' }],
				/'text_input' is empty in item 15\./,
			],
			[
				'a long display name',
				{ displayName: long(displayNameLength + 1) },
				tutorialRows,
				new RegExp(`has ${displayNameLength + 1} characters.*limit is ${displayNameLength}`),
			],
			[
				'a base model that is not there',
				{ baseModel: locator('id', '={{ $json.model }}') },
				tutorialRows,
				/'Base Model' is empty/,
			],
			['half an epoch', { options: { ...options, epochCount: 0.5 } }, tutorialRows, /'Epochs' is 0\.5/],
			[
				'a word for a number',
				{ options: { ...options, epochCount: '={{ "many" }}' } },
				tutorialRows,
				/'Epochs' must be a number, not "many"/,
			],
		])(
			'refuses %s with a message that names it, and creates nothing',
			async (_, parameters, rows, message) => {
				const run = await create(parameters, rows);
				expect(run.error()?.message).toMatch(message);
				expect(creations()).toHaveLength(0);
			},
		);

		it('lists everything that must be fixed before it changes anything', async () => {
			const run = await create(
				{ displayName: long(displayNameLength + 1), options: { ...options, epochCount: 0 } },
				[{ text_input: '', output: '' }],
			);
			expect(run.error()?.message).toBe('4 things must be fixed before a job can be created');
			expect(run.error()?.description).toMatch(
				/'text_input' is empty in item 0[\s\S]*'output' is empty[\s\S]*'Display Name'[\s\S]*'Epochs'[\s\S]*Nothing was created\.$/,
			);
			const writes = scene.seen().filter(({ request }) => !/^GET |testIamPermissions$/.test(request));
			expect(writes).toEqual([]);
		});

		it('continues on fail with one item that carries the message', async () => {
			const rows = [{ text_input: '', output: 'x' }];
			const run = await runNode({ ...node(), onError: 'continueRegularOutput' }, withRows(scene, rows));
			expect(run.error()).toBeUndefined();
			expect(run.json('Node')).toEqual([
				{ error: expect.stringMatching(/is empty in item 0/), details: 'Nothing was created.' },
			]);
		});

		it('waits for the job if selected', async () => {
			hurry();
			const run = await create({ waitForCompletion: true, timeout: 1 });
			expect(run.json('Node')[0]).toMatchObject({
				state: 'succeeded',
				tunedModel: expect.stringMatching(/odels\//),
				timedOut: false,
				reused: false,
			});
		});

		it('stops waiting at once when the execution is stopped; the job continues', async () => {
			const stop = new AbortController();
			const parameters = { waitForCompletion: true, timeout: 60 };
			const running = create(parameters, undefined, { signal: stop.signal });
			await until('The creation', 10, () => creations().length === 1 || undefined);
			stop.abort();
			const run = await running;
			expect(run.run.status).toBe('canceled');
			expect(scene.seen().filter(({ request }) => cancellation.test(request))).toEqual([]);
		});

		it('is refused to an AI agent unless its author allows it', async () => {
			await expect(runAsTool(node(), withRows(scene))).rejects.toThrow(/allowed to start a tuning job/);
			expect(creations()).toHaveLength(0);
			await runAsTool(node({ allowAgents: true }), withRows(scene));
			expect(creations()).toHaveLength(1);
		});
	},
);
