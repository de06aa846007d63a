/** Cloud Storage's buckets and objects; uploads in chunks are in resumableUploads.test.ts. */
import type { Emulator } from '../../emulator/api.ts';
import type { ObjectBody } from './storageSupport.ts';
import { OBJECTS, refused, START, startStorage, write as writeTo } from './storageSupport.ts';
import { send } from './support.ts';
import type { Answer, Sending } from './support.ts';
import { BUCKET, STORAGE } from './vertexSupport.ts';

interface StorageError {
	error: {
		code: number;
		message: string;
		errors: Array<{ message: string; domain: string; reason: string }>;
	};
}

let emulator: Emulator;
beforeEach(async () => {
	emulator = await startStorage();
});
afterEach(async () => await emulator.close());

const call = async <T = ObjectBody>(line: string, sending: Sending = {}): Promise<Answer<T>> =>
	await send<T>(emulator, line, sending);
const write = async (name: string, body: string, query?: string) =>
	await writeTo(emulator, name, body, query);

describe('objects', () => {
	test('have the metadata of Cloud Storage', async () => {
		const { body } = await write('a%2Fb.txt', 'hello');
		expect(Object.keys(body)).toEqual([
			...[
				'kind',
				'id',
				'selfLink',
				'mediaLink',
				'name',
				'bucket',
				'generation',
				'metageneration',
				'contentType',
			],
			...['storageClass', 'size', 'md5Hash', 'crc32c', 'etag', 'timeCreated', 'updated'],
			...['timeStorageClassUpdated', 'timeFinalized'],
		]);
		expect(body).toMatchObject({
			kind: 'storage#object',
			name: 'a/b.txt',
			generation: String(START * 1000),
			metageneration: '1',
			size: '5',
			md5Hash: 'XUFAKrxLKna5cZ2REBfFkg==',
			crc32c: 'mnG7TA==',
			timeCreated: '2026-11-23T08:00:00.250Z',
		});
	});

	test('return their bytes, whole or in part', async () => {
		await write('x', 'hello');
		const whole = await call<string>(`GET ${OBJECTS}/x?alt=media`);
		expect([whole.status, whole.body]).toEqual([200, 'hello']);
		expect(whole.headers.get('x-goog-hash')).toBe('crc32c=mnG7TA==,md5=XUFAKrxLKna5cZ2REBfFkg==');
		for (const [range, text, contentRange] of [
			['bytes=1-2', 'el', 'bytes 1-2/5'],
			['bytes=3-', 'lo', 'bytes 3-4/5'],
			['bytes=-2', 'lo', 'bytes 3-4/5'],
		]) {
			const part = await call<string>(`GET ${OBJECTS}/x?alt=media`, { headers: { range: range ?? '' } });
			expect([part.status, part.body, part.headers.get('content-range')]).toEqual([206, text, contentRange]);
		}
		const beyond = await call(`GET ${OBJECTS}/x?alt=media`, { headers: { range: 'bytes=9-' } });
		expect(beyond.status).toBe(416);
	});

	test('are listed in the order of their names, page by page, by prefix and folder', async () => {
		for (const name of ['b', 'a', 'c%2F1', 'c%2F2']) await write(name, name);
		interface List {
			items?: Array<{ name: string }>;
			prefixes?: string[];
			nextPageToken?: string;
		}
		const first = await call<List>(`GET ${OBJECTS}?maxResults=3`);
		expect(first.body.items?.map(({ name }) => name)).toEqual(['a', 'b', 'c/1']);
		const second = await call<List>(`GET ${OBJECTS}?maxResults=3&pageToken=${first.body.nextPageToken}`);
		expect(second.body.items?.map(({ name }) => name)).toEqual(['c/2']);
		expect(second.body.nextPageToken).toBeUndefined();
		const folders = await call<List>(`GET ${OBJECTS}?delimiter=%2F`);
		expect(folders.body.prefixes).toEqual(['c/']);
		expect((await call<List>(`GET ${OBJECTS}?prefix=c%2F`)).body.items).toHaveLength(2);
		expect((await call<List>(`GET ${OBJECTS}?prefix=z`)).body.items).toBeUndefined();
	});

	test('keep metadata; a patch changes the given members and increments the metageneration', async () => {
		await write('x', 'hello');
		emulator.clock.advance(5000);
		const patch = { metadata: { lease: 'mine', owner: 'me' } };
		expect((await call(`PATCH ${OBJECTS}/x`, { body: patch })).body).toMatchObject({
			metageneration: '2',
			...patch,
		});
		const next = await call(`PATCH ${OBJECTS}/x`, { body: { metadata: { lease: null } } });
		expect(next.body).toMatchObject({
			metageneration: '3',
			metadata: { owner: 'me' },
			updated: '2026-11-23T08:00:05.250Z',
		});
		expect(next.body.generation).toBe(String(START * 1000));
	});

	test('with a wrong checksum are refused', async () => {
		const boundary = 'part';
		const text = (md5Hash: string) =>
			[
				`--${boundary}\r\nContent-Type: application/json\r\n\r\n${JSON.stringify({ name: 'x', md5Hash })}\r\n`,
				`--${boundary}\r\nContent-Type: text/plain\r\n\r\nhello\r\n--${boundary}--\r\n`,
			].join('');
		const line = `POST ${STORAGE}/upload/storage/v1/b/${BUCKET}/o?uploadType=multipart`;
		const headers = { 'content-type': `multipart/related; boundary=${boundary}` };
		const wrong = await call<StorageError>(line, { headers, body: text('1B2M2Y8AsgTpgAmY7PhCfg==') });
		expect(wrong).toMatchObject({ status: 400, body: { error: { errors: [{ reason: 'invalid' }] } } });
		const right = await call(line, { headers, body: text('XUFAKrxLKna5cZ2REBfFkg==') });
		expect(right).toMatchObject({ status: 200, body: { name: 'x', size: '5', contentType: 'text/plain' } });
	});
});

describe('preconditions', () => {
	test('let exactly one of many writers create an object', async () => {
		const answers = await Promise.all(
			Array.from({ length: 20 }, (_, i) => write('claim', `${i}`, '&ifGenerationMatch=0')),
		);
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
		expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
	});

	test('apply to the live generation and metageneration', async () => {
		const { generation } = (await write('x', '1')).body;
		expect(await write('x', '2', '&ifGenerationMatch=1')).toMatchObject(refused);
		expect(await write('x', '2', `&ifGenerationNotMatch=${generation}`)).toMatchObject(refused);
		expect(await call(`PATCH ${OBJECTS}/x?ifMetagenerationMatch=2`, { body: {} })).toMatchObject(refused);
		expect((await call(`PATCH ${OBJECTS}/x?ifMetagenerationMatch=1`, { body: {} })).status).toBe(200);
		expect(await call(`PATCH ${OBJECTS}/x?ifMetagenerationMatch=1`, { body: {} })).toMatchObject(refused);
		expect(await call(`DELETE ${OBJECTS}/x?ifGenerationMatch=1`)).toMatchObject(refused);
		expect((await call(`GET ${OBJECTS}/x?ifGenerationNotMatch=${generation}`)).status).toBe(304);
		const next = await write('x', '2', `&ifGenerationMatch=${generation}`);
		expect(Number(next.body.generation)).toBeGreaterThan(Number(generation));
		expect((await call(`DELETE ${OBJECTS}/x?ifGenerationMatch=${next.body.generation}`)).status).toBe(204);
		expect((await call(`GET ${OBJECTS}/x`)).status).toBe(404);
	});
});

describe('buckets', () => {
	const buckets = `${STORAGE}/storage/v1/b`;

	test('have a location, and names that all projects share', async () => {
		const body = { name: 'second', location: 'europe-west4', labels: { made: 'here' } };
		expect((await call(`POST ${buckets}?project=${emulator.project}`, { body })).body).toMatchObject({
			projectNumber: '528811260437',
			location: 'EUROPE-WEST4',
			locationType: 'region',
			labels: { made: 'here' },
		});
		const again = await call<StorageError>(`POST ${buckets}?project=${emulator.project}`, { body });
		expect(again.body.error).toMatchObject({
			code: 409,
			message: expect.stringContaining('you already own it'),
		});
		const others = await call<StorageError>(`POST ${buckets}?project=another`, { body });
		expect(others.body.error).toMatchObject({ code: 409, message: expect.stringContaining('not available') });
		for (const wrong of [{ name: 'x' }, { name: 'Upper' }, { name: 'fine-name', location: 'moon-1' }]) {
			expect((await call(`POST ${buckets}?project=p`, { body: wrong })).status).toBe(400);
		}
		expect((await call(`GET ${buckets}/nothing`)).body).toMatchObject({
			error: { code: 404, message: 'The specified bucket does not exist.', errors: [{ reason: 'notFound' }] },
		});
	});

	test('are deleted only when empty', async () => {
		await write('x', 'hello');
		expect((await call(`DELETE ${buckets}/${BUCKET}`)).status).toBe(409);
		await call(`DELETE ${OBJECTS}/x`);
		expect((await call(`DELETE ${buckets}/${BUCKET}`)).status).toBe(204);
	});
});

describe('permissions', () => {
	const caller = 'reader@example.com';
	let token: string;
	beforeEach(async () => {
		token = emulator.identities.issueToken({ email: caller });
		await write('x', 'hello');
	});

	test('a caller has only the granted permissions, on the bucket or on its project', async () => {
		expect((await call(`GET ${OBJECTS}/x`, { token })).status).toBe(200);
		emulator.permissions.grant(caller, `buckets/${BUCKET}`, ['storage.objects.get']);
		expect((await call(`GET ${OBJECTS}/x`, { token })).status).toBe(200);
		const denied = await call<StorageError>(`DELETE ${OBJECTS}/x`, { token });
		expect(denied.body.error).toMatchObject({
			code: 403,
			message:
				`${caller} does not have storage.objects.delete access to the Google Cloud Storage object. Permission ` +
				"'storage.objects.delete' denied on resource (or it may not exist).",
			errors: [{ reason: 'forbidden' }],
		});
		// Callers without the list permission don't learn which objects exist.
		expect((await call(`GET ${OBJECTS}/nothing`, { token })).status).toBe(403);
		emulator.permissions.grant(caller, `projects/${emulator.project}`, ['storage.objects.*']);
		expect((await call(`GET ${OBJECTS}/nothing`, { token })).status).toBe(404);
		expect((await call(`DELETE ${OBJECTS}/x`, { token })).status).toBe(204);
	});

	test('overwriting requires the permission to delete', async () => {
		emulator.permissions.grant(caller, `buckets/${BUCKET}`, ['storage.objects.create']);
		const upload = `POST ${STORAGE}/upload/storage/v1/b/${BUCKET}/o?uploadType=media&name=`;
		expect((await call(`${upload}new`, { token, body: 'x' })).status).toBe(200);
		expect((await call(`${upload}x`, { token, body: 'x' })).status).toBe(403);
	});

	test('testIamPermissions returns the caller’s permissions among the requested ones', async () => {
		const line = `GET ${STORAGE}/storage/v1/b/${BUCKET}/iam/testPermissions?permissions=storage.objects.get&permissions=storage.objects.create`;
		const kind = 'storage#testIamPermissionsResponse';
		expect((await call(line, { token })).body).toEqual({
			kind,
			permissions: ['storage.objects.get', 'storage.objects.create'],
		});
		emulator.permissions.grant(caller, `buckets/${BUCKET}`, ['storage.objects.get']);
		expect((await call(line, { token })).body).toEqual({ kind, permissions: ['storage.objects.get'] });
		emulator.permissions.grant(caller, `buckets/${BUCKET}`, []);
		expect((await call(line, { token })).body).toEqual({ kind });
	});

	test('requests without a valid credential are refused', async () => {
		expect((await call(`GET ${OBJECTS}/x`, { token: 'none' })).body).toMatchObject({
			error: { code: 401, errors: [{ reason: 'required', location: 'Authorization' }] },
		});
		expect((await call(`GET ${OBJECTS}/x`, { token: 'ya29.no' })).body).toMatchObject({
			error: { code: 401, message: 'Invalid Credentials', errors: [{ reason: 'authError' }] },
		});
		const scopes = ['https://www.googleapis.com/auth/devstorage.read_only'];
		const reading = emulator.identities.issueToken({ email: caller, scopes });
		expect((await call(`GET ${OBJECTS}/x`, { token: reading })).status).toBe(200);
		expect((await call(`DELETE ${OBJECTS}/x`, { token: reading })).body).toMatchObject({
			error: { code: 403, errors: [{ reason: 'insufficientPermissions' }] },
		});
	});

	test('a project with Cloud Storage disabled has none, and faults have the form of its errors', async () => {
		emulator.faults.add({ kind: 'error', times: 1 });
		expect((await call(`GET ${OBJECTS}/x`)).body).toMatchObject({
			error: { code: 503, errors: [{ reason: 'backendError' }] },
		});
		emulator.faults.add({ kind: 'quota', times: 1 });
		expect((await call(`GET ${OBJECTS}/x`)).body).toMatchObject({
			error: { code: 429, errors: [{ reason: 'rateLimitExceeded' }] },
		});
		emulator.identities.addProject({ id: emulator.project, disabledServices: ['storage.googleapis.com'] });
		expect((await call(`GET ${OBJECTS}/x`)).body).toMatchObject({
			error: { code: 403, details: [{ reason: 'SERVICE_DISABLED' }, {}, {}] },
		});
	});
});

test('responses and objects show the time of the emulator’s clock', async () => {
	emulator.clock.advance(90_000);
	const { headers, body } = await write('x', 'hello');
	expect(headers.get('date')).toBe('Mon, 23 Nov 2026 08:01:30 GMT');
	expect(body.timeCreated).toBe('2026-11-23T08:01:30.250Z');
});
