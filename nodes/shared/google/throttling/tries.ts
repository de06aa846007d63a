/** Sends a prompt and retries it through a limiter. `retry.ts` retries all other requests. */
import type { RetryPolicy } from '../../domain/retryPolicy';
import {
	backoffMs,
	connectionRetryPolicy,
	maximumRequestedDelayMs,
	rateLimitRetryPolicy,
	requestRetryPolicy,
} from '../../domain/retryPolicy';
import { ConnectionError, GoogleApiError } from '../http/googleErrors';
import type { AcquireOptions, Limiter, LimiterClock, Permit } from './limiter';
import { isTemporary, pauseMs } from '../http/retry';

/** Limits of one prompt's requests. */
export interface Bounds {
	/** Requests in all, at least 1. */
	tries: number;
	/** Milliseconds for each request. */
	requestTimeoutMs: number;
	/** After it, nothing is sent and no response is waited for. */
	deadline?: Deadline | undefined;
	/** Stops waiting. Whoever sends a request also cancels it. */
	signal?: AbortSignal | undefined;
}

export interface Deadline {
	/** Milliseconds of the clock. */
	at: number;
	/** Fires at the deadline, or earlier when the waiting is stopped. */
	signal: AbortSignal;
}

export interface Tried<T> {
	value: T;
	/** Requests sent, at least 1. */
	tries: number;
	/** From the first request to the response, pauses included. */
	milliseconds: number;
}

/** A call's share of the tokens per minute. */
export interface TokenUse<T> {
	/** Estimate before the request. */
	tokens?: number | undefined;
	/** Actual number, from the response. */
	tokensOf?: (value: T) => number | undefined;
}

/** 'Total Timeout (Seconds)' was reached before an item was sent. */
export class TimeIsUpError extends Error {
	override readonly name = 'TimeIsUpError';

	readonly description = "Raise 'Total Timeout (Seconds)' or send fewer items.";

	constructor() {
		super("'Total Timeout (Seconds)' was reached before this item was sent");
	}
}

/** The error of the last request, with the number of requests. */
export class TriedInVainError extends Error {
	override readonly name = 'TriedInVainError';

	constructor(
		/** At least 1. */
		readonly tries: number,
		readonly milliseconds: number,
		override readonly cause: unknown,
	) {
		super(cause instanceof Error ? cause.message : String(cause));
	}
}

/** No retry starts later than this after the first request. */
const longestMs = 900_000;
const throttlingStatuses = new Set([429, 503]);

/**
 * Sends a prompt until a response is complete. Retries after 408, 429, 500, 502, 503, 504, a broken connection and an incomplete
 * response.
 *
 * @param send sends once, without retries, within the given milliseconds
 * @param first a permit acquired earlier
 * @throws TriedInVainError with the error of the last request
 * @throws TimeIsUpError before anything was sent
 * @throws the signal's reason
 */
export async function trying<T>(
	limiter: Limiter,
	clock: LimiterClock,
	send: (timeoutMs: number) => Promise<T>,
	bounds: Bounds,
	{ first, tokens, tokensOf }: TokenUse<T> & { first?: Permit | undefined } = {},
): Promise<Tried<T>> {
	const { signal, deadline: { at: deadline } = { at: Infinity } } = bounds;
	let beganAt: number | undefined;
	let failure: TriedInVainError | undefined;
	let notBefore = 0;
	for (let tries = 1, acquired = first; ; tries++, acquired = undefined) {
		const options = { tokens, isUrgent: tries > 1, failures: tries - 1, notBefore };
		const permit = acquired ?? (await acquireWithin(limiter, bounds, options, failure));
		const now = clock.now();
		const began = (beganAt ??= now);
		const outcome = await releasing(permit, tokensOf, async () => {
			if (now >= deadline) throw failure ?? new TimeIsUpError();
			return await inTime(send(Math.min(bounds.requestTimeoutMs, deadline - now)), bounds.deadline);
		});
		const milliseconds = Math.round(clock.now() - began);
		if ('value' in outcome) return { value: outcome.value, tries, milliseconds };
		if (now >= deadline) throw outcome.error;
		signal?.throwIfAborted();
		failure = new TriedInVainError(tries, milliseconds, outcome.error);
		const policy = policyFor(outcome.error);
		const pause = pauseMs(outcome.error, tries, clock.random, policy);
		const until = clock.now() + pause;
		const isLast = tries >= bounds.tries || until - began > longestMs || until >= deadline;
		if (isLast || pause > maximumRequestedDelayMs || !isTemporary(outcome.error)) throw failure;
		notBefore = until;
		await clock.sleep(Math.min(pause, backoffMs(policy, tries, clock.random)), signal);
	}
}

/**
 * Acquires a permit within the bounds.
 *
 * @param failure thrown at the deadline; TimeIsUpError when absent
 * @throws the signal's reason
 */
export async function acquireWithin(
	limiter: Limiter,
	{ signal, deadline }: Bounds,
	options: AcquireOptions,
	failure?: Error,
): Promise<Permit> {
	return await limiter
		.acquire({ ...options, signal: deadline?.signal ?? signal })
		.catch((reason: unknown) => {
			throw signal?.aborted ? reason : (failure ?? new TimeIsUpError());
		});
}

/** Ends at the deadline. The request's own timeout applies to each piece of a streamed response. */
async function inTime<T>(sent: Promise<T>, { signal }: Partial<Deadline> = {}): Promise<T> {
	if (signal === undefined) return await sent;
	let giveUp = () => {};
	const late = new Promise<never>((_resolve, reject) => {
		const message = "'Total Timeout (Seconds)' was reached before the response was complete";
		giveUp = () => reject(new ConnectionError(message));
	});
	signal.addEventListener('abort', giveUp, { once: true });
	if (signal.aborted) giveUp();
	return await Promise.race([sent, late]).finally(() => signal.removeEventListener('abort', giveUp));
}

/** Sends, and releases the permit exactly once, whatever is thrown: a permit that isn't released blocks all other calls. */
async function releasing<T>(
	permit: Permit,
	tokensOf: TokenUse<T>['tokensOf'],
	send: () => Promise<T>,
): Promise<{ value: T } | { error: unknown }> {
	let release = () => permit.ignored();
	try {
		const value = await send();
		release = () => permit.success();
		const tokens = tokensOf?.(value);
		release = () => permit.success(tokens);
		return { value };
	} catch (error) {
		release = releaseAfter(permit, error);
		return { error };
	} finally {
		release();
	}
}

/** Reports an error to the limiter. */
function releaseAfter(permit: Permit, error: unknown): () => void {
	if (!isTemporary(error)) return () => permit.ignored();
	if (!isThrottled(error)) return () => permit.failed();
	const { retryDelayMs } = error;
	return () => permit.throttled(retryDelayMs);
}

function isThrottled(error: unknown): error is GoogleApiError {
	return error instanceof GoogleApiError && throttlingStatuses.has(error.httpStatus);
}

function policyFor(error: unknown): RetryPolicy {
	if (error instanceof ConnectionError) return connectionRetryPolicy;
	return isThrottled(error) ? rateLimitRetryPolicy : requestRetryPolicy;
}
