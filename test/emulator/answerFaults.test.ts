import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import type { Fault } from '../../emulator/faults.ts';
import { create, send, tuning } from './support.ts';
import { makeBucket, parent, start, upload } from './vertexSupport.ts';

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
afterEach(async () => await emulator.close());

const LIST = 'GET /v1beta/tunedModels';
const CREATE = 'POST /v1beta/tunedModels?tunedModelId=job';

interface Page {
	tunedModels?: Array<{ name: string }>;
	nextPageToken?: string;
}
const page = async (query = '') => (await send<Page>(emulator, `${LIST}${query}`)).body;
const idsOf = ({ tunedModels = [] }: Page) => tunedModels.map(({ name }) => name.replace('tunedModels/', ''));

/** The response's bytes without unpacking. `chunk` receives each piece as it arrives. */
async function raw(
	path: string,
	chunk: (size: number) => void = () => {},
): Promise<IncomingMessage & { bytes: Buffer }> {
	const headers = { authorization: `Bearer ${emulator.accessToken}` };
	return await new Promise((resolve, reject) => {
		const sent = request(emulator.url + path, { headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (piece: Buffer) => {
				chunks.push(piece);
				chunk(piece.length);
			});
			response.on('error', reject);
			response.on('end', () => resolve(Object.assign(response, { bytes: Buffer.concat(chunks) })));
		});
		sent.on('error', reject).end();
	});
}

/** Lets the written bytes arrive, until a condition holds. */
async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise(setImmediate);
}

describe('any response', () => {
	test('JSON with a status and headers, in place of Google’s response', async () => {
		const json = { error: { code: 503, message: 'x', details: 'upstream' } };
		emulator.faults.add({ kind: 'answer', httpStatus: 503, headers: { 'retry-after': '7' }, json, times: 1 });
		const answer = await send(emulator, CREATE, { body: tuning() });
		expect([answer.status, answer.body, answer.headers.get('retry-after')]).toEqual([503, json, '7']);
		expect(idsOf(await page())).toEqual([]);
		expect(emulator.requests.list()[0]).toMatchObject({ status: 503, faults: ['answer'] });
	});

	test.each<Fault>([
		{ kind: 'answer', json: {}, carriedOut: true },
		{ kind: 'error', carriedOut: true },
		{ kind: 'quota', carriedOut: true },
		{ kind: 'expired', carriedOut: true },
	])('%j arrives although the job was created', async (fault) => {
		emulator.faults.add({ ...fault, match: { method: 'POST' }, times: 1 });
		const { body } = await send(emulator, CREATE, { body: tuning() });
		expect(body).not.toHaveProperty('name');
		expect(idsOf(await page())).toEqual(['job']);
	});

	test('text without a content type, and bytes that aren’t text', async () => {
		emulator.faults.add({ kind: 'answer', body: 'upstream', times: 1 });
		const text = await raw('/v1beta/tunedModels');
		expect([text.bytes.toString(), text.headers['content-type']]).toEqual(['upstream', undefined]);
		emulator.faults.add({ kind: 'answer', bodyBase64: '/wD+', headers: { 'content-type': 'text/plain' } });
		const bytes = await raw('/v1beta/tunedModels');
		expect([[...bytes.bytes], bytes.headers['content-type']]).toEqual([[255, 0, 254], 'text/plain']);
	});

	test.each([301, 302, 303, 307, 308])('a redirect with %i', async (httpStatus) => {
		const location = `${emulator.url}/elsewhere`;
		emulator.faults.add({ kind: 'answer', httpStatus, headers: { location } });
		const answer = await raw('/v1beta/tunedModels');
		expect([answer.statusCode, answer.headers.location]).toEqual([httpStatus, location]);
	});

	test('only the third match of a path', async () => {
		emulator.faults.add({ kind: 'answer', httpStatus: 418, match: { path: 'Models$' }, skip: 2, times: 1 });
		const statuses = [];
		for (let i = 0; i < 4; i++) statuses.push((await send(emulator, LIST)).status);
		expect(statuses).toEqual([200, 200, 418, 200]);
	});

	test('a compressed body that becomes a thousand times larger', async () => {
		emulator.faults.add({ kind: 'answer', body: 'data: 1\n\n', repeat: 4_000_001, gzip: true });
		const { bytes, headers } = await raw('/v1beta/tunedModels');
		expect(headers['content-encoding']).toBe('gzip');
		expect(bytes.length).toBeLessThan(100_000);
		const unpacked = gunzipSync(bytes);
		expect(unpacked).toHaveLength(36_000_009);
		expect(unpacked.subarray(-9).toString()).toBe('data: 1\n\n');
	});

	test('a repeated body ends when the client disconnects', async () => {
		emulator.faults.add({ kind: 'answer', body: 'x'.repeat(65_536), repeat: 1_000_000_000 });
		const headers = { authorization: `Bearer ${emulator.accessToken}` };
		const enough = new AbortController();
		const response = await fetch(`${emulator.url}/v1beta/tunedModels`, { headers, signal: enough.signal });
		const reader = response.body?.getReader();
		expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
		enough.abort();
		emulator.faults.clear();
		expect((await send(emulator, LIST)).status).toBe(200);
	});
});

describe('slow responses', () => {
	test('a byte for each interval of the held clock', async () => {
		emulator.faults.add({ kind: 'answer', body: 'abcdef', times: 1 });
		emulator.faults.add({ kind: 'drip', ms: 1000, onClock: true });
		let arrived = 0;
		const answer = raw('/v1beta/tunedModels', (size) => {
			arrived += size;
		});
		for (let bytes = 1; bytes < 6; bytes++) {
			await until(() => arrived === bytes);
			emulator.clock.advance(999);
			emulator.clock.advance(1);
		}
		expect((await answer).bytes.toString()).toBe('abcdef');
	});

	test('a long move of the clock sends all due bytes', async () => {
		emulator.faults.add({ kind: 'answer', body: 'abcdef', times: 1 });
		emulator.faults.add({ kind: 'drip', ms: 1000, bytes: 2, onClock: true });
		let arrived = 0;
		const answer = raw('/v1beta/tunedModels', (size) => {
			arrived += size;
		});
		await until(() => arrived === 2);
		emulator.clock.advance(3_600_000);
		expect((await answer).bytes.toString()).toBe('abcdef');
	});

	test('a byte for each interval of real time, until the client disconnects', async () => {
		emulator.faults.add({ kind: 'answer', body: 'abc', times: 1 });
		emulator.faults.add({ kind: 'drip', ms: 20, times: 1 });
		const began = performance.now();
		expect((await raw('/v1beta/tunedModels')).bytes.toString()).toBe('abc');
		expect(performance.now() - began).toBeGreaterThanOrEqual(38);
	});

	test('half of a response, then nothing', async () => {
		emulator.faults.add({ kind: 'stall' });
		emulator.faults.add({ kind: 'answer', body: 'abcdef' });
		let arrived = 0;
		const answer = raw('/v1beta/tunedModels', (size) => {
			arrived += size;
		});
		const ended = expect(answer).rejects.toThrow();
		await until(() => arrived === 3);
		emulator.clock.advance(3_600_000);
		expect(arrived).toBe(3);
		await emulator.close();
		await ended;
		emulator = await startEmulator({ clock: 'held' });
	});

	test('a job is created and no response ever arrives', async () => {
		emulator.faults.add({ kind: 'hang', carriedOut: true, match: { method: 'POST' } });
		const patience = new AbortController();
		const hanging = fetch(`${emulator.url}/v1beta/tunedModels?tunedModelId=job`, {
			method: 'POST',
			headers: { authorization: `Bearer ${emulator.accessToken}` },
			body: JSON.stringify(tuning()),
			signal: patience.signal,
		});
		const ended = expect(hanging).rejects.toThrow('aborted');
		await until(() => emulator.faults.list()[0]?.struck === 1);
		patience.abort();
		await ended;
		expect(idsOf(await page())).toEqual(['job']);
	});

	test('a cut after some bytes', async () => {
		emulator.faults.add({
			kind: 'answer',
			body: 'data: {',
			headers: { 'content-type': 'text/event-stream' },
		});
		emulator.faults.add({ kind: 'cut', bytes: 1 });
		let arrived = 0;
		const answer = raw('/v1beta/tunedModels', (size) => {
			arrived += size;
		});
		await expect(answer).rejects.toThrow('aborted');
		expect(arrived).toBe(1);
	});
});

describe('lists', () => {
	test('that never end contain one token, or a new one each time', async () => {
		await create(emulator, 'job');
		emulator.faults.add({ kind: 'endlessPages', times: 3 });
		const first = await page();
		const second = await page(`?pageToken=${first.nextPageToken}`);
		const third = await page(`?page_token=${first.nextPageToken}`);
		expect([first, second, third].map(idsOf)).toEqual([['job'], ['job'], ['job']]);
		expect([second.nextPageToken, third.nextPageToken]).toEqual([first.nextPageToken, first.nextPageToken]);
		emulator.faults.clear();
		emulator.faults.add({ kind: 'endlessPages', tokens: 'new' });
		const tokens = [];
		for (let token = ''; tokens.length < 4; tokens.push(token))
			token = (await page(token && `?pageToken=${token}`)).nextPageToken ?? '';
		expect(new Set(tokens).size).toBe(4);
	});

	test('that lag show a job when it is old enough; the job itself exists', async () => {
		emulator.faults.add({ kind: 'lag', ms: 60_000 });
		await create(emulator, 'job');
		expect(idsOf(await page())).toEqual([]);
		expect((await send(emulator, `GET /v1beta/tunedModels/job`)).status).toBe(200);
		emulator.clock.advance(59_999);
		expect(idsOf(await page())).toEqual([]);
		emulator.clock.advance(1);
		expect(idsOf(await page())).toEqual(['job']);
	});

	test('that lag without a limit never show it, also with Vertex AI and Cloud Storage', async () => {
		emulator.faults.add({ kind: 'lag' });
		await makeBucket(emulator);
		await upload(emulator, 'x');
		await start(emulator);
		emulator.clock.advance(3_600_000);
		expect((await send(emulator, `GET ${parent(emulator)}/tuningJobs`)).body).not.toHaveProperty(
			'tuningJobs.0',
		);
		const objects = 'GET /storage.googleapis.com/storage/v1/b/tuning-data/o';
		expect((await send(emulator, objects)).body).not.toHaveProperty('items.0');
		emulator.faults.clear();
		expect((await send(emulator, `GET ${parent(emulator)}/tuningJobs`)).body).toHaveProperty('tuningJobs.0');
		expect((await send(emulator, objects)).body).toHaveProperty('items.0');
	});
});

test('all faults can be set over HTTP', async () => {
	const add = async (body: object) => (await send(emulator, 'POST /emulator/faults', { body })).status;
	expect(
		await add({ kind: 'answer', httpStatus: 302, headers: { location: '/' }, json: [null], times: 1 }),
	).toBe(200);
	expect(await add({ kind: 'drip', ms: 1, bytes: 10, onClock: false })).toBe(200);
	expect(await add({ kind: 'endlessPages', tokens: 'new' })).toBe(200);
	expect(await add({ kind: 'answer', bodyBase64: '?' })).toBe(400);
	const answer = await raw('/v1beta/tunedModels');
	expect([answer.statusCode, answer.bytes.toString()]).toEqual([302, '[null]']);
	expect((await page()).nextPageToken).toMatch(/^endless-/);
});
