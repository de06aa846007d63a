/** The retry policy of all requests to Google, and its named instances. */

/**
 * How often to repeat a request, and how long to wait before each repetition:
 *
 * `min(initialIntervalMs * backoffCoefficient ^ (attempts - 1), maximumIntervalMs) * (1 - jitter + jitter * random)`
 *
 * `attempts` counts the requests sent so far; `random` is from 0 (inclusive) to 1 (exclusive). The defaults are those of
 * `requestRetryPolicy`.
 */
export interface RetryPolicy {
	/** Milliseconds after the first attempt, before jitter. Default 1,000. */
	initialIntervalMs: number;
	/** Factor of the interval for each further attempt; 1 keeps it constant. Default 2. */
	backoffCoefficient: number;
	/** Longest interval in milliseconds, before jitter. Default 60,000. */
	maximumIntervalMs: number;
	/** Requests in all, the first one included; `Infinity` if the caller sets the limit. Default 5. */
	maximumAttempts: number;
	/** Share of the interval that is random, 0 to 1; 0 draws no random number. Default 0.5. */
	jitter: number;
}

/** All requests but prompts. Google recommends this strategy: docs.cloud.google.com/storage/docs/retry-strategy. */
export const requestRetryPolicy: RetryPolicy = {
	initialIntervalMs: 1_000,
	backoffCoefficient: 2,
	maximumIntervalMs: 60_000,
	maximumAttempts: 5,
	jitter: 0.5,
};

/** A prompt after a 429 or 503 without a retry delay. Short, because the limiter spaces the requests. 'Max Tries' limits the attempts. */
export const rateLimitRetryPolicy: RetryPolicy = {
	...requestRetryPolicy,
	initialIntervalMs: 100,
	maximumIntervalMs: 5_000,
	maximumAttempts: Infinity,
};

/** A prompt after a broken connection or a timeout. Starts short, because the prompt has waited already. 'Max Tries' limits the attempts. */
export const connectionRetryPolicy: RetryPolicy = {
	...rateLimitRetryPolicy,
	maximumIntervalMs: Infinity,
};

/** A prompt as a test of a service that accepts nothing: 'Max Tries' of 8 last for two minutes, so for a quota per minute. */
export const testPolicy: RetryPolicy = {
	...requestRetryPolicy,
	maximumAttempts: Infinity,
	jitter: 0.25,
};

/** Polls of a long-running operation; 45 of them take about ten minutes. */
export const operationPollPolicy: RetryPolicy = {
	initialIntervalMs: 1_000,
	backoffCoefficient: 1.5,
	maximumIntervalMs: 15_000,
	maximumAttempts: 45,
	jitter: 0,
};

/** Milliseconds. A prompt fails if Google requests a longer delay; the other prompts pause no longer than this. */
export const maximumRequestedDelayMs = 120_000;

/**
 * Milliseconds before the next attempt, see `RetryPolicy`.
 *
 * @param attempts requests sent so far, at least 1
 * @param random 0 (inclusive) to 1 (exclusive)
 */
export function backoffMs(
	{ initialIntervalMs, backoffCoefficient, maximumIntervalMs, jitter }: RetryPolicy,
	attempts: number,
	random: () => number,
): number {
	const interval = Math.min(initialIntervalMs * backoffCoefficient ** (attempts - 1), maximumIntervalMs);
	return jitter === 0 ? interval : interval * (1 - jitter + jitter * random());
}
