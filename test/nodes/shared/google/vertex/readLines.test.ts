import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import { ensureBucket } from '../../../../../nodes/shared/google/vertex/storage/buckets.ts';
import { readLines } from '../../../../../nodes/shared/google/vertex/storage/readLines.ts';
import { uploadUrl } from '../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import { storageAt } from '../../../../vertexClient.ts';

const path = { bucket: 'emulator-lines', name: 'folder/lines.jsonl' };

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
	const place = { project: emulator.project, location: 'us-central1' };
	await ensureBucket(storageAt(emulator), path.bucket, place);
});

afterAll(async () => await emulator.close());

async function put(content: string | Buffer): Promise<void> {
	const { raw, origin } = storageAt(emulator);
	const query = { uploadType: 'media', name: path.name };
	const body = Buffer.from(content);
	await raw({ method: 'POST', url: uploadUrl(origin, path), query, body });
	emulator.requests.clear();
}

async function readBack(bytes?: number): Promise<string[]> {
	const lines: string[] = [];
	for await (const line of readLines(storageAt(emulator), path, bytes)) lines.push(line);
	return lines;
}

const ranges = () => emulator.requests.list().map(({ headers }) => headers['range']);

/** Characters of one to four bytes, so that some pieces end within one. */
const lines = Array.from({ length: 200 }, (_, index) => `${index} aé機🙂`.repeat((index % 7) + 1));

test.each([16, 17, 18, 19, 20, 64, 1_000, 1_000_000])(
	'reads every line in pieces of %i bytes',
	async (bytes) => {
		await put(lines.map((line) => `${line}\n`).join(''));
		expect(await readBack(bytes)).toEqual(lines);
	},
);

test('needs no line break at the end and drops blank lines', async () => {
	await put('one\n\n  \ntwo\r\nthree');
	expect((await readBack(4)).map((line) => line.trim())).toEqual(['one', 'two', 'three']);
});

test('finds nothing in an empty object', async () => {
	await put('');
	expect(await readBack()).toEqual([]);
});

test('requests 4 MiB at a time', async () => {
	const line = 'x'.repeat(1024 * 1024 - 1);
	await put(`${line}\n`.repeat(9));
	expect(await readBack()).toHaveLength(9);
	const mebibyte = 1024 ** 2;
	expect(ranges()).toEqual([
		`bytes=0-${4 * mebibyte - 1}`,
		`bytes=${4 * mebibyte - 1}-${8 * mebibyte - 1}`,
		`bytes=${8 * mebibyte - 1}-${12 * mebibyte - 1}`,
	]);
});

test('continues after a temporary error', async () => {
	await put('one\ntwo\nthree\n');
	emulator.faults.add({ kind: 'cut', times: 1, match: { path: '/o/' } });
	expect(await readBack(5)).toEqual(['one', 'two', 'three']);
	emulator.faults.clear();
});

test('reports a missing object', async () => {
	const gone = readLines(storageAt(emulator), { ...path, name: 'gone' });
	await expect(gone.next()).rejects.toMatchObject({ httpStatus: 404 });
});

test('rejects bytes that are not UTF-8', async () => {
	await put(Buffer.from(`${'\xe9'.repeat(40)}\n`.repeat(10), 'latin1'));
	await expect(readBack(64)).rejects.toThrow(/can't be read line by line/);
});
