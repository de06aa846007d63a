import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { Fault } from '../../../../../emulator/faults.ts';
import { ensureBucket, findBucket } from '../../../../../nodes/shared/google/vertex/storage/buckets.ts';
import {
	fingerprintOf,
	storeExamples,
} from '../../../../../nodes/shared/google/vertex/storage/storeLines.ts';
import {
	findObject,
	objectUrl,
	parseUri,
	uploadUrl,
} from '../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import { tutorialExamples } from '../../../../fixtures/tutorial.ts';
import { storageAt } from '../../../../vertexClient.ts';
import { textOf } from './textOf.ts';

const bucket = 'emulator-datasets';
const few = tutorialExamples.map(([input, output], item) => ({ item, input, output }));
/** 20 MB of JSONL, so three pieces of 8 MiB. */
const many = Array.from({ length: 11_500 }, (_, item) => ({
	item,
	input: `${item} `.repeat(100),
	output: 'x'.repeat(300),
}));

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
	await ensureBucket(storageAt(emulator), bucket, { project: emulator.project, location: 'us-central1' });
	emulator.requests.clear();
});

afterEach(async () => await emulator.close());

const puts = () => emulator.requests.list().filter(({ method }) => method === 'PUT');
const ranges = () => puts().map(({ headers }) => headers['content-range']);

async function stored(uri: string): Promise<string> {
	const path = parseUri(uri);
	if (!path) throw new Error(`${uri} isn't an address`);
	const storage = storageAt(emulator);
	return (await storage.raw({ method: 'GET', url: objectUrl(storage.origin, path), query: { alt: 'media' } }))
		.text;
}

test('a dataset is stored as JSONL under the hash of its content', async () => {
	const uri = await storeExamples(storageAt(emulator), bucket, few);
	expect(uri).toMatch(new RegExp(`^gs://${bucket}/n8n-gemini-tuning/datasets/[0-9a-f]{64}\\.jsonl$`));
	expect(await stored(uri)).toBe(textOf(few));
});

test('a repeat sends no byte of it', async () => {
	const uri = await storeExamples(storageAt(emulator), bucket, few);
	emulator.requests.clear();
	expect(await storeExamples(storageAt(emulator), bucket, few)).toBe(uri);
	expect(puts()).toEqual([]);
});

test('other examples are another object', async () => {
	const uri = await storeExamples(storageAt(emulator), bucket, few);
	expect(await storeExamples(storageAt(emulator), bucket, few.toReversed())).not.toBe(uri);
});

test('an object of that name with other contents is not used', async () => {
	const uri = await storeExamples(storageAt(emulator), bucket, few);
	const { raw, origin } = storageAt(emulator);
	const path = parseUri(uri) ?? { bucket, name: '' };
	const query = { uploadType: 'media', name: path.name };
	await raw({ method: 'POST', url: uploadUrl(origin, path), query, body: Buffer.from('tampered') });
	await expect(storeExamples(storageAt(emulator), bucket, few)).rejects.toThrow(
		/doesn't match the hash in its name/,
	);
});

test('a large dataset is uploaded in pieces', async () => {
	const uri = await storeExamples(storageAt(emulator), bucket, many);
	const total = Buffer.byteLength(textOf(many));
	const size = 4 * 1024 * 1024;
	expect(ranges()).toEqual([
		`bytes 0-${size - 1}/${total}`,
		`bytes ${size}-${2 * size - 1}/${total}`,
		`bytes ${2 * size}-${total - 1}/${total}`,
	]);
	expect(await stored(uri)).toBe(textOf(many));
});

const upload = { method: 'PUT', path: '^/upload/' };
const faults: Array<[string, Fault]> = [
	['the connection breaks before a piece', { kind: 'reset', match: upload, skip: 1, times: 1 }],
	[
		'the connection breaks within a piece',
		{ kind: 'interrupt', match: upload, skip: 1, times: 1, bytes: 3_000_000 },
	],
	['the answer to a piece is lost', { kind: 'lost', match: upload, skip: 1, times: 1 }],
	['the answer to the last piece is lost', { kind: 'lost', match: upload, skip: 2, times: 1 }],
	['the last answer breaks off', { kind: 'cut', match: upload, skip: 2, times: 1 }],
	[
		'Cloud Storage is not available',
		{ kind: 'error', status: 'UNAVAILABLE', match: upload, skip: 1, times: 1 },
	],
	[
		'the answer to the beginning is lost',
		{ kind: 'lost', match: { method: 'POST', path: '^/upload/' }, times: 1 },
	],
	['the line is bad', { kind: 'interrupt', match: upload, times: 3, bytes: 3_500_000 }],
];

test.each(faults)('arrives whole although %s', async (_what, fault) => {
	emulator.faults.add(fault);
	const uri = await storeExamples(storageAt(emulator), bucket, many);
	expect(await stored(uri)).toBe(textOf(many));
	expect(
		(await findObject(storageAt(emulator), parseUri(uri) ?? { bucket, name: '' }))?.generation,
	).toBeDefined();
	expect(emulator.requests.list().some(({ faults: struck }) => struck.length > 0)).toBe(true);
});

test('doesn’t resend received pieces', async () => {
	emulator.faults.add({ kind: 'interrupt', match: upload, skip: 2, times: 1, bytes: 1_000_000 });
	await storeExamples(storageAt(emulator), bucket, many);
	const total = Buffer.byteLength(textOf(many));
	const size = 4 * 1024 * 1024;
	const [, , broken, asked, resumed] = ranges();
	expect([broken, asked]).toEqual([`bytes ${2 * size}-${total - 1}/${total}`, `bytes */${total}`]);
	expect(resumed).toBe(`bytes ${2 * size + 768 * 1024}-${total - 1}/${total}`);
});

test('stops when no more bytes arrive', async () => {
	emulator.faults.add({ kind: 'error', status: 'UNAVAILABLE', match: upload });
	await expect(storeExamples(storageAt(emulator), bucket, few)).rejects.toMatchObject({ httpStatus: 503 });
});

test('starts again when Cloud Storage lost the session', async () => {
	emulator.faults.add({ kind: 'error', status: 'NOT_FOUND', match: upload, skip: 1, times: 1 });
	const uri = await storeExamples(storageAt(emulator), bucket, many);
	expect(await stored(uri)).toBe(textOf(many));
});

test('two concurrent uploads of the same content leave one object', async () => {
	const uris = await Promise.all(
		[0, 1].map(async () => await storeExamples(storageAt(emulator), bucket, many)),
	);
	expect(new Set(uris).size).toBe(1);
	expect(await stored(uris[0] ?? '')).toBe(textOf(many));
});

test('Google rejects a missing bucket', async () => {
	await expect(storeExamples(storageAt(emulator), 'nobody-has-this', few)).rejects.toMatchObject({
		httpStatus: 404,
	});
});

test('a dataset is identified by its content', async () => {
	const uri = await storeExamples(storageAt(emulator), bucket, few);
	const path = parseUri(uri) ?? { bucket, name: '' };
	expect(await fingerprintOf(storageAt(emulator), path)).toBe(
		(await findObject(storageAt(emulator), path))?.md5Hash,
	);
	await expect(fingerprintOf(storageAt(emulator), { bucket, name: 'absent.jsonl' })).rejects.toThrow(
		`There is no object 'gs://${bucket}/absent.jsonl'`,
	);
});

describe('a bucket', () => {
	const place = { project: 'emulator-project', location: 'europe-west4' };

	test('is created in the job’s location, with access by roles alone', async () => {
		await ensureBucket(storageAt(emulator), 'emulator-new', place);
		expect(await findBucket(storageAt(emulator), 'emulator-new')).toMatchObject({ location: 'EUROPE-WEST4' });
		const made = emulator.requests
			.list()
			.find(({ method, path }) => method === 'POST' && path.endsWith('/b'));
		expect(made?.body).toMatchObject({ iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } });
	});

	test('stays as it is if it exists', async () => {
		await ensureBucket(storageAt(emulator), bucket, place);
		expect(await findBucket(storageAt(emulator), bucket)).toMatchObject({ location: 'US-CENTRAL1' });
	});

	test('is created once by two concurrent calls', async () => {
		await Promise.all([0, 1].map(async () => await ensureBucket(storageAt(emulator), 'emulator-new', place)));
		expect(await findBucket(storageAt(emulator), 'emulator-new')).toMatchObject({ name: 'emulator-new' });
	});
});
