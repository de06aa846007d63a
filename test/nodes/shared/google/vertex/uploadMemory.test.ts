import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import { ensureBucket } from '../../../../../nodes/shared/google/vertex/storage/buckets.ts';
import {
	findObject,
	objectUrl,
	parseUri,
} from '../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import { storageAt } from '../../../../vertexClient.ts';

const bucket = 'emulator-large';
const rows = 100_000;
const megabyte = 1024 * 1024;
const child = resolve('test/nodes/shared/google/vertex/uploadChild.cjs');

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
	await ensureBucket(storageAt(emulator), bucket, { project: emulator.project, location: 'us-central1' });
});

afterEach(async () => await emulator.close());

async function uploadInChild(): Promise<{ uri: string; aboveItems: number }> {
	const { url, accessToken, project } = emulator;
	const argument = JSON.stringify({ url, accessToken, project, bucket, rows });
	const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', child, argument]);
	return JSON.parse(stdout);
}

async function assertWhole(uri: string): Promise<void> {
	const path = parseUri(uri) ?? { bucket, name: '' };
	const storage = storageAt(emulator);
	const { text } = await storage.raw({
		method: 'GET',
		url: objectUrl(storage.origin, path),
		query: { alt: 'media' },
	});
	expect(text.split('\n')).toHaveLength(rows + 1);
	expect(text.length).toBeGreaterThan(35 * megabyte);
	const object = await findObject(storage, path);
	expect(object?.md5Hash).toBe(createHash('md5').update(text).digest('base64'));
	expect(path.name).toContain(createHash('sha256').update(text).digest('hex'));
}

test('100,000 examples take at most 64 MB above the memory of their items', async () => {
	const { uri, aboveItems } = await uploadInChild();
	expect(aboveItems).toBeLessThanOrEqual(64 * megabyte);
	await assertWhole(uri);
}, 120_000);

test('the limit applies when the connection breaks three times', async () => {
	const match = { method: 'PUT', path: '^/upload/' };
	for (const skip of [0, 2, 4]) {
		emulator.faults.add({ kind: 'interrupt', match, skip, times: 1, bytes: 3 * megabyte });
	}
	const { uri, aboveItems } = await uploadInChild();
	const broken = emulator.requests.list().filter(({ faults }) => faults.includes('interrupt'));
	expect(broken).toHaveLength(3);
	expect(aboveItems).toBeLessThanOrEqual(64 * megabyte);
	await assertWhole(uri);
}, 120_000);
