import type { IExecuteFunctions } from 'n8n-workflow';
import type { Emulator } from '../../../emulator/api.ts';
import { startEmulator } from '../../../emulator/api.ts';
import { waitForCompletion } from '../../../nodes/GeminiCreateTunedModel/wait';
import { buildDataset } from '../../../nodes/shared/domain/dataset/buildDataset';
import { geminiBackendAt } from '../../fetchClient.ts';

const data = buildDataset([{ item: 0, input: 'one', output: 'two' }]);
const source = { baseModel: 'gemini-1.5-flash-001-tuning' };

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
	jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});

afterEach(async () => {
	jest.useRealTimers();
	await emulator.close();
});

/** Waits for a new job; every pause of the wait is over at once, and takes its time at Google. */
async function wait(timeoutMs: number) {
	const backend = geminiBackendAt(emulator);
	const { job } = await backend.create({ source }, data, { project: emulator.project });
	const context: Partial<IExecuteFunctions> = {};
	let settled = false;
	// The wait asks nothing of its context but the signal to stop.
	const waiting = Reflect.apply(waitForCompletion, undefined, [context, backend, job, timeoutMs]).finally(
		() => {
			settled = true;
		},
	);
	waiting.catch(() => {});
	while (!settled) {
		await new Promise((resolve) => setImmediate(resolve));
		emulator.clock.advance(100);
		jest.advanceTimersByTime(100);
	}
	return await waiting;
}

it('continues during errors of Google', async () => {
	emulator.faults.add({ kind: 'error', status: 'UNAVAILABLE', match: { method: 'GET' }, skip: 5, times: 12 });
	expect(await wait(600_000)).toMatchObject({ timedOut: false, job: { state: 'succeeded' } });
});

it('ends if the job can not be read anymore', async () => {
	emulator.faults.add({ kind: 'error', status: 'PERMISSION_DENIED', match: { method: 'GET' }, skip: 5 });
	await expect(wait(600_000)).rejects.toMatchObject({ httpStatus: 403 });
});

it('ends at the timeout, also during errors', async () => {
	emulator.faults.add({ kind: 'error', status: 'UNAVAILABLE', match: { method: 'GET' }, skip: 5 });
	expect(await wait(30_000)).toMatchObject({ timedOut: true, job: { state: 'running' } });
});
