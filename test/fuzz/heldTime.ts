/** Time that passes only while everybody waits for it, so that retries and deadlines cost no real time. */
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import type { Emulator } from '../../emulator/api.ts';
import type { Gateway } from './gateway.ts';

/** Turns of the event loop without a request after which everybody waits: what arrives on loopback is read within a few. */
const quietTurns = 25;
/** Milliseconds of real time after which time passes although a request is open: its client reads nothing more. */
const stuckMs = 250;
/** Milliseconds of held time that a node may take. */
const longestMs = 48 * 3_600_000;

let openRequests = 0;
subscribe('http.client.request.start', (message) => {
	if (typeof message !== 'object' || message === null || !('request' in message)) return;
	if (!(message.request instanceof ClientRequest)) return;
	openRequests += 1;
	message.request.once('close', () => (openRequests -= 1));
});

class NeverEndsError extends Error {
	override readonly name = 'NeverEndsError';
}

/** Holds all timers of this test file. Real ones are those of Node's own HTTP client and server. */
export function holdTime(): void {
	jest.useFakeTimers({
		doNotFake: ['nextTick', 'setImmediate', 'clearImmediate', 'queueMicrotask', 'hrtime'],
	});
}

const turn = async () => await new Promise((resolve) => setImmediate(resolve));

/**
 * Waits for work. Whenever nobody sends or computes, time jumps to the next timer, the emulator's with it.
 *
 * @throws NeverEndsError when the work waits for nothing, or takes two days
 */
export async function inHeldTime<T>(
	work: Promise<T>,
	{ emulator, gateway }: { emulator: Emulator; gateway: Gateway },
): Promise<T> {
	const end = Date.now() + longestMs;
	let isDone = false;
	const result = work.finally(() => (isDone = true));
	result.catch(() => {});
	let quiet = 0;
	let since = process.hrtime.bigint();
	while (!isDone) {
		await turn();
		const isWaiting = gateway.busy === 0 && openRequests <= gateway.held;
		quiet = isWaiting ? quiet + 1 : 0;
		const stuckFor = Number(process.hrtime.bigint() - since) / 1e6;
		if (quiet < quietTurns && stuckFor < stuckMs) continue;
		if (isDone) break;
		if (Date.now() > end) throw new NeverEndsError('The node runs for two days');
		if (jest.getTimerCount() === 0) {
			if (stuckFor > 20 * stuckMs) throw new NeverEndsError('The node waits for nothing');
			continue;
		}
		const before = Date.now();
		jest.advanceTimersToNextTimer();
		// Held timers ignore fractions of a millisecond, so waiting for one would never end.
		if (Date.now() === before) jest.advanceTimersByTime(1);
		emulator.clock.advance(Date.now() - before);
		quiet = 0;
		since = process.hrtime.bigint();
	}
	return await result;
}
