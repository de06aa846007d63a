import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { RawRequest, RawResponse } from '../../../../../nodes/shared/google/http/httpClient.ts';
import { ensureBucket } from '../../../../../nodes/shared/google/vertex/storage/buckets.ts';
import { fileAt, readLines } from '../../../../../nodes/shared/google/vertex/storage/readLines.ts';
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
	for await (const { text } of readLines(storageAt(emulator), path, bytes)) lines.push(text);
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

test('rejects bytes that are not UTF-8 in a single part', async () => {
	await put(Buffer.from('\xe9\n', 'latin1'));
	await expect(readBack()).rejects.toThrow(/can't be read line by line/);
});

test('rejects a line of more than 32 MiB', async () => {
	await put(Buffer.alloc(33 * 1024 ** 2, 'x'));
	await expect(readBack()).rejects.toThrow(/can't be read line by line/);
});

test('fails when the object is overwritten meanwhile', async () => {
	await put('one\ntwo\nthree\n');
	const lines = readLines(storageAt(emulator), path, 5);
	await lines.next();
	await put('four\nfive\nsix\n');
	await expect(lines.next()).rejects.toMatchObject({ httpStatus: 404 });
});

describe('behind a proxy', () => {
	const behind = (change: (answer: RawResponse) => RawResponse) => {
		const options = storageAt(emulator);
		return { ...options, raw: async (request: RawRequest) => change(await options.raw(request)) };
	};

	test('reads an object that arrives as a whole', async () => {
		await put('one\ntwo\nthree\n');
		const { raw, ...options } = storageAt(emulator);
		const withoutRange = async (request: RawRequest) => await raw({ ...request, headers: {} });
		const texts: string[] = [];
		for await (const { text } of readLines({ ...options, raw: withoutRange }, path, 5)) texts.push(text);
		expect(texts).toEqual(['one', 'two', 'three']);
	});

	test("rejects a part without the object's size, which may be incomplete", async () => {
		await put('one\ntwo\nthree\n');
		const options = behind((answer) => ({ ...answer, headers: {} }));
		await expect(readLines(options, path, 5).next()).rejects.toThrow(/without the object's size/);
	});

	test('rejects a part that is too short', async () => {
		await put('one\ntwo\nthree\n');
		const options = behind((answer) => ({ ...answer, text: answer.text.slice(0, -2) }));
		const lines = readLines(options, path);
		for (let count = 0; count < 3; count++) await lines.next();
		await expect(lines.next()).rejects.toThrow(/sent 12 of 14 bytes/);
	});

	test('rejects a whole object of another size than the listed one', async () => {
		await put('one\ntwo\nthree\n');
		const file = await fileAt(storageAt(emulator), path);
		const options = behind(() => ({ status: 200, headers: {}, text: '{"one": 1}' }));
		const lines = readLines(options, file);
		await lines.next();
		await expect(lines.next()).rejects.toThrow(/sent 10 of 14 bytes/);
	});
});
