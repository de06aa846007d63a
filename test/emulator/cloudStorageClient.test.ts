import { createHash } from 'node:crypto';
import { ApiError, Storage } from '@google-cloud/storage';
import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';

/** An independent client: Google's own for Cloud Storage, pointed here by its `apiEndpoint`. */
let emulator: Emulator;
let storage: Storage;

const KIB = 1024;
const data = Buffer.alloc(1300 * KIB, 'a row of the table\n');
const md5 = createHash('md5').update(data).digest('base64');

type Signable = ReturnType<Storage['interceptors'][number]['request']>;

function signed(options: Signable): Signable {
	return { ...options, headers: { ...options.headers, authorization: `Bearer ${emulator.accessToken}` } };
}

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
	storage = new Storage({
		apiEndpoint: emulator.url,
		projectId: emulator.project,
		retryOptions: { maxRetryDelay: 1 },
	});
	// With a custom address this client signs no requests by itself.
	storage.interceptors.push({ request: signed });
	await storage.createBucket('data', { location: 'EUROPE-WEST4' });
});
afterEach(async () => await emulator.close());

test('creates, lists and describes buckets', async () => {
	const [buckets] = await storage.getBuckets();
	expect(buckets.map(({ name }) => name)).toEqual(['data']);
	const [metadata] = await storage.bucket('data').getMetadata();
	expect(metadata).toMatchObject({
		location: 'EUROPE-WEST4',
		locationType: 'region',
		storageClass: 'STANDARD',
	});
	expect(await storage.bucket('nothing').exists()).toEqual([false]);
	await expect(storage.createBucket('data')).rejects.toMatchObject({ code: 409 });
});

test('saves an object at once and reads it back, checksums compared by the client', async () => {
	const file = storage.bucket('data').file('folder/small file.txt');
	await file.save('hello', {
		resumable: false,
		contentType: 'text/plain',
		metadata: { metadata: { made: 'here' } },
	});
	const [content] = await file.download();
	expect(content.toString()).toBe('hello');
	const [metadata] = await file.getMetadata();
	expect(metadata).toMatchObject({
		size: '5',
		contentType: 'text/plain',
		metadata: { made: 'here' },
		md5Hash: 'XUFAKrxLKna5cZ2REBfFkg==',
		crc32c: 'mnG7TA==',
	});
	const [files] = await storage.bucket('data').getFiles({ prefix: 'folder/' });
	expect(files.map(({ name }) => name)).toEqual(['folder/small file.txt']);
	await file.delete();
	expect(await file.exists()).toEqual([false]);
});

test('uploads in chunks and resumes where connections broke', async () => {
	emulator.faults.add({ kind: 'interrupt', match: { method: 'PUT' }, bytes: 300 * KIB, times: 2, skip: 1 });
	const file = storage.bucket('data').file('large.jsonl');
	await file.save(data, {
		chunkSize: 512 * KIB,
		// Without a precondition this client doesn't retry.
		preconditionOpts: { ifGenerationMatch: 0 },
	});
	const [metadata] = await file.getMetadata();
	expect(metadata).toMatchObject({ size: String(data.length), md5Hash: md5 });
	expect(emulator.requests.list().filter(({ faults }) => faults.includes('interrupt'))).toHaveLength(2);
	const [content] = await file.download();
	expect(content.equals(data)).toBe(true);
});

test('overwrites only the generation that the client has read', async () => {
	const file = storage.bucket('data').file('claim');
	const write = (ifGenerationMatch: number | string) =>
		file.save('mine', { resumable: false, preconditionOpts: { ifGenerationMatch } });
	await write(0);
	await expect(write(0)).rejects.toThrow(ApiError);
	await expect(write(0)).rejects.toMatchObject({ code: 412, errors: [{ reason: 'conditionNotMet' }] });
	const [{ generation = '' }] = await file.getMetadata();
	await write(generation);
});
