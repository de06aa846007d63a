/** Concurrent prompts to a service that is slow, throttles, breaks the connection or doesn't respond. */
import type { INode, INodeParameters } from 'n8n-workflow';
import type { Fault } from '../../../emulator/faults.ts';
import { runNode } from '../../engine/run.ts';
import type { Run, RunOptions } from '../../engine/run.ts';
import { credential } from '../../engine/workflow.ts';
import { until } from '../../harness/until.ts';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';

let scene: Scene;
let credentialId = 0;

beforeAll(async () => {
	scene = await setScene();
});

afterAll(async () => await scene.emulator.close());

// Limiters keep their estimates per credential; each test starts without estimates.
beforeEach(() => {
	scene.emulator.reset();
	scene.emulator.traffic.clear();
	credentialId += 1;
});

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `number ${i}`);

/** Sends each prompt to a base model. */
async function ask(
	prompts: string[],
	options: INodeParameters = {},
	more: Partial<INode> = {},
	run: RunOptions = {},
): Promise<Run> {
	const parameters = {
		ask: 'baseModel',
		baseModel: locator('id', 'gemini-2.5-flash'),
		prompt: '={{ $json.prompt }}',
		options,
	};
	const id = String(credentialId);
	const stored = scene.credentials['1'];
	if (!stored) throw new Error('The scene has no credential');
	const credentials = credential(stored.type, id);
	return await runNode(scene.node('geminiGenerateContent', parameters, { credentials, ...more }), {
		items: prompts.map((prompt) => ({ json: { prompt } })),
		credentials: { [id]: stored },
		...run,
	});
}

const generation = { path: 'generateContent' };
const addFault = (fault: Fault) => scene.emulator.faults.add({ match: generation, ...fault });
/** The first responses take long, so that the node sends the next prompts meanwhile, also on a busy machine. */
const keepWaiting = (times: number) => addFault({ kind: 'latency', ms: 1_000, times });
const asked = () => scene.seen().map(({ body }) => /number \d+/.exec(JSON.stringify(body))?.[0]);

it('returns each response once, in the order of the items and paired with them, however long each takes', async () => {
	keepWaiting(6);
	addFault({ kind: 'latency', ms: 1, jitterMs: 60 });
	const run = await ask(numbers(150));
	expect(run.error()).toBeUndefined();
	expect(run.items('Node').map(({ pairedItem }) => pairedItem)).toEqual(
		numbers(150).map((_, item) => ({ item })),
	);
	expect(new Set(asked())).toEqual(new Set(numbers(150)));
	expect(scene.emulator.traffic.figures()).toMatchObject({ calls: 150, succeeded: 150 });
	expect(scene.emulator.traffic.figures().peakInFlight).toBeGreaterThan(5);
});

it('keeps at most the configured number of requests in flight', async () => {
	keepWaiting(4);
	addFault({ kind: 'latency', ms: 20 });
	await ask(numbers(30), { concurrency: 4 });
	expect(scene.emulator.traffic.figures().peakInFlight).toBe(4);
});

it('loses no item with a service that accepts eight concurrent requests', async () => {
	keepWaiting(8);
	addFault({ kind: 'latency', ms: 20 });
	scene.emulator.limits.set({ concurrent: 8 });
	const run = await ask(numbers(120));
	expect(run.json('Node').filter(({ text }) => typeof text === 'string')).toHaveLength(120);
	expect(scene.emulator.traffic.figures()).toMatchObject({ succeeded: 120 });
	expect(scene.emulator.traffic.figures().refused).toBeGreaterThan(0);
});

describe('retries only an item', () => {
	it.each<[string, Fault]>([
		['that is rate-limited', { kind: 'error', status: 'RESOURCE_EXHAUSTED' }],
		['that is rate-limited with a retry delay', { kind: 'quota', retryAfterSeconds: 1 }],
		['after an error 503', { kind: 'error', status: 'UNAVAILABLE' }],
		['after an error 500', { kind: 'error', status: 'INTERNAL' }],
		['after an error 504', { kind: 'error', status: 'DEADLINE_EXCEEDED' }],
		['whose connection breaks', { kind: 'reset' }],
		['whose response is lost', { kind: 'lost' }],
		['whose response is incomplete', { kind: 'cut' }],
		['without a response in time', { kind: 'hang' }],
	])('%s', async (_, fault) => {
		addFault({ ...fault, times: 1, match: { ...generation, text: 'number 1"' } });
		const run = await ask(numbers(3), { requestTimeout: 1 });
		expect(run.error()).toBeUndefined();
		expect(run.json('Node').map(({ tries }) => tries)).toEqual([1, 2, 1]);
		expect(asked().sort()).toEqual(['number 0', 'number 1', 'number 1', 'number 2']);
	});
});

describe('an item that fails after all tries', () => {
	const fails: Fault = { kind: 'error', status: 'INTERNAL', match: { ...generation, text: 'number 1"' } };
	const failed = {
		error: 'Google returned an internal error',
		details: expect.stringMatching(
			/^The node sent 2 requests in .*Google's message: An internal error has occurred/,
		),
	};

	it('becomes an error item if the node continues on fail', async () => {
		addFault(fails);
		const run = await ask(numbers(3), { maxTries: 2 }, { onError: 'continueRegularOutput' });
		expect(run.json('Node')).toEqual([
			expect.objectContaining({ tries: 1 }),
			failed,
			expect.objectContaining({ tries: 1 }),
		]);
		expect(asked().sort()).toEqual(['number 0', 'number 1', 'number 1', 'number 2']);
	});

	it('goes to the error output if the node has one', async () => {
		addFault(fails);
		const run = await ask(numbers(3), { maxTries: 2 }, { onError: 'continueErrorOutput' });
		expect(run.json('Node')).toHaveLength(2);
		expect(run.json('Node', 1)).toEqual([expect.objectContaining({ ...failed, prompt: 'number 1' })]);
	});

	it('stops the node with its item while other requests are in flight', async () => {
		addFault({ kind: 'hang', match: { ...generation, text: 'number 0"' } });
		addFault(fails);
		const run = await ask(numbers(3), { maxTries: 2 });
		expect(run.error('Node')).toMatchObject({
			message: 'Google returned an internal error',
			httpCode: '500',
			context: { itemIndex: 1 },
		});
	});
});

it('stops sending when a daily quota is used up', async () => {
	addFault({ kind: 'quota', perDay: true, skip: 2 });
	const run = await ask(numbers(300), {}, { onError: 'continueRegularOutput' });
	const outputs = run.json('Node');
	expect(outputs.filter(({ tries }) => tries === 1)).toHaveLength(2);
	expect(
		outputs.filter(({ error }) => error === 'The daily quota is used up in project emulator-project'),
	).toHaveLength(298);
	expect(asked().length).toBeLessThan(150);
});

describe('a repeated prompt', () => {
	const prompts = ['number 1', 'number 2', 'number 1', 'number 1'];

	it('is sent each time by default', async () => {
		await ask(prompts);
		expect(asked()).toHaveLength(4);
	});

	it('shares the response if the option is on', async () => {
		const run = await ask(prompts, { answerRepeatsOnce: true });
		expect(asked().sort()).toEqual(['number 1', 'number 2']);
		expect(run.json('Node').map(({ tries }) => tries)).toEqual([1, 1, 0, 0]);
		expect(run.items('Node').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
	});

	it('shares the failure, too', async () => {
		addFault({ kind: 'error', status: 'INTERNAL', match: { ...generation, text: 'number 1"' } });
		const options = { answerRepeatsOnce: true, maxTries: 1 };
		const run = await ask(prompts, options, { onError: 'continueRegularOutput' });
		expect(run.json('Node').map(({ error }) => error !== undefined)).toEqual([true, false, true, true]);
	});
});

describe('the total timeout', () => {
	it('ends the wait for a response', async () => {
		addFault({ kind: 'hang' });
		const run = await ask(numbers(2), { totalTimeout: 0.3 }, { onError: 'continueRegularOutput' });
		expect(run.json('Node')).toEqual(
			numbers(2).map(() =>
				expect.objectContaining({ error: "Google's response was incomplete or never arrived" }),
			),
		);
	});

	it.each([1.001, 10_000_000])('may be %d seconds', async (totalTimeout) => {
		const run = await ask(['number 1'], { totalTimeout, requestTimeout: 10_000_000, stream: true });
		expect(run.json('Node')).toEqual([expect.objectContaining({ finishReason: 'STOP' })]);
	});

	it('ends the wait for the next minute and keeps the responses so far', async () => {
		const options = { requestsPerMinute: 3, totalTimeout: 2 };
		const run = await ask(numbers(5), options, { onError: 'continueRegularOutput' });
		expect(asked()).toEqual(['number 0', 'number 1', 'number 2']);
		expect(run.json('Node').map(({ error }) => error ?? null)).toEqual([
			null,
			null,
			null,
			...[3, 4].map(() => expect.stringContaining('was reached before this item was sent')),
		]);
		expect(run.json('Node')[4]).toMatchObject({ details: expect.stringContaining('Total Timeout') });
	});
});

it('keeps the tokens per minute below the cap, and reuses tokens that a response did not need', async () => {
	keepWaiting(3);
	addFault({ kind: 'latency', ms: 30 });
	// The estimate is 2 tokens for the prompt and 50 for the response; the actual number is lower.
	const run = await ask(numbers(5), { tokensPerMinute: 160, maxOutputTokens: 50 });
	expect(run.json('Node')).toHaveLength(5);
	expect(scene.emulator.traffic.figures().peakInFlight).toBe(3);
});

it('counts the tokens of other runs, too', async () => {
	await ask(numbers(20));
	const options = { tokensPerMinute: 40, maxOutputTokens: 10, totalTimeout: 0.3 };
	const run = await ask(['number 20'], options, { onError: 'continueRegularOutput' });
	const error = expect.stringContaining('was reached before this item was sent');
	expect(run.json('Node')).toEqual([{ error, details: expect.stringContaining('Total Timeout') }]);
	expect(asked()).not.toContain('number 20');
});

it('signs in once for concurrent requests', async () => {
	const { projectId, apiEndpoint } = scene.credentials['1']?.data ?? {};
	const privateKeyJson = JSON.stringify(scene.emulator.serviceAccountKey);
	const type = 'geminiTuningGoogleAuthApi';
	const data = { projectId: projectId ?? '', apiEndpoint: apiEndpoint ?? '', privateKeyJson };
	const parameters = {
		authentication: 'googleAuth',
		ask: 'baseModel',
		baseModel: locator('id', 'gemini-2.5-flash'),
		prompt: '={{ $json.prompt }}',
	};
	const run = await runNode(
		scene.node('geminiGenerateContent', parameters, { credentials: credential(type, 'signing') }),
		{
			items: numbers(40).map((prompt) => ({ json: { prompt } })),
			credentials: { signing: { type, data } },
		},
	);
	expect(run.error()).toBeUndefined();
	expect(scene.seen().filter(({ request }) => request.includes('/token'))).toHaveLength(1);
});

describe('a streamed response', () => {
	const pieces = { path: 'streamGenerateContent' };

	it('equals a response without streaming', async () => {
		const [whole] = (await ask(['number 1'])).json('Node');
		expect((await ask(['number 1'], { stream: true })).json('Node')).toEqual([
			{ ...whole, milliseconds: expect.any(Number) },
		]);
		expect(scene.seen().map(({ request }) => request.split(':')[1])).toEqual([
			'generateContent',
			'streamGenerateContent',
		]);
	});

	it('is retried if it is incomplete', async () => {
		scene.emulator.faults.add({ kind: 'cut', times: 1, match: pieces });
		const run = await ask(['number 1'], { stream: true });
		expect(run.json('Node')).toEqual([expect.objectContaining({ tries: 2, finishReason: 'STOP' })]);
	});
});

it('stops with the execution: cancels the requests in flight and sends no more', async () => {
	addFault({ kind: 'hang' });
	const stop = new AbortController();
	const run = ask(numbers(200), {}, {}, { signal: stop.signal });
	const figures = () => scene.emulator.traffic.figures();
	await until('20 requests', 10, () => figures().calls >= 20 || undefined);
	stop.abort();
	expect((await run).run.status).toBe('canceled');
	// Without the cancellation they end after two minutes.
	await until('The end of all requests', 10, () => figures().inFlight === 0 || undefined);
	expect(figures().calls).toBeLessThan(200);
});

it.each(['concurrency', 'maxTries', 'totalTimeout'])(
	'rejects %s below zero and sends nothing',
	async (name) => {
		const run = await ask(numbers(2), { [name]: -1 });
		expect(run.error('Node')?.message).toMatch(/can't be -1/);
		expect(asked()).toEqual([]);
	},
);

it.each(['maxTries', 'requestTimeout'])('rejects a %s of 0 and sends nothing', async (name) => {
	const run = await ask(numbers(2), { [name]: 0 });
	expect(run.error('Node')).toMatchObject({
		message: expect.stringMatching(/can't be 0/),
		description: 'Enter 1 or more.',
	});
	expect(asked()).toEqual([]);
});

it('evaluates only these options of the first item', async () => {
	const options = {
		concurrency: 2,
		seed: '={{ $json.prompt === "number 0" ? $("Nowhere").item : 1 }}',
	};
	const run = await ask(numbers(2), options, { onError: 'continueRegularOutput' });
	expect(run.json('Node').map(({ error }) => error !== undefined)).toEqual([true, false]);
});
