/** How much memory the node takes at Vertex AI above what its items hold. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { IDataObject } from 'n8n-workflow';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';

const rows = 100_000;
const megabyte = 1024 * 1024;
/**
 * At rest, resident memory grows by 55 to 57 MB. That peak depends on when the collector runs, which depends on the load of the
 * machine; a run within a limited heap doesn't.
 */
const limits = { heap: 46 * megabyte, buffers: 22 * megabyte };

let scene: Scene;
/** A run that needs more heap than this ends with "heap out of memory". */
let heapLimit: string;

beforeAll(async () => {
	scene = await setScene('vertex');
	const { held } = await runChild([], true);
	await scene.emulator.close();
	heapLimit = `--max-old-space-size=${Math.ceil((held + limits.heap) / megabyte)}`;
}, 120_000);

beforeEach(async () => {
	scene = await setScene('vertex');
});

afterEach(async () => await scene.emulator.close());

interface Run {
	/** Bytes of heap that the items hold. */
	held: number;
	output: IDataObject;
	/** Bytes outside the heap at the highest. */
	buffers: number;
}

async function runChild(flags: string[], measureOnly = false): Promise<Run> {
	const node = scene.node('geminiCreateTunedModel', {
		tuneFrom: 'baseModel',
		baseModel: locator('id', 'gemini-3.5-flash'),
		displayName: 'Large',
		inputColumn: 'question',
		outputColumn: 'answer',
		options: { createBucket: true },
	});
	const argument = JSON.stringify({ node, credentials: scene.credentials, rows, measureOnly });
	const child = resolve('test/nodes/GeminiCreateTunedModel/createChild.cjs');
	const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', ...flags, child, argument]);
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** The dataset of the job that was started last. */
async function storedText(): Promise<string> {
	const uris = scene
		.seen()
		.flatMap(({ request, body }) =>
			request.endsWith('/tuningJobs') && request.startsWith('POST')
				? [String(Object(Object(body).supervisedTuningSpec).trainingDatasetUri)]
				: [],
		);
	const [, bucket, object = ''] = /^gs:\/\/([^/]+)\/(.*)$/.exec(uris.at(-1) ?? '') ?? [];
	const { url, accessToken } = scene.emulator;
	const path = `/storage.googleapis.com/storage/v1/b/${bucket}/o/${encodeURIComponent(object)}?alt=media`;
	const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${accessToken}` } });
	const text = await response.text();
	expect(object).toContain(createHash('sha256').update(text).digest('hex'));
	return text;
}

test('100,000 rows become a job with 46 MB of heap and 22 MB of buffers above their items', async () => {
	const { output, buffers } = await runChild([heapLimit]);
	expect(output).toMatchObject({ reused: false, sent: { examples: rows } });
	expect((await storedText()).split('\n')).toHaveLength(rows + 1);
	expect(buffers).toBeLessThanOrEqual(limits.buffers);
}, 120_000);

test('they need no more when the connection breaks three times during the upload', async () => {
	const match = { method: 'PUT', path: '^/upload/' };
	// The first upload is that of the 50 rows.
	for (const skip of [1, 3, 5]) {
		scene.emulator.faults.add({ kind: 'interrupt', match, skip, times: 1, bytes: 3 * megabyte });
	}
	const { buffers } = await runChild([heapLimit]);
	const broken = scene.emulator.requests.list().filter(({ faults }) => faults.includes('interrupt'));
	expect(broken).toHaveLength(3);
	expect((await storedText()).split('\n')).toHaveLength(rows + 1);
	expect(buffers).toBeLessThanOrEqual(limits.buffers);
}, 120_000);
