/** What Generate Content does at Vertex AI alone. */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { vertexBackendAt } from '../../vertexClient.ts';
import { runNode } from '../../engine/run.ts';
import type { Scene } from '../scene.ts';
import { anHour, locator, setScene } from '../scene.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene('vertex');
});

afterEach(async () => await scene.emulator.close());

async function ask(parameters: INodeParameters, items: IDataObject[] = [{}], more: Partial<INode> = {}) {
	const node = scene.node('geminiGenerateContent', { prompt: '1', ...parameters }, more);
	return await runNode(node, {
		credentials: scene.credentials,
		items: items.map((json) => ({ json })),
	});
}

const named = (name: string) => ({ tunedModel: locator('name', name) });

/** A job in Google's form. */
const job = async (name: string) => await vertexBackendAt(scene.emulator).get(name);

const calls = () => scene.seen().filter(({ request }) => request.startsWith('POST '));

describe('the model', () => {
	it('is found by job, by tuned model, by endpoint, by number and by name, and called where it is served', async () => {
		const model = await scene.trained('Number Predictor', { epochCount: 60 });
		const { name, endpoint } = await job(model);
		const id = String(name).replace(/^.*\//, '');
		for (const tunedModel of [
			locator('name', String(name)),
			locator('name', model),
			locator('name', String(endpoint)),
			locator('name', `https://console.cloud.google.com/${String(name)}?project=x`),
			locator('id', id),
			locator('newest', 'Number Predictor'),
		]) {
			const run = await ask({ tunedModel });
			expect(run.error()).toBeUndefined();
			expect(run.json('Node')).toEqual([expect.objectContaining({ text: '2', finishReason: 'STOP' })]);
			expect(calls()).toEqual([
				{
					request: `POST /v1/${endpoint}:generateContent`,
					body: { contents: [{ role: 'user', parts: [{ text: '1' }] }] },
				},
			]);
		}
		expect(endpoint).toMatch(/\/locations\/us\/endpoints\/\d+$/);
	});

	it('is one of its checkpoints if wanted', async () => {
		const model = await scene.trained('Number Predictor', { epochCount: 3 });
		const { checkpoints } = await job(model);
		expect(checkpoints.length).toBeGreaterThan(1);
		for (const { checkpointId, endpoint } of checkpoints) {
			await ask({ ...named(model), options: { checkpointId } });
			expect(calls()).toEqual([expect.objectContaining({ request: `POST /v1/${endpoint}:generateContent` })]);
		}
		const run = await ask({ ...named(model), options: { checkpointId: '99' } });
		expect(run.error()?.message).toBe("The tuned model has no deployed checkpoint '99'");
		expect(run.error()?.description).toContain(
			checkpoints.map(({ checkpointId }) => checkpointId).join(', '),
		);
	});

	it('is looked up once for many items', async () => {
		const model = await scene.trained('Number Predictor', { exportLastCheckpointOnly: true });
		const run = await ask(named(model), [{}, {}, {}]);
		expect(run.json('Node')).toHaveLength(3);
		expect(scene.seen().map(({ request }) => request.split(' ')[0])).toEqual(['GET', 'POST', 'POST', 'POST']);
	});

	it('is a base model if wanted, in the location of each item', async () => {
		const run = await ask(
			{
				ask: 'baseModel',
				baseModel: locator('id', 'gemini-3.8-flash'),
				location: locator('name', '={{ $json.where }}'),
			},
			[{ where: 'global' }, { where: 'eu' }, { where: '' }],
		);
		expect(run.error()).toBeUndefined();
		const places = ['global', 'eu', 'us-central1'];
		expect(calls().map(({ request }) => request)).toEqual(
			places.map(
				(place) =>
					`POST /v1/projects/emulator-project/locations/${place}/publishers/google/models/gemini-3.8-flash:generateContent`,
			),
		);
	});
});

describe('what is asked', () => {
	let tuned: INodeParameters;

	beforeEach(async () => {
		tuned = named(await scene.trained('Number Predictor', { epochCount: 60 }));
	});

	it('carries system instruction, thinking, labels and seed', async () => {
		const options = {
			labels: { label: [{ key: 'team', value: 'numbers' }] },
			seed: 7,
			systemInstruction: 'Count on.',
			thinkingBudget: 0,
		};
		const run = await ask({ ...tuned, options });
		expect(run.error()).toBeUndefined();
		expect(calls()[0]?.body).toEqual({
			contents: [{ role: 'user', parts: [{ text: '1' }] }],
			systemInstruction: { parts: [{ text: 'Count on.' }] },
			labels: { team: 'numbers' },
			generationConfig: { seed: 7, thinkingConfig: { thinkingBudget: 0 } },
		});
	});

	it('requests JSON by a schema and returns it as data', async () => {
		const jsonSchema = '{"type":"object","properties":{"answer":{"type":"string"}}}';
		const [answer] = (await ask({ ...tuned, prompt: 'one', options: { jsonSchema } })).json('Node');
		expect(calls()[0]?.body).toMatchObject({
			generationConfig: {
				responseMimeType: 'application/json',
				responseJsonSchema: { type: 'object', properties: { answer: { type: 'string' } } },
			},
		});
		expect(answer).toMatchObject({ text: '{"answer":"two"}', data: { answer: 'two' } });
	});

	it('is null as data where the answer was cut off', async () => {
		const options = { outputFormat: 'application/json', maxOutputTokens: 1 };
		const [answer] = (await ask({ ...tuned, prompt: 'ninety nine', options })).json('Node');
		expect(answer).toMatchObject({ finishReason: 'MAX_TOKENS', data: null });
	});

	it.each<[string, INodeParameters, RegExp]>([
		['a schema that is not JSON', { jsonSchema: '{' }, /'JSON Schema' isn't a JSON object \[item 0\]/],
		[
			'a schema for text',
			{ jsonSchema: '{}', outputFormat: 'text/plain' },
			/'JSON Schema' can't be combined with text output/,
		],
		['a budget and a level', { thinkingBudget: 1, thinkingLevel: 'LOW' }, /can't be combined \[item 0\]/],
		[
			'a thinking budget that is a word',
			{ thinkingBudget: '={{ "much" }}' },
			/'Thinking Budget' must be a number/,
		],
		['invalid labels', { labels: { label: [{ key: '1', value: '' }] } }, /'Labels' can't contain '1: '/],
	])('is refused before it is sent: %s', async (_, options, message) => {
		const run = await ask({ ...tuned, options });
		expect(run.error()?.message).toMatch(message);
		expect(scene.seen()).toEqual([]);
	});

	it('can be counted instead', async () => {
		const run = await ask({ ...tuned, operation: 'countTokens', prompt: 'twenty two' });
		expect(run.json('Node')).toEqual([
			{ model: expect.any(String), totalTokens: expect.any(Number), totalBillableCharacters: 9 },
		]);
		expect(calls()).toEqual([
			{
				request: expect.stringMatching(/endpoints\/\d+:countTokens$/),
				body: { contents: [{ role: 'user', parts: [{ text: 'twenty two' }] }] },
			},
		]);
	});
});

describe('a model without an endpoint has an error with a fix:', () => {
	it('its job runs', async () => {
		const { name } = await scene.train('Running');
		const run = await ask(named(name ?? ''));
		expect(run.error()).toMatchObject({
			message: expect.stringMatching(/has no model to call: it is pending/),
			description: expect.stringContaining('Wait until the job has succeeded'),
		});
	});

	it('its job failed', async () => {
		scene.emulator.faults.add({ kind: 'failJob', message: 'The examples contradict each other.' });
		const { name } = await scene.train('Failed');
		scene.emulator.clock.advance(anHour);
		expect((await ask(named(name ?? ''))).error()).toMatchObject({
			message: expect.stringContaining('The job failed: The examples contradict each other.'),
			description: expect.stringContaining('create the job again'),
		});
	});

	it('its job was cancelled', async () => {
		const { name } = await scene.train('Cancelled');
		scene.emulator.vertex.change(name ?? '', 'cancel');
		scene.emulator.clock.advance(anHour);
		expect((await ask(named(name ?? ''))).error()).toMatchObject({
			message: expect.stringContaining('The job was canceled'),
			description: expect.stringContaining('does not block a new one'),
		});
	});

	it('its endpoint could not be made', async () => {
		scene.emulator.faults.add({ kind: 'failEndpoint' });
		const { name } = await scene.train('Undeployed');
		scene.emulator.clock.advance(anHour);
		expect((await ask(named(name ?? ''))).error()).toMatchObject({
			message: expect.stringContaining('could not be deployed'),
			description: expect.stringMatching(/models\/\d+@1'.*Deploy it to an endpoint/),
		});
	});

	it('it is in another location', async () => {
		const model = await scene.trained('Number Predictor');
		const { name } = await job(model);
		const elsewhere = { location: locator('name', 'europe-west4') };
		const id = String(name).replace(/^.*\//, '');
		expect((await ask({ ...elsewhere, tunedModel: locator('id', id) })).error()).toMatchObject({
			message: "Google can't find this resource in 'europe-west4'",
			description: expect.stringMatching(/in another location.*Set 'Location', or enter the full name/),
		});
		expect((await ask({ ...elsewhere, ...named(model) })).error()).toBeUndefined();
	});

	it('no model has that name', async () => {
		await scene.train('Running');
		expect((await ask({ tunedModel: locator('newest', 'Running') })).error()).toMatchObject({
			message: "No tuned model named 'Running' is ready [item 0]",
			description: expect.stringMatching(/tuningJobs\/\d+ is pending/),
		});
	});

	it('the account may not ask it', async () => {
		const model = await scene.trained('Number Predictor');
		const account = 'emulator@emulator-project.iam.gserviceaccount.com';
		scene.emulator.permissions.grant(account, 'projects/emulator-project', [
			'aiplatform.tuningJobs.*',
			'aiplatform.models.*',
			'aiplatform.endpoints.get',
		]);
		expect((await ask(named(model))).error()).toMatchObject({
			message: 'The account lacks the permission aiplatform.endpoints.predict in project emulator-project',
			description: expect.stringContaining('roles/aiplatform.user'),
		});
	});
});
