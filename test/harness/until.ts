import { setTimeout as pause } from 'node:timers/promises';

/**
 * Calls `ask` until it returns something other than undefined.
 * @param what named in the error, as in "… did not happen within 30 s"
 */
export async function until<T>(
	what: string,
	seconds: number,
	ask: () => Promise<T | undefined> | T | undefined,
	everyMs = 100,
): Promise<T> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > deadline) throw new Error(`${what} did not happen within ${seconds} s`);
		await pause(everyMs);
	}
}
