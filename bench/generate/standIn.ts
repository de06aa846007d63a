/**
 * A second server for the real n8n, independent of the emulator: a plain HTTP server with network delay, as a script of its own.
 * Its control paths are those of the emulator that the bench uses.
 */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { seededRandom } from '../../emulator/random.ts';
import type { TrafficFigures } from '../../emulator/traffic.ts';

/** Missing figures mean no limit. */
export interface StandInSettings {
	latencyMs: number;
	/** One way. */
	networkMs: number;
	inFlight?: number;
	/** Token bucket, full at the start. */
	perMinute?: number;
	/** Share of requests that get 429 by chance. */
	refusedShare?: number;
	/** Retry delay in each 429. */
	hintSeconds?: number;
}

let settings: StandInSettings = { latencyMs: 100, networkMs: 0 };
let random = seededRandom(1);
let inFlight = 0;
let tokens = 0;
let filledAt = 0;
let figures = fresh();
let firstAt: number | undefined;

function fresh(): TrafficFigures {
	return { calls: 0, refused: 0, succeeded: 0, inFlight: 0, peakInFlight: 0, seconds: 0, lastEnd: null };
}

function prepare(to: StandInSettings): void {
	settings = to;
	random = seededRandom(1);
	tokens = to.perMinute ?? 0;
	filledAt = performance.now();
	figures = fresh();
	firstAt = undefined;
}

function isRefused(): boolean {
	const { refusedShare = 0, inFlight: most = Infinity, perMinute } = settings;
	if (random() < refusedShare || inFlight >= most) return true;
	if (perMinute === undefined) return false;
	const now = performance.now();
	tokens = Math.min(perMinute, tokens + ((now - filledAt) * perMinute) / 60_000);
	filledAt = now;
	if (tokens < 1) return true;
	tokens -= 1;
	return false;
}

async function generate(body: string): Promise<{ status: number; answer: object }> {
	const { latencyMs, networkMs, hintSeconds } = settings;
	await setTimeout(networkMs);
	firstAt ??= performance.now();
	figures.calls += 1;
	figures.inFlight += 1;
	figures.peakInFlight = Math.max(figures.peakInFlight, figures.inFlight);
	const refused = isRefused();
	if (refused) figures.refused += 1;
	else {
		inFlight += 1;
		await setTimeout(latencyMs);
		inFlight -= 1;
		figures.succeeded += 1;
	}
	figures.inFlight -= 1;
	figures.seconds = (performance.now() - firstAt) / 1000;
	figures.lastEnd = performance.timeOrigin + performance.now();
	await setTimeout(networkMs);
	if (!refused) {
		const answered = /green #\d+/.exec(body)?.[0] ?? '';
		const content = { role: 'model', parts: [{ text: answered }] };
		return { status: 200, answer: { candidates: [{ content, finishReason: 'STOP' }] } };
	}
	const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${hintSeconds}s` };
	const details = hintSeconds === undefined ? [] : [retryInfo];
	const error = { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Resource has been exhausted.', details };
	return { status: 429, answer: { error } };
}

const server = createServer((request, response) => {
	const respond = async () => {
		const body = await text(request);
		if (request.url?.includes(':generateContent')) return await generate(body);
		if (request.method === 'POST') prepare(JSON.parse(body));
		return { status: 200, answer: figures };
	};
	void respond().then(({ status, answer }) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(answer));
	});
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	console.log(JSON.stringify({ url: `http://127.0.0.1:${port}`, apiKey: 'key', accessToken: 'token' }));
});
