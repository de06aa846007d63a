import type { INode, INodeParameters } from 'n8n-workflow';
import type { Fault } from '../../../emulator/faults.ts';
import { runNode } from '../../engine/run.ts';
import type { Run } from '../../engine/run.ts';
import type { Scene } from '../scene.ts';
import { anHour, locator, setScene } from '../scene.ts';

let scene: Scene;
let model: string;

beforeEach(async () => {
	scene = await setScene();
	model = await scene.trained('Number Predictor', { epochCount: 60 });
});

afterEach(async () => await scene.emulator.close());

const prompts = (...texts: unknown[]) => texts.map((prompt) => ({ json: { prompt } as { prompt: string } }));

/** Runs the node with the prompt of each item. */
async function generate(
	parameters: INodeParameters = {},
	items = prompts('1'),
	more: Partial<INode> = {},
): Promise<Run> {
	const given = { tunedModel: locator('id', model), prompt: '={{ $json.prompt }}', ...parameters };
	return await runNode(scene.node('geminiGenerateContent', given, more), {
		items,
		credentials: scene.credentials,
	});
}

const generateContent = (name: string) => `POST /v1beta/${name}:generateContent`;

it('returns one response per item, in order and paired with it', async () => {
	const run = await generate({}, prompts('1', 'one', '8'));
	expect(run.error()).toBeUndefined();
	expect(run.items('Node').map(({ json, pairedItem }) => [json.text, pairedItem])).toEqual([
		['2', { item: 0 }],
		['two', { item: 1 }],
		['9', { item: 2 }],
	]);
	// Requests in flight at the same time can arrive in any order.
	const seen = scene.seen();
	expect(seen).toHaveLength(3);
	expect(seen).toEqual(
		expect.arrayContaining(
			['1', 'one', '8'].map((text) => ({
				request: generateContent(model),
				body: { contents: [{ role: 'user', parts: [{ text }] }] },
			})),
		),
	);
});

it('returns a simplified response', async () => {
	expect((await generate()).json('Node')).toEqual([
		{
			model,
			text: '2',
			finishReason: 'STOP',
			blocked: false,
			blockReason: null,
			explanation: null,
			usage: { promptTokens: 1, outputTokens: 1, thoughtTokens: null, totalTokens: 2 },
			modelVersion: 'emulator',
			tries: 1,
			milliseconds: expect.any(Number),
		},
	]);
});

it("returns Google's response without Simplify", async () => {
	const [raw] = (await generate({ simplify: false })).json('Node');
	expect(raw).toMatchObject({
		candidates: [{ content: { role: 'model', parts: [{ text: '2' }] }, finishReason: 'STOP' }],
		modelVersion: 'emulator',
	});
	expect(raw).not.toHaveProperty('text');
});

it('sends every setting as it was given, zeros and texts of digits included, and nothing else', async () => {
	const options = {
		candidateCount: 2,
		frequencyPenalty: 0,
		maxOutputTokens: '={{ "64" }}',
		presencePenalty: -0.5,
		seed: 0,
		stopSequences: ['END', ''],
		temperature: 0,
		topK: 1,
		topP: 0.25,
	};
	const [answer] = (await generate({ options })).json('Node');
	expect(scene.seen()[0]?.body).toEqual({
		contents: [{ role: 'user', parts: [{ text: '1' }] }],
		generationConfig: { ...options, maxOutputTokens: 64, stopSequences: ['END'] },
	});
	expect(answer?.candidates).toHaveLength(2);
});

it('sends earlier messages before the prompt', async () => {
	const message = [
		{ role: 'user', text: 'one' },
		{ role: 'model', text: 'two' },
	];
	await generate({ options: { earlierMessages: { message } } });
	expect(scene.seen()[0]?.body).toEqual({
		contents: [
			{ role: 'user', parts: [{ text: 'one' }] },
			{ role: 'model', parts: [{ text: 'two' }] },
			{ role: 'user', parts: [{ text: '1' }] },
		],
	});
});

it('sends only safety settings that have both halves', async () => {
	const setting = [
		{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' },
		{ category: 'HARM_CATEGORY_HATE_SPEECH', threshold: '' },
		{ category: '', threshold: 'OFF' },
	];
	const run = await generate({
		options: { safetySettings: { setting: setting.map((pair) => expressions(pair)) } },
	});
	expect(run.error()).toBeUndefined();
	expect(scene.seen()[0]?.body).toMatchObject({ safetySettings: [setting[0]] });
});

/** As the fields hold them when their values come from expressions, which may give nothing. */
function expressions(values: Record<string, string>): INodeParameters {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, `={{ "${value}" }}`]));
}

it('takes numbers as prompts, as sheets and databases give them', async () => {
	expect((await generate({}, prompts(7))).error()).toBeUndefined();
	expect(scene.seen()[0]?.body).toEqual({ contents: [{ role: 'user', parts: [{ text: '7' }] }] });
});

describe('an answer without text is data with its reason', () => {
	it.each([
		[
			'[[block:PROHIBITED_CONTENT]]',
			{ blocked: true, blockReason: 'PROHIBITED_CONTENT', finishReason: null },
		],
		['[[block]]', { blocked: true, blockReason: 'SAFETY', finishReason: null }],
		['[[finish:RECITATION]]', { blocked: true, blockReason: 'RECITATION', finishReason: 'RECITATION' }],
		['[[finish:MAX_TOKENS]]', { blocked: false, blockReason: null, finishReason: 'MAX_TOKENS' }],
		['[[finish:STOP]]', { blocked: false, blockReason: null, finishReason: 'STOP' }],
		['[[empty]]', { blocked: false, blockReason: null, finishReason: null }],
	])('%s', async (prompt, reason) => {
		const run = await generate({}, prompts(prompt, '1'));
		expect(run.error()).toBeUndefined();
		expect(run.json('Node')).toEqual([
			expect.objectContaining({ ...reason, text: '', explanation: expect.stringMatching(/./) }),
			expect.objectContaining({ text: '2' }),
		]);
	});

	it('skips it on demand, and the pairing stays right', async () => {
		const run = await generate({ options: { ifBlocked: 'skip' } }, prompts('[[block]]', '[[empty]]', '1'));
		expect(run.items('Node').map(({ json, pairedItem }) => [json.text, pairedItem])).toEqual([
			['2', { item: 2 }],
		]);
	});

	it('stops on demand, naming the item and the reason', async () => {
		const run = await generate({ options: { ifBlocked: 'error' } }, prompts('1', '[[block:OTHER]]'));
		expect(run.error('Node')).toMatchObject({
			message: 'Google blocked the response: OTHER [item 1]',
			description: expect.stringContaining('Google blocked the prompt: OTHER'),
			context: { itemIndex: 1 },
		});
	});

	it('distinguishes a cut-off response from a complete one', async () => {
		const [answer] = (await generate({ options: { maxOutputTokens: 1 } }, prompts('twenty two'))).json(
			'Node',
		);
		expect(answer).toMatchObject({
			finishReason: 'MAX_TOKENS',
			explanation: expect.stringContaining('cut off'),
		});
	});
});

describe('what cannot be sent is refused by name and costs nothing', () => {
	const long = 'x'.repeat(39_999);

	it('takes a prompt of 40,000 characters and refuses the next longer one', async () => {
		expect((await generate({}, prompts(`${long}y`))).error()).toBeUndefined();
		expect(scene.seen()).toHaveLength(1);
		const run = await generate({}, prompts(`${long}yz`));
		expect(run.error('Node')).toMatchObject({
			message: "'Prompt' has 40,001 characters with all earlier messages, and the limit is 40,000 [item 0]",
			description: expect.stringContaining('Shorten the prompt'),
			context: { itemIndex: 0 },
		});
		expect(scene.seen()).toEqual([]);
	});

	it('counts earlier messages', async () => {
		const options = { earlierMessages: { message: [{ role: 'user', text: long }] } };
		expect((await generate({ options }, prompts('ab'))).error('Node')?.message).toMatch(
			/^'Prompt' has [\d,]+ characters with all earlier messages, and the limit is 40,000 \[item 0\]$/,
		);
	});

	it.each([
		['an empty prompt', {}, '', "'Prompt' is empty [item 0]"],
		['a blank prompt', {}, ' \n', "'Prompt' is empty [item 0]"],
		['an object', {}, { a: 1 }, "'Prompt' must be text, not an object [item 0]"],
		['a word for a number', { topK: '={{ "many" }}' }, '1', `'Top K' must be a number, not "many" [item 0]`],
		[
			'six stop sequences',
			{ stopSequences: ['a', 'b', 'c', 'd', 'e', 'f'] },
			'1',
			"'Stop Sequences' has 6 entries, and the limit is 5 [item 0]",
		],
		[
			'an empty earlier message',
			{ earlierMessages: { message: [{ role: 'user', text: '' }] } },
			'1',
			"A message in 'Earlier Messages' is empty [item 0]",
		],
	])('%s', async (_name, options, prompt, message) => {
		expect((await generate({ options }, prompts(prompt))).error('Node')?.message).toBe(message);
		expect(scene.seen()).toEqual([]);
	});
});

describe('finds its model', () => {
	it.each([
		['id', (name: string) => name.replace('tunedModels/', '')],
		['name', (name: string) => name],
		['name', (name: string) => `https://generativelanguage.googleapis.com/v1beta/${name}`],
		['list', (name: string) => name],
	])('by %s', async (mode, toValue) => {
		const run = await generate({ tunedModel: locator(mode, toValue(model)) });
		expect(run.json('Node')[0]?.text).toBe('2');
		expect(scene.seen()[0]?.request).toBe(generateContent(model));
	});

	it('uses the model of each item', async () => {
		const other = await scene.trained('Other', { epochCount: 1 });
		const items = [model, other].map((name) => ({ json: { prompt: '1', name } }));
		await generate({ tunedModel: locator('id', '={{ $json.name }}') }, items);
		const requests = scene.seen().map(({ request }) => request);
		expect(requests.sort()).toEqual([model, other].map(generateContent).sort());
	});

	const newest = { tunedModel: locator('newest', 'Number Predictor') };
	const generatedWith = () =>
		scene
			.seen()
			.map(({ request }) => request)
			.filter((request) => request.endsWith(':generateContent'));

	it('newest by name: the retrained one from the moment it is ready, without a change', async () => {
		await generate(newest);
		expect(generatedWith()).toEqual([generateContent(model)]);

		const retrained = await scene.train('Number Predictor', { epochCount: 50 });
		expect((await generate(newest)).json('Node')[0]?.model).toBe(model);
		expect(generatedWith()).toEqual([generateContent(model)]);

		scene.emulator.clock.advance(anHour);
		expect((await generate(newest)).json('Node')[0]?.model).toBe(retrained.tunedModel);
		expect(generatedWith()).toEqual([generateContent(retrained.tunedModel ?? '')]);
	});

	it('newest by name: looks once for many items', async () => {
		await generate(newest, prompts('1', '3', '8'));
		const lists = scene.seen().filter(({ request }) => request === 'GET /v1beta/tunedModels');
		expect(lists).toHaveLength(1);
	});

	it('newest by name: explains why no model is ready', async () => {
		const unknown = await generate({ tunedModel: locator('newest', 'number predictor') });
		expect(unknown.error('Node')).toMatchObject({
			message: "No tuned model named 'number predictor' is ready [item 0]",
			description: expect.stringContaining(scene.emulator.project),
		});
		const { tunedModel } = await scene.train('Fresh');
		const training = await generate({ tunedModel: locator('newest', 'Fresh') });
		expect(training.error('Node')?.description).toContain(`${tunedModel} is running`);
	});

	it('reports a missing model', async () => {
		const run = await generate({ tunedModel: locator('id', 'never-was') });
		expect(run.error('Node')).toMatchObject({
			message: "Google can't find this model",
			httpCode: '404',
			context: { itemIndex: 0 },
		});
	});
});

describe('continues on fail', () => {
	const items = prompts('1', '', '8');
	const failed = "'Prompt' is empty [item 1]";

	it.each<[string, Fault[]]>([
		['has a response', []],
		['has no response yet', [{ kind: 'hang', match: { text: '"1"' } }]],
	])('stops at the first failed item and sends no later one, if the item before %s', async (_, faults) => {
		for (const fault of faults) scene.emulator.faults.add(fault);
		const run = await generate({}, items, { onError: 'stopWorkflow' });
		expect(run.error()).toMatchObject({ message: failed, context: { itemIndex: 1 } });
		expect(JSON.stringify(scene.seen())).not.toContain('"8"');
	});

	it('on the regular output', async () => {
		const run = await generate({}, items, { onError: 'continueRegularOutput' });
		expect(run.error()).toBeUndefined();
		expect(run.items('Node').map(({ json, pairedItem }) => [json.text ?? json.error, pairedItem])).toEqual([
			['2', { item: 0 }],
			[failed, { item: 1 }],
			['9', { item: 2 }],
		]);
	});

	it('on the error output', async () => {
		const run = await generate({}, items, { onError: 'continueErrorOutput' });
		expect(run.json('Node').map(({ text }) => text)).toEqual(['2', '9']);
		expect(run.json('Node', 1)).toEqual([
			{ prompt: '', error: failed, details: expect.stringContaining('Enter a value') },
		]);
		expect(run.items('Node', 1)[0]?.pairedItem).toEqual({ item: 1 });
	});

	it('with every item when Google cannot be reached with the credential', async () => {
		scene.emulator.identities.addProject({
			id: scene.emulator.project,
			disabledServices: ['generativelanguage.googleapis.com'],
		});
		const run = await generate({}, items, { onError: 'continueErrorOutput' });
		expect(run.json('Node')).toEqual([]);
		expect(run.json('Node', 1).map(({ error }) => error)).toEqual([
			expect.stringContaining('is not enabled in project emulator-project'),
			failed,
			expect.stringContaining('is not enabled in project emulator-project'),
		]);
	});
});

it('fails every item when no connection can be made, without asking Google', async () => {
	Object.assign(scene.credentials['1']?.data ?? {}, { apiEndpoint: 'http://elsewhere.example' });
	const run = await generate({}, prompts('1', '8'), { onError: 'continueErrorOutput' });
	expect(run.json('Node')).toEqual([]);
	expect(run.json('Node', 1)).toEqual(
		['1', '8'].map((prompt) => ({
			prompt,
			error: expect.stringContaining('API Endpoint'),
			details: expect.any(String),
		})),
	);
	expect(scene.seen()).toEqual([]);
});

it('stops with the execution, even if it continues on fail', async () => {
	scene.emulator.faults.add({ kind: 'hang', match: { text: 'wait' } });
	const stop = new AbortController();
	const given = {
		tunedModel: locator('id', model),
		prompt: '={{ $json.prompt }}',
		// The third prompt isn't sent before the second has a response.
		options: { concurrency: 1 },
	};
	const running = runNode(scene.node('geminiGenerateContent', given, { onError: 'continueRegularOutput' }), {
		items: prompts('1', 'wait', '8'),
		credentials: scene.credentials,
		signal: stop.signal,
	});
	while (scene.emulator.requests.list().length < 2) await new Promise(setImmediate);
	stop.abort();
	expect((await running).run.status).toBe('canceled');
	expect(scene.seen()).toHaveLength(2);
});

it('never marks a success as an error, so that Retry On Fail repeats nothing', async () => {
	const run = await generate({}, prompts('[[block]]', '1'), {
		retryOnFail: true,
		maxTries: 3,
		waitBetweenTries: 0,
		onError: 'continueRegularOutput',
	});
	expect(run.json('Node').every((json) => !('error' in json))).toBe(true);
	expect(scene.seen()).toHaveLength(2);
});
