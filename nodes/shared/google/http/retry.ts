/** Which errors are temporary, and retries of repeatable requests. `tries.ts` retries prompts, through a limiter. */
import type { RetryPolicy } from '../../domain/retryPolicy';
import { backoffMs, requestRetryPolicy } from '../../domain/retryPolicy';
import { ConnectionError, GoogleApiError } from './googleErrors';
import type { HttpClient, HttpRequest } from './httpClient';
import type { Reader } from './shape';

/** Time and chance, replaceable in tests. */
export interface Waiting {
	sleep: (milliseconds: number) => Promise<void>;
	/** 0 (inclusive) to 1 (exclusive). */
	random: () => number;
}

/** Statuses that Google recommends to retry: docs.cloud.google.com/storage/docs/retry-strategy. */
const temporaryStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** Whether an error is temporary: the same request may succeed later. A used-up daily quota isn't temporary. */
export function isTemporary(error: unknown): boolean {
	if (error instanceof ConnectionError) return true;
	return error instanceof GoogleApiError && temporaryStatuses.has(error.httpStatus) && !error.isDailyQuota;
}

/**
 * Milliseconds before the next attempt: Google's retry delay plus up to 250, or else the policy's interval.
 *
 * @param attempts requests sent so far, at least 1
 */
export function pauseMs(
	error: unknown,
	attempts: number,
	random: () => number,
	policy: RetryPolicy = requestRetryPolicy,
): number {
	const requested = error instanceof GoogleApiError ? error.retryDelayMs : undefined;
	return requested === undefined ? backoffMs(policy, attempts, random) : requested + random() * 250;
}

/**
 * Retries after a temporary error, by `requestRetryPolicy`. A retry delay of more than a minute isn't waited for.
 *
 * @param send has the same effect whether called once or several times
 * @throws the error of the last attempt
 */
export async function retrying<T>(
	send: () => Promise<T>,
	{ sleep, random }: Waiting,
	failures = 0,
): Promise<T> {
	const { maximumAttempts, maximumIntervalMs } = requestRetryPolicy;
	return await send().catch(async (error: unknown) => {
		const pause = pauseMs(error, failures + 1, random);
		if (failures + 1 >= maximumAttempts || !isTemporary(error) || pause > maximumIntervalMs) throw error;
		await sleep(pause);
		return await retrying(send, { sleep, random }, failures + 1);
	});
}

/** A client that retries repeatable requests: GET by default. */
export function withRetry(client: HttpClient, waiting: Waiting): HttpClient {
	return <T>(request: HttpRequest, reader: Reader<T>): Promise<T> => {
		const send = () => client(request, reader);
		return (request.repeatable ?? request.method === 'GET') ? retrying(send, waiting) : send();
	};
}
