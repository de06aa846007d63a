import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { makeBucket, upload } from './vertexSupport.ts';

const START = Date.UTC(2024, 9, 9, 6, 20, 11) + 698.883;

/** Start of the times in tests of tuning jobs. */
const durations = {
	pendingMs: 41.475,
	datasetMs: 60_000,
	capacityMs: 30_000,
	stepMs: 1000,
	finishMs: 20_000,
	cancelMs: 5000,
	operationMs: 1000,
};

/** An emulator at the minute of the recorded job, with the tutorial's rows in its bucket. Call `close` at the end. */
export async function startTuning(): Promise<Emulator> {
	const emulator = await startEmulator({ clock: 'held', startAt: START, vertexDurations: durations });
	await makeBucket(emulator);
	await upload(emulator);
	return emulator;
}
