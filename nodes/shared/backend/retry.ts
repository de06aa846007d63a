/**
 * Which faults pass, and calls that may be repeated: each is sent again by itself. Prompts go by the turns of a limiter instead,
 * see `tries.ts`.
 */
import { ConnectionError, GoogleApiError } from './errors';
import type { HttpClient, HttpRequest } from './http';
import type { Reader } from './shape';

/** What retrying needs from outside, so that a test can hold it. */
export interface Waiting {
	sleep: (milliseconds: number) => Promise<void>;
	/** 0 (inclusive) to 1 (exclusive). */
	random: () => number;
}

const tries = 5;
const firstPauseMs = 1_000;
export const longestPauseMs = 60_000;
const passingStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** Whether the same request may well succeed a little later. */
export function isPassing(error: unknown): boolean {
	if (error instanceof ConnectionError) return true;
	return error instanceof GoogleApiError && passingStatuses.has(error.httpStatus) && !error.isDailyQuota;
}

/**
 * Milliseconds before the next try: what Google asks for, else an exponential back-off with jitter.
 *
 * @param failures how often the request has failed so far, at least 1
 */
export function pauseMs(error: unknown, failures: number, random: () => number): number {
	const asked = error instanceof GoogleApiError ? error.retryDelayMs : undefined;
	const backOff = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
	return asked === undefined ? backOff * (0.5 + random() / 2) : asked + random() * 250;
}

/**
 * Tries again after a passing fault: at most five tries, and never a pause of more than a minute. Google recommends these
 * statuses and this back-off (1 s, doubled, at most 60 s).
 *
 * @param send something that may be done twice with the effect of doing it once
 */
export async function retrying<T>(
	send: () => Promise<T>,
	{ sleep, random }: Waiting,
	failures = 0,
): Promise<T> {
	return await send().catch(async (error: unknown) => {
		const pause = pauseMs(error, failures + 1, random);
		if (failures + 1 >= tries || !isPassing(error) || pause > longestPauseMs) throw error;
		await sleep(pause);
		return await retrying(send, { sleep, random }, failures + 1);
	});
}

/** Sends repeatable requests again after a passing fault. */
export function withRetry(client: HttpClient, waiting: Waiting): HttpClient {
	return <T>(request: HttpRequest, reader: Reader<T>): Promise<T> => {
		const send = () => client(request, reader);
		return (request.repeatable ?? request.method === 'GET') ? retrying(send, waiting) : send();
	};
}
