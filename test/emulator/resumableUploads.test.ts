/** Uploads to Cloud Storage in chunks. */
import { createHash } from 'node:crypto';
import type { Emulator } from '../../emulator/api.ts';
import type { ObjectBody } from './storageSupport.ts';
import { OBJECTS, refused, startStorage, write } from './storageSupport.ts';
import { send } from './support.ts';
import type { Answer, Sending } from './support.ts';
import { BUCKET, STORAGE } from './vertexSupport.ts';

const GRANULE = 256 * 1024;

let emulator: Emulator;
beforeEach(async () => {
	emulator = await startStorage();
});
afterEach(async () => await emulator.close());

const call = async <T = ObjectBody>(line: string, sending: Sending = {}): Promise<Answer<T>> =>
	await send<T>(emulator, line, sending);

async function begin(name: string, query = '', body: object = {}): Promise<string> {
	const line = `POST ${STORAGE}/upload/storage/v1/b/${BUCKET}/o?uploadType=resumable&name=${name}${query}`;
	const { status, headers } = await call(line, {
		body,
		headers: { 'x-upload-content-type': 'application/jsonl' },
	});
	expect(status).toBe(200);
	return (headers.get('location') ?? '').slice(emulator.url.length);
}

/** The session's address is the only credential. */
function put<T = ObjectBody>(session: string, body: string, range?: string): Promise<Answer<T>> {
	return call<T>(`PUT ${session}`, {
		token: 'none',
		body,
		...(range && { headers: { 'content-range': range } }),
	});
}

describe('a resumable upload', () => {
	const data = 'x'.repeat(3 * GRANULE + 10);
	const total = data.length;

	test('accepts chunks, shows its progress, and returns the object', async () => {
		const session = await begin('big', '', { metadata: { rows: '3' } });
		expect((await put(session, '', `bytes */${total}`)).headers.get('range')).toBeNull();
		const first = await put(session, data.slice(0, 2 * GRANULE), `bytes 0-${2 * GRANULE - 1}/${total}`);
		expect([first.status, first.headers.get('range')]).toEqual([308, `bytes=0-${2 * GRANULE - 1}`]);
		const asked = await put(session, '', `bytes */${total}`);
		expect([asked.status, asked.headers.get('range')]).toEqual([308, `bytes=0-${2 * GRANULE - 1}`]);
		const last = await put(session, data.slice(2 * GRANULE), `bytes ${2 * GRANULE}-${total - 1}/${total}`);
		expect(last).toMatchObject({
			status: 200,
			body: {
				size: String(total),
				contentType: 'application/jsonl',
				metadata: { rows: '3' },
				md5Hash: createHash('md5').update(data).digest('base64'),
			},
		});
		expect(await put(session, '', `bytes */${total}`)).toMatchObject({ status: 200, body: last.body });
	});

	test('keeps whole granules of a chunk that breaks off, and ignores bytes that it already has', async () => {
		const session = await begin('big');
		emulator.faults.add({ kind: 'interrupt', match: { method: 'PUT' }, bytes: 2 * GRANULE - 1, times: 1 });
		await expect(put(session, data, `bytes 0-${total - 1}/${total}`)).rejects.toThrow();
		const asked = await put(session, '', `bytes */${total}`);
		expect([asked.status, asked.headers.get('range')]).toEqual([308, `bytes=0-${GRANULE - 1}`]);
		expect((await put(session, data, `bytes 0-${total - 1}/${total}`)).body.size).toBe(String(total));
	});

	test('ends when a request contains the size, and accepts a whole object without a range', async () => {
		const session = await begin('open');
		await put(session, data.slice(0, GRANULE), `bytes 0-${GRANULE - 1}/*`);
		expect((await put(session, '', `bytes */${GRANULE}`)).body.size).toBe(String(GRANULE));
		expect((await put(await begin('small'), 'hello')).body.md5Hash).toBe('XUFAKrxLKna5cZ2REBfFkg==');
		expect((await put(await begin('empty'), '')).body.size).toBe('0');
	});

	test('refuses chunks that are too small, gaps, and bodies that don’t match their range', async () => {
		const session = await begin('big');
		const little = await put<string>(session, 'x'.repeat(100), `bytes 0-99/${total}`);
		expect(little.status).toBe(400);
		expect(little.body).toContain('The received request contained 100 bytes');
		const gap = await put<string>(session, data.slice(GRANULE), `bytes ${GRANULE}-${total - 1}/${total}`);
		expect([gap.status, gap.body]).toEqual([
			503,
			expect.stringContaining('exceeds already uploaded size of 0 byte(s)'),
		]);
		expect((await put(session, 'xy', `bytes 0-9/${total}`)).status).toBe(400);
		expect((await put(session, 'xy', 'chars 0-1')).status).toBe(400);
		const uneven = await put(session, data.slice(0, GRANULE + 7), `bytes 0-${GRANULE + 6}/${total}`);
		expect(uneven.headers.get('range')).toBe(`bytes=0-${GRANULE - 1}`);
	});

	test('doesn’t exist after a week, after its cancellation, or if it never started', async () => {
		const [kept, cancelled] = [await begin('x'), await begin('y')];
		expect((await call(`DELETE ${cancelled}`)).status).toBe(499);
		expect((await put(cancelled, 'hello')).status).toBe(499);
		expect((await put(`${kept}x`, 'hello')).status).toBe(404);
		emulator.clock.advance(8 * 24 * 3600 * 1000);
		expect((await put(kept, 'hello')).status).toBe(410);
	});

	test('accepts a hundred thousand rows in chunks', async () => {
		const row = `${JSON.stringify({ text: 'x'.repeat(385) })}\n`;
		const text = row.repeat(100_000);
		const chunk = 32 * GRANULE;
		const session = await begin('rows.jsonl');
		let answer = await put(session, text.slice(0, chunk), `bytes 0-${chunk - 1}/*`);
		for (let at = chunk; at < text.length; at += chunk) {
			const end = Math.min(at + chunk, text.length);
			answer = await put(
				session,
				text.slice(at, end),
				`bytes ${at}-${end - 1}/${end < text.length ? '*' : end}`,
			);
		}
		expect(answer.body.md5Hash).toBe(createHash('md5').update(text).digest('base64'));
		expect(Number(answer.body.size)).toBeGreaterThan(39_000_000);
	});
});

describe('preconditions', () => {
	test('apply at the end of an upload, too', async () => {
		const session = await begin('x', '&ifGenerationMatch=0');
		await write(emulator, 'x', 'sooner');
		expect(await put(session, 'later', 'bytes 0-4/5')).toMatchObject(refused);
		expect((await call<string>(`GET ${OBJECTS}/x?alt=media`)).body).toBe('sooner');
	});
});
