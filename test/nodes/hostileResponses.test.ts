/** Responses that never end, never fit, or repeat the secrets of the request. */
import { constants, createBrotliCompress, createDeflate, createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import type { ServerResponse } from 'node:http';
import type { INodeParameters } from 'n8n-workflow';
import { everythingIn } from '../credentials/signedIn.ts';
import type { Overwrites } from '../engine/credentialStore.ts';
import { PACKAGE } from '../engine/nodeTypes.ts';
import type { Run } from '../engine/run.ts';
import { runNode } from '../engine/run.ts';
import { credential } from '../engine/workflow.ts';
import { locator } from './scene.ts';
import type { Stranger } from './stranger.ts';
import { startStranger } from './stranger.ts';

const accessToken = 'opaqueAccessToken'.repeat(2);
const refreshToken = 'opaqueRefreshToken'.repeat(2);

let stranger: Stranger;
afterEach(() => stranger.close());

interface Asking {
	options?: INodeParameters;
	parameters?: INodeParameters;
	overwrites?: Overwrites;
	signal?: AbortSignal;
}

async function ask({ options = {}, parameters, overwrites, signal }: Asking = {}): Promise<Run> {
	const data = {
		projectId: 'project',
		apiEndpoint: stranger.origin,
		clientId: 'client',
		clientSecret: 'opaqueClientSecret',
		oauthTokenData: { access_token: accessToken, refresh_token: refreshToken },
	};
	return await runNode(
		{
			type: `${PACKAGE}.geminiGenerateContent`,
			parameters: {
				api: 'gemini',
				ask: 'baseModel',
				baseModel: locator('id', 'gemini-3.5-flash'),
				prompt: 'Count.',
				options: { maxTries: 1, requestTimeout: 1, ...options },
				...parameters,
			},
			credentials: credential('geminiTuningOAuth2Api'),
		},
		{
			credentials: { 1: { type: 'geminiTuningOAuth2Api', data } },
			...(overwrites && { overwrites }),
			...(signal && { signal }),
		},
	);
}

/** A byte every 20 ms. */
function drip(response: ServerResponse): void {
	const timer = setInterval(() => response.write(' '), 20);
	response.on('close', () => clearInterval(timer));
}

const inOneSecond =
	/wasn't complete within the time limit of 1 second\. Raise 'Request Timeout \(Seconds\)' if responses need longer/;

describe('the request timeout limits', () => {
	it.each([
		[200, false],
		[503, false],
		[503, true],
	])('a response of status %s that drips, streamed: %s', async (status, stream) => {
		stranger = await startStranger((_, response) => drip(response.writeHead(status)));
		const error = (await ask({ options: { stream } })).error();
		expect(error?.description).toMatch(inOneSecond);
		await stranger.allClosed();
	});

	it('the time until a response begins', async () => {
		stranger = await startStranger(() => {});
		expect((await ask()).error()?.description).toMatch(inOneSecond);
		await stranger.allClosed();
	});

	it('the renewal of the token', async () => {
		stranger = await startStranger(({ url }, response) => {
			if (url !== '/token') response.writeHead(401).end('{}');
		});
		const overwrites = { googleOAuth2Api: { accessTokenUrl: `${stranger.origin}/token` } };
		expect((await ask({ overwrites })).error()?.description).toMatch(inOneSecond);
	});
});

it('names the token host when the renewal fails', async () => {
	stranger = await startStranger(({ url }, response) =>
		response.writeHead(url === '/token' ? 503 : 401, { 'content-type': 'application/json' }).end('{}'),
	);
	const renewing = await startStranger((_, response) => response.writeHead(503).end());
	const overwrites = { googleOAuth2Api: { accessTokenUrl: `${renewing.origin}/token` } };
	const error = (await ask({ overwrites })).error();
	expect(error?.description).toContain(`the token host ${new URL(renewing.origin).host}`);
	renewing.close();
});

const compressions = {
	gzip: createGzip,
	deflate: createDeflate,
	br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
};
const chunk = Buffer.alloc(1024 * 1024, `${' '.repeat(1023)}\n`);

/** A body that decompresses to 300 MiB. */
function bomb(encoding: keyof typeof compressions, response: ServerResponse, status = 200): void {
	response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': encoding });
	const pack = compressions[encoding]();
	Readable.from(Array.from({ length: 300 }, () => chunk))
		.pipe(pack)
		.pipe(response);
}

describe('a body that decompresses to 300 MiB', () => {
	it.each(['gzip', 'deflate', 'br'] as const)('is refused at 64 MiB, compressed by %s', async (encoding) => {
		stranger = await startStranger((_, response) => bomb(encoding, response));
		const before = process.memoryUsage().rss;
		for (const stream of [false, true]) {
			const error = (await ask({ options: { requestTimeout: 30, stream } })).error();
			expect(error?.description).toMatch(/larger than 64 MiB after decompression/);
		}
		expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
	});

	it('leaves the status of an error as it is', async () => {
		stranger = await startStranger((_, response) => bomb('gzip', response, 403));
		expect((await ask({ options: { requestTimeout: 30 } })).error()).toMatchObject({ httpCode: '403' });
	});
});

it('refuses a declared length above 64 MiB without reading', async () => {
	stranger = await startStranger((_, response) => {
		response.writeHead(200, { 'content-length': String(65 * 1024 * 1024) }).write('{');
	});
	const error = (await ask({ options: { requestTimeout: 30 } })).error();
	expect(error?.description).toMatch(/larger than 64 MiB/);
	await stranger.allClosed();
});

it('stops reading an endless body when the execution is canceled', async () => {
	const stop = new AbortController();
	stranger = await startStranger((_, response) => {
		response.writeHead(200, { 'content-encoding': 'gzip' });
		const pack = createGzip();
		pack.pipe(response);
		const timer = setInterval(() => pack.write(chunk.subarray(0, 1024)), 5);
		response.on('close', () => clearInterval(timer));
		stop.abort();
	});
	const { run } = await ask({ options: { requestTimeout: 30 }, signal: stop.signal });
	expect(run.status).toBe('canceled');
	await stranger.allClosed();
});

describe('a server that repeats the request’s headers', () => {
	const answerText = (text: string) =>
		JSON.stringify({ candidates: [{ content: { parts: [{ text }], role: 'model' }, finishReason: 'STOP' }] });

	it.each([400, 401, 403, 404, 429, 500, 503])('leaves no token in an error of status %s', async (status) => {
		stranger = await startStranger(({ headers }, response) => {
			const message = `Refused: ${JSON.stringify(headers)}`;
			const details = [
				{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: headers.authorization },
			];
			response
				.writeHead(status, { 'content-type': 'application/json' })
				.end(JSON.stringify({ error: { code: status, message, status: 'UNKNOWN', details } }));
		});
		for (const stream of [false, true]) {
			const { run, error } = await ask({ options: { stream } });
			expect(error()).toBeDefined();
			expect(everythingIn(run.data.resultData)).not.toContain(accessToken);
			expect(everythingIn(run.data.resultData)).not.toContain(refreshToken);
		}
	});

	it('leaves no token in a response', async () => {
		stranger = await startStranger(({ headers, url = '' }, response) => {
			const piece = answerText(`Hello ${headers.authorization}!`);
			response.writeHead(200).end(url.includes('alt=sse') ? `data: ${piece}\r\n\r\n` : piece);
		});
		// The errors before this test throttle their model.
		const unthrottled = locator('id', 'gemini-2.5-pro');
		for (const stream of [false, true]) {
			const run = await ask({ options: { stream }, parameters: { baseModel: unthrottled } });
			expect(run.json('Node')[0]).toMatchObject({ text: 'Hello Bearer [removed]!' });
			expect(everythingIn(run.run.data.resultData)).not.toContain(accessToken);
		}
	});
});
