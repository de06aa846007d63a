/** A prompt with all its tries, each of them by a turn of the limiter; any other call is repeated by `retry.ts`. */
import { ConnectionError, GoogleApiError } from './errors';
import type { Limiter, LimiterClock, Turn, TurnRequest } from './limiter';
import { isPassing, pauseMs } from './retry';

/** How long and how often one call is tried. */
export interface Bounds {
	/** At least 1. */
	tries: number;
	/** Milliseconds for each try. */
	requestTimeoutMs: number;
	/** When nothing more is sent and no answer is waited for. */
	deadline?: Deadline | undefined;
	/** Stops waiting; what was sent is stopped by whoever sends. */
	signal?: AbortSignal | undefined;
}

export interface Deadline {
	/** Milliseconds of the clock. */
	at: number;
	/** Fires then, and when the waiting is stopped before. */
	signal: AbortSignal;
}

export interface Tried<T> {
	value: T;
	/** Requests that were sent, at least 1. */
	tries: number;
	/** From the first request to the answer, pauses included. */
	milliseconds: number;
}

/** What a call takes of the tokens per minute. */
export interface TokenUse<T> {
	/** As far as can be told beforehand. */
	tokens?: number | undefined;
	/** As the answer tells it. */
	tokensOf?: (value: T) => number | undefined;
}

/** Nothing is left of the time for all. */
export class TimeIsUpError extends Error {
	override readonly name = 'TimeIsUpError';

	/** The way out. */
	readonly description = "Raise 'Total Timeout (Seconds)', or send fewer items.";

	constructor() {
		super('The time for all items is up; nothing was sent for this one');
	}
}

/** What became of the last try, and how many there were. */
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

/** However often, a call is given up after so long. */
const longestMs = 900_000;
/** Google is not waited for any longer than that. */
const longestAskedMs = 120_000;
/** Where everybody waits if need be, the call itself need not. */
const refusedPauseMs = 100;
const brokenPauseMs = 100;
const refusals = new Set([429, 503]);

/**
 * Sends until there is an answer: again after 408, 429, 500, 502, 503, 504, a broken connection and an answer that was not whole.
 *
 * @param send sends once and does not try again; gets the milliseconds that it may take
 * @param first a turn that is there already
 * @throws TriedInVainError with what the last try threw
 * @throws TimeIsUpError before anything was sent; the signal's reason
 */
export async function trying<T>(
	limiter: Limiter,
	clock: LimiterClock,
	send: (timeoutMs: number) => Promise<T>,
	bounds: Bounds,
	{ first, tokens, tokensOf }: TokenUse<T> & { first?: Turn | undefined } = {},
): Promise<Tried<T>> {
	const { signal, deadline: { at: deadline } = { at: Infinity } } = bounds;
	let beganAt: number | undefined;
	let failure: TriedInVainError | undefined;
	for (let tries = 1, given = first; ; tries++, given = undefined) {
		const turn = given ?? (await takeTurn(limiter, bounds, { tokens, isUrgent: tries > 1 }, failure));
		const now = clock.now();
		const began = (beganAt ??= now);
		const outcome = await ending(turn, tokensOf, async () => {
			if (now >= deadline) throw failure ?? new TimeIsUpError();
			return await inTime(send(Math.min(bounds.requestTimeoutMs, deadline - now)), bounds.deadline);
		});
		const milliseconds = Math.round(clock.now() - began);
		if ('value' in outcome) return { value: outcome.value, tries, milliseconds };
		if (now >= deadline) throw outcome.error;
		signal?.throwIfAborted();
		failure = new TriedInVainError(tries, milliseconds, outcome.error);
		const pause = pauseAfter(outcome.error, tries, clock.random);
		const until = clock.now() + pause;
		const isLast = tries >= bounds.tries || until - began > longestMs || until >= deadline;
		if (isLast || pause > longestAskedMs || !isPassing(outcome.error)) throw failure;
		await clock.sleep(pause, signal);
	}
}

/**
 * Waits for a turn within the bounds.
 *
 * @param failure thrown when the time is up; TimeIsUpError when absent
 * @throws the signal's reason
 */
export async function takeTurn(
	limiter: Limiter,
	{ signal, deadline }: Bounds,
	request: TurnRequest,
	failure?: Error,
): Promise<Turn> {
	return await limiter.turn({ ...request, signal: deadline?.signal ?? signal }).catch((reason: unknown) => {
		throw signal?.aborted ? reason : (failure ?? new TimeIsUpError());
	});
}

/** No longer than there is time for all, whatever an answer that comes piece by piece may take. */
async function inTime<T>(sent: Promise<T>, { signal }: Partial<Deadline> = {}): Promise<T> {
	if (signal === undefined) return await sent;
	let giveUp = () => {};
	const late = new Promise<never>((_resolve, reject) => {
		giveUp = () => reject(new ConnectionError('The time for all items was up before the answer was whole'));
	});
	signal.addEventListener('abort', giveUp, { once: true });
	if (signal.aborted) giveUp();
	return await Promise.race([sent, late]).finally(() => signal.removeEventListener('abort', giveUp));
}

/** Sends, and ends the turn exactly once, whatever is thrown meanwhile: a turn that doesn't end keeps all others waiting. */
async function ending<T>(
	turn: Turn,
	tokensOf: TokenUse<T>['tokensOf'],
	send: () => Promise<T>,
): Promise<{ value: T } | { error: unknown }> {
	let end = () => turn.dropped();
	try {
		const value = await send();
		end = () => turn.answered();
		const tokens = tokensOf?.(value);
		end = () => turn.answered(tokens);
		return { value };
	} catch (error) {
		end = endOf(turn, error);
		return { error };
	} finally {
		end();
	}
}

/** What the limiter learns from an error. */
function endOf(turn: Turn, error: unknown): () => void {
	if (!isPassing(error)) return () => turn.dropped();
	if (!(error instanceof GoogleApiError && refusals.has(error.httpStatus))) return () => turn.failed();
	const { retryDelayMs } = error;
	return () => turn.refused(retryDelayMs);
}

/** What Google asks for, else a back-off; short where the limiter sees to it, or where the wait has been long already. */
function pauseAfter(error: unknown, failures: number, random: () => number): number {
	const jitter = 0.5 + random() / 2;
	if (error instanceof ConnectionError) return brokenPauseMs * 2 ** (failures - 1) * jitter;
	const isAsked = error instanceof GoogleApiError && error.retryDelayMs !== undefined;
	const isRefused = error instanceof GoogleApiError && refusals.has(error.httpStatus);
	if (isRefused && !isAsked) return Math.min(refusedPauseMs * 2 ** (failures - 1), 5_000) * jitter;
	return pauseMs(error, failures, random);
}
