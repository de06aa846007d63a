import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG, create, send } from './support.ts';

interface BatchOperation {
	name: string;
	metadata: {
		state: string;
		batchStats: object;
		output?: { inlinedResponses: { inlinedResponses: object[] } };
	};
	done?: boolean;
}

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
	await create(emulator, 'job');
	emulator.clock.advance(LONG);
});
afterEach(async () => await emulator.close());

const prompt = (text: string) => ({ contents: [{ parts: [{ text }] }] });
const requests = [
	{ request: prompt('eighty'), metadata: { key: 'first' } },
	{ request: { ...prompt('x'), systemInstruction: { parts: [{ text: 'y' }] } }, metadata: { key: 'second' } },
];
const body = { batch: { displayName: 'two', inputConfig: { requests: { requests } } } };

test('a batch ends in the emulator’s time, each request with its own response or error', async () => {
	const started = await send<BatchOperation>(emulator, 'POST /v1beta/tunedModels/job:batchGenerateContent', {
		body,
	});
	expect(started).toMatchObject({
		status: 200,
		body: {
			name: expect.stringMatching(/^batches\/[0-9a-z]+$/),
			metadata: {
				model: 'tunedModels/job',
				displayName: 'two',
				state: 'BATCH_STATE_RUNNING',
				batchStats: { requestCount: '2' },
			},
		},
	});
	expect(started.body).not.toHaveProperty('done');
	emulator.clock.advance(LONG);
	expect((await send<BatchOperation>(emulator, `GET /v1beta/${started.body.name}`)).body).toMatchObject({
		done: true,
		metadata: {
			state: 'BATCH_STATE_SUCCEEDED',
			batchStats: { requestCount: '2', successfulRequestCount: '1', failedRequestCount: '1' },
			output: {
				inlinedResponses: {
					inlinedResponses: [
						{
							metadata: { key: 'first' },
							response: { candidates: [{ content: { parts: [{ text: 'eighty one' }] } }] },
						},
						{ metadata: { key: 'second' }, error: { code: 3 } },
					],
				},
			},
		},
	});
});

test('a batch without requests, of a missing model, or of another project', async () => {
	const empty = { body: { batch: { displayName: 'none' } } };
	expect((await send(emulator, 'POST /v1/tunedModels/job:batchGenerateContent', empty)).status).toBe(400);
	expect((await send(emulator, 'POST /v1/tunedModels/none:batchGenerateContent', { body })).status).toBe(404);
	const { body: batch } = await send<BatchOperation>(
		emulator,
		'POST /v1/tunedModels/job:batchGenerateContent',
		{ body },
	);
	const elsewhere = { headers: { 'x-goog-user-project': 'elsewhere' } };
	expect((await send(emulator, `GET /v1/${batch.name}`, elsewhere)).status).toBe(404);
	expect((await send(emulator, `GET /v1/${batch.name}`)).status).toBe(200);
});

test('a tuned model can’t create embeddings', async () => {
	const refused = await send(emulator, 'POST /v1beta/tunedModels/job:asyncBatchEmbedContent', { body: {} });
	expect(refused).toMatchObject({ status: 400, body: { error: { status: 'INVALID_ARGUMENT' } } });
});
