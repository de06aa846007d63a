import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG, create, send, tuning } from './support.ts';

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
afterEach(async () => await emulator.close());

const LIST = 'GET /v1beta/tunedModels';
const CREATE = 'POST /v1beta/tunedModels?tunedModelId=job';
const GENERATE = 'POST /v1beta/models/gemini-2.5-flash:generateContent';
const prompt = (text: string) => ({ body: { contents: [{ parts: [{ text }] }] } });
const statusOf = async (line: string, sending = {}) => (await send(emulator, line, sending)).status;

/** Requests content until the signal fires. */
async function ask(signal: AbortSignal): Promise<Response> {
	return await fetch(`${emulator.url}/v1beta/models/gemini-2.5-flash:generateContent`, {
		method: 'POST',
		headers: { authorization: `Bearer ${emulator.accessToken}` },
		body: JSON.stringify(prompt('x').body),
		signal,
	});
}

test.each([
	['UNAVAILABLE', 503],
	['INTERNAL', 500],
	['DEADLINE_EXCEEDED', 504],
	['FAILED_PRECONDITION', 400],
] as const)('an error %s', async (status, code) => {
	emulator.faults.add({ kind: 'error', status, message: 'Later.', times: 1 });
	expect(await send(emulator, CREATE, { body: tuning() })).toMatchObject({
		status: code,
		body: { error: { code, message: 'Later.', status } },
	});
	expect(emulator.state()).toMatchObject({ tunedModels: [] });
	expect(await statusOf(CREATE, { body: tuning() })).toBe(200);
});

test('a quota per minute contains a delay, a quota per day its name', async () => {
	emulator.faults.add({ kind: 'quota', retryAfterSeconds: 32.5, times: 1 });
	emulator.faults.add({ kind: 'quota', perDay: true });
	interface Details {
		error: {
			details: Array<{ '@type': string; retryDelay?: string; violations?: Array<{ quotaId: string }> }>;
		};
	}
	const { status, body } = await send<Details>(emulator, GENERATE, prompt('x'));
	expect(status).toBe(429);
	expect(body).toMatchObject({
		error: { status: 'RESOURCE_EXHAUSTED', message: expect.stringMatching(/Please retry in 32\.5s\.$/) },
	});
	expect(body.error.details.map((detail) => detail['@type'].split('.').at(-1))).toEqual([
		'Help',
		'QuotaFailure',
		'RetryInfo',
		'DebugInfo',
	]);
	expect(body.error.details[2]?.retryDelay).toBe('32s');
	const daily = await send<Details>(emulator, GENERATE, prompt('x'));
	expect(daily.body.error.details[1]?.violations?.[0]?.quotaId).toContain('PerDay');
});

test('an expired token, once', async () => {
	emulator.faults.add({ kind: 'expired', times: 1 });
	expect(await send(emulator, LIST)).toMatchObject({
		status: 401,
		body: { error: { status: 'UNAUTHENTICATED' } },
	});
	expect(await statusOf(LIST)).toBe(200);
});

test('a reset: nothing is executed', async () => {
	emulator.faults.add({ kind: 'reset', times: 1 });
	await expect(send(emulator, CREATE, { body: tuning() })).rejects.toThrow('fetch failed');
	expect(emulator.state()).toMatchObject({ tunedModels: [] });
	expect(emulator.requests.list()).toMatchObject([{ status: null, faults: ['reset'] }]);
});

test('a lost response: the job exists nevertheless', async () => {
	emulator.faults.add({ kind: 'lost', match: { method: 'POST' }, times: 1 });
	await expect(send(emulator, CREATE, { body: tuning() })).rejects.toThrow('fetch failed');
	expect(await statusOf('GET /v1beta/tunedModels/job')).toBe(200);
	expect(await statusOf(CREATE, { body: tuning() })).toBe(409);
});

test('a cut body: the job exists, half of the response arrives', async () => {
	emulator.faults.add({ kind: 'cut', times: 1 });
	const response = await fetch(`${emulator.url}/v1beta/tunedModels?tunedModelId=job`, {
		method: 'POST',
		headers: { authorization: `Bearer ${emulator.accessToken}` },
		body: JSON.stringify(tuning()),
	});
	expect(response.status).toBe(200);
	await expect(response.text()).rejects.toThrow('terminated');
	expect(await statusOf('GET /v1beta/tunedModels/job')).toBe(200);
});

test('a hanging request ends when its client cancels it, or with the emulator', async () => {
	emulator.faults.add({ kind: 'hang' });
	const headers = { authorization: `Bearer ${emulator.accessToken}` };
	const patience = new AbortController();
	const first = fetch(`${emulator.url}/v1beta/tunedModels`, { headers, signal: patience.signal });
	patience.abort();
	await expect(first).rejects.toThrow('aborted');
	const second = fetch(`${emulator.url}/v1beta/tunedModels`, { headers });
	const ended = expect(second).rejects.toThrow('fetch failed');
	while (emulator.faults.list()[0]?.struck === 0) await new Promise(setImmediate);
	await emulator.close();
	await ended;
	emulator = await startEmulator({ clock: 'held' });
});

test('latency is real time and combines with other faults', async () => {
	emulator.faults.add({ kind: 'latency', ms: 60 });
	emulator.faults.add({ kind: 'error', status: 'UNAVAILABLE' });
	const started = performance.now();
	expect(await statusOf(LIST)).toBe(503);
	expect(performance.now() - started).toBeGreaterThanOrEqual(55);
});

test('faults apply to certain methods, hosts, paths and texts', async () => {
	emulator.faults.add({ kind: 'error', match: { method: 'GET', path: '^/v1beta/tunedModels$' } });
	emulator.faults.add({ kind: 'error', match: { text: 'übel' }, status: 'INTERNAL' });
	emulator.faults.add({
		kind: 'error',
		match: { host: 'oauth2.googleapis.com' },
		status: 'DEADLINE_EXCEEDED',
	});
	expect(await statusOf(LIST)).toBe(503);
	expect(await statusOf(CREATE, { body: tuning() })).toBe(200);
	expect(await statusOf('GET /v1beta/tunedModels/job')).toBe(200);
	expect(await statusOf(GENERATE, prompt('das ist übel'))).toBe(500);
	expect(await statusOf(GENERATE, prompt('das ist gut'))).toBe(200);
	expect(await statusOf('POST /oauth2.googleapis.com/token')).toBe(504);
});

test('a fault can skip requests, apply a number of times, and be removed', async () => {
	const id = emulator.faults.add({ kind: 'error', skip: 1, times: 2 });
	const statuses = [];
	for (let i = 0; i < 4; i++) statuses.push(await statusOf(LIST));
	expect(statuses).toEqual([200, 503, 503, 200]);
	expect(emulator.faults.list()).toMatchObject([{ id, seen: 4, struck: 2 }]);
	const another = emulator.faults.add({ kind: 'error' });
	emulator.faults.remove(another);
	expect(await statusOf(LIST)).toBe(200);
});

test('a probability selects a share of the requests, the same ones for the same seed', async () => {
	async function run(seed: number): Promise<number[]> {
		emulator.faults.clear();
		emulator.faults.add({ kind: 'error', probability: 0.3, seed });
		const statuses = [];
		for (let i = 0; i < 60; i++) statuses.push(await statusOf(LIST));
		return statuses;
	}
	const first = await run(7);
	const struck = first.filter((status) => status === 503).length;
	expect(struck).toBeGreaterThan(5);
	expect(struck).toBeLessThan(35);
	expect(await run(7)).toEqual(first);
	expect(await run(8)).not.toEqual(first);
});

test('a fault for jobs counts creations only', async () => {
	emulator.faults.add({ kind: 'failJob', times: 1 });
	await send(emulator, GENERATE, prompt('x'));
	await create(emulator, 'failing');
	await create(emulator, 'fine');
	emulator.clock.advance(LONG);
	expect(emulator.state()).toMatchObject({
		tunedModels: [
			{ id: 'failing', progress: { phase: 'failed', completedSteps: 9, error: { code: 13 } } },
			{ id: 'fine', progress: { phase: 'succeeded' } },
		],
	});
});

test('requests in flight are limited, the others get 429', async () => {
	emulator.limits.set({ concurrent: 4 });
	emulator.faults.add({ kind: 'latency', ms: 2_000 });
	const statuses = await Promise.all(Array.from({ length: 10 }, () => statusOf(GENERATE, prompt('x'))));
	expect(statuses.filter((status) => status === 200)).toHaveLength(4);
	expect(statuses.filter((status) => status === 429)).toHaveLength(6);
	expect(await statusOf(GENERATE, prompt('x'))).toBe(200);
});

test('an excess concurrent request gets 429 at once and without a delay', async () => {
	emulator.limits.set({ concurrent: 1 });
	emulator.faults.add({ kind: 'latency', ms: 60_000, times: 1 });
	const patience = new AbortController();
	const slow = ask(patience.signal);
	while (emulator.faults.list()[0]?.struck === 0) await new Promise(setImmediate);
	emulator.faults.add({ kind: 'latency', ms: 60_000 });
	const refused = await send(emulator, GENERATE, prompt('x'));
	expect(refused.status).toBe(429);
	expect(refused.body).toEqual({
		error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: expect.stringContaining('exhausted') },
	});
	patience.abort();
	await expect(slow).rejects.toThrow('aborted');
});

test('traffic counts calls to generate content, 429 errors, and the maximum in flight', async () => {
	await statusOf(LIST);
	emulator.limits.set({ concurrent: 4 });
	emulator.faults.add({ kind: 'latency', ms: 1000 });
	await Promise.all(Array.from({ length: 10 }, () => statusOf(GENERATE, prompt('x'))));
	const figures = emulator.traffic.figures();
	expect(figures).toMatchObject({ calls: 10, refused: 6, succeeded: 4 });
	expect(figures.peakInFlight).toBeGreaterThanOrEqual(4);
	expect(figures.peakInFlight).toBeLessThanOrEqual(10);
	expect(figures.seconds).toBeGreaterThanOrEqual(0.19);
	emulator.traffic.clear();
	expect(await (await fetch(`${emulator.url}/emulator/traffic`)).json()).toEqual({
		calls: 0,
		refused: 0,
		succeeded: 0,
		inFlight: 0,
		peakInFlight: 0,
		seconds: 0,
		lastEnd: null,
	});
});

test('traffic shows the calls in flight and the end of the last one, also if the client disconnected', async () => {
	emulator.faults.add({ kind: 'hang' });
	const patience = new AbortController();
	const hanging = ask(patience.signal);
	while (emulator.traffic.figures().inFlight === 0) await new Promise(setImmediate);
	expect(emulator.traffic.figures().lastEnd).toBeNull();
	const hungUpAt = performance.timeOrigin + performance.now();
	patience.abort();
	await expect(hanging).rejects.toThrow('aborted');
	while (emulator.traffic.figures().inFlight > 0) await new Promise(setImmediate);
	expect(emulator.traffic.figures().lastEnd).toBeGreaterThanOrEqual(hungUpAt);
});

test('requests per minute are a bucket that fills with the held clock; other methods don’t count', async () => {
	emulator.limits.set({ perMinute: 600, burst: 3 });
	const run = async (count: number) => {
		const statuses = [];
		for (let i = 0; i < count; i++) statuses.push(await statusOf(GENERATE, prompt('x')));
		return statuses;
	};
	expect(await run(4)).toEqual([200, 200, 200, 429]);
	emulator.clock.advance(200);
	expect(await run(3)).toEqual([200, 200, 429]);
	expect(await statusOf(LIST)).toBe(200);
	emulator.clock.advance(60_000);
	expect(await run(4)).toEqual([200, 200, 200, 429]);
});
