/** Answers that no Google gives, but gateways in its place do, through whole nodes. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { INodeParameters } from 'n8n-workflow';
import { supplyChatModel } from '../engine/chatModel.ts';
import type { StoredCredentials } from '../engine/credentialStore.ts';
import { PACKAGE } from '../engine/nodeTypes.ts';
import { runNode } from '../engine/run.ts';
import { credential } from '../engine/workflow.ts';
import { locator } from './scene.ts';

interface Reply {
	status?: number;
	body: string;
}

const server = createServer((request, response) => {
	request.resume();
	asked += 1;
	const { status = 200, body } = replies.shift() ?? last;
	response.writeHead(status, { 'content-type': 'application/json' }).end(body);
});
let asked = 0;
let replies: Reply[] = [];
let last: Reply;
let origin = '';

const answer = (finishReason: string, ...parts: object[]) =>
	JSON.stringify({ candidates: [{ content: { role: 'model', parts }, finishReason }] });
const good = { body: answer('STOP', { text: 'yes' }) };

beforeAll(async () => {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('There is no port');
	origin = `http://127.0.0.1:${address.port}`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});
beforeEach(() => {
	asked = 0;
	replies = [];
	last = good;
});

function node(name: string, parameters: INodeParameters = {}) {
	return {
		type: `${PACKAGE}.${name}`,
		parameters: { api: 'gemini', ...parameters },
		credentials: credential('geminiTuningOAuth2Api'),
		onError: 'continueRegularOutput' as const,
	};
}

function credentials(): StoredCredentials {
	const oauthTokenData = { access_token: 'access', refresh_token: 'refresh' };
	const data = { projectId: 'project', apiEndpoint: origin, clientId: 'client', oauthTokenData };
	return { 1: { type: 'geminiTuningOAuth2Api', data } };
}

const baseModel = { ask: 'baseModel', baseModel: locator('id', 'gemini-2.5-flash') };

async function ask(count: number, options: INodeParameters = {}) {
	const asking = node('geminiGenerateContent', {
		...baseModel,
		prompt: '={{ $json.prompt }}',
		options: { concurrency: 1, ...options },
	});
	const items = Array.from({ length: count }, (_, index) => ({ json: { prompt: `${index}` } }));
	return (await runNode(asking, { credentials: credentials(), items })).json('Node');
}

const said = expect.objectContaining({ text: 'yes' });

it.each([
	[
		'fieldViolations that are an object',
		{ details: [{ '@type': 'google.rpc.BadRequest', fieldViolations: { a: 1 } }] },
	],
	['a numeric consumer', { details: [{ '@type': 'google.rpc.ErrorInfo', metadata: { consumer: 5 } }] }],
	[
		'a reason that every object has',
		{ details: [{ '@type': 'google.rpc.ErrorInfo', reason: 'constructor' }] },
	],
	['another such reason', { details: [{ '@type': 'google.rpc.ErrorInfo', reason: '__proto__' }] }],
	['details that are a text', { details: 'upstream' }],
	['nothing', null],
])('an error with %s fails its item alone', async (_, error) => {
	replies = [good, { status: 400, body: JSON.stringify({ error }) }];
	const failed = expect.objectContaining({ error: expect.stringContaining('Google rejected a value') });
	expect(await ask(3)).toEqual([said, failed, said]);
	expect(asked).toBe(3);
});

it('a 503 whose details are no list is retried, and the prompts after it are answered', async () => {
	replies = [{ status: 503, body: '{"error":{"code":503,"details":"upstream"}}' }];
	expect(await ask(2)).toEqual([expect.objectContaining({ text: 'yes', tries: 2 }), said]);
});

it.each(['5', '"x"', '[]', 'true', '{"candidates":{}}'])('%s to a prompt is no answer', async (body) => {
	replies = [{ body }];
	expect(await ask(1, { maxTries: 1 })).toEqual([
		{
			error: "Google's response was incomplete or never arrived",
			details: expect.stringMatching(/^The response of 127\.0\.0\.1:\d+ can't be read: /),
		},
	]);
});

describe('a stream that is refused with status 200', () => {
	const invalid = { code: 400, message: 'Unknown name "x"', status: 'INVALID_ARGUMENT' };

	it.each([
		['an object', { error: invalid }],
		['a list', [{ error: invalid }]],
	])('as %s is not retried, and the error gives the reason', async (_, body) => {
		replies = [{ body: JSON.stringify(body, null, 2) }];
		expect(await ask(1, { stream: true })).toEqual([
			{
				error: expect.stringContaining('Google rejected a value'),
				details: expect.stringContaining(`Google's message: Unknown name "x"`),
			},
		]);
		expect(asked).toBe(1);
	});

	it('for the daily quota is not retried', async () => {
		const violations = [{ quotaId: 'GenerateRequestsPerDayPerProject' }];
		const details = [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations }];
		replies = [{ body: JSON.stringify([{ error: { code: 429, status: 'RESOURCE_EXHAUSTED', details } }]) }];
		expect(await ask(1, { stream: true })).toEqual([
			expect.objectContaining({ error: expect.stringContaining('The daily quota is used up') }),
		]);
		expect(asked).toBe(1);
	});
});

it('a stream that is a list of pieces is put together', async () => {
	const [one, other] = [
		{ candidates: [{ content: { parts: [{ text: 'ye' }, null] } }, null] },
		JSON.parse(answer('STOP', { text: 's' })),
	];
	replies = [{ body: JSON.stringify([one, other], null, 2) }];
	expect(await ask(1, { stream: true })).toEqual([said]);
});

it('the explanation of a response without text names the code in it', async () => {
	replies = [{ body: answer('STOP', { executableCode: { language: 'PYTHON', code: 'print(1)' } }) }];
	expect(await ask(1)).toEqual([
		expect.objectContaining({ text: '', explanation: 'The response contains no text, only code (PYTHON).' }),
	]);
});

describe.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL'])('a tool call with %s', (finishReason) => {
	const body = answer(finishReason, { functionCall: { name: 'look', args: {} } });
	const chat = async () =>
		await supplyChatModel(node('geminiTunedChatModel', baseModel), { credentials: credentials() });
	const why = `The model's tool call can't be run: ${finishReason}`;

	it('is not handed to the agent', async () => {
		last = { body };
		const { model } = await chat();
		await expect(model.invoke([{ role: 'user', content: 'Look.' }])).rejects.toThrow(why);
	});

	it('is not handed to the agent while it is streamed', async () => {
		last = { body: `data: ${body}\n\n` };
		const { model } = await chat();
		const reading = (async () => {
			for await (const chunk of await model.stream([{ role: 'user', content: 'Look.' }]))
				expect(chunk.text).toBe('');
		})();
		await expect(reading).rejects.toThrow(why);
	});
});

describe('a list of tuned models', () => {
	const getMany = node('geminiTunedModel', { resource: 'tunedModel', operation: 'getAll', returnAll: true });
	const run = async () => (await runNode(getMany, { credentials: credentials() })).json('Node');

	it('whose page token repeats comes to an end', async () => {
		last = { body: '{"tunedModels":[{"name":"tunedModels/a"}],"nextPageToken":"a"}' };
		expect(await run()).toEqual([
			expect.objectContaining({ error: expect.stringContaining("The list of tuned models doesn't end") }),
		]);
		expect(asked).toBe(2);
	});
});
