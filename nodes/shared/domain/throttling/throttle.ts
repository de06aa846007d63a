/**
 * Decides when the next call may start, from the outcomes of earlier calls. Pure: callers pass the time, in milliseconds.
 *
 * The model: a service can limit the calls in flight or per time, throttle a share of the calls by chance, and accept
 * nothing for a while. It can do several of these at once. Each part has its file:
 *
 * | evidence in the recent calls (`recentCalls.ts`) | conclusion | reaction |
 * |---|---|---|
 * | throttled only from a number in flight on | concurrency limit C | keep C in flight, probe for more (`concurrencyLimit.ts`) |
 * | all throttled since one call | quota used up, or outage: a closure | test calls one by one, then pace (`rateEstimate.ts`) |
 * | neither | chance | none: only the throttled calls are retried |
 *
 * During a closure, a test call starts once half as many calls are in flight as at the last test, because the concurrency limit
 * may have fallen. Besides, one starts at the requested time, or after 10 % of the closure's duration, at least one second.
 *
 * Methods: slow start and additive increase (AIMD, RFC 5681), token bucket, retry budget (Finagle; gRPC proposal A6). Netflix
 * concurrency-limits (Gradient2), client-side throttling (Google's SRE book, chapter 21) and the adaptive mode of the AWS SDKs
 * react to each throttled call, whatever its cause. So they slow down when calls are throttled by chance.
 */
import { maximumRequestedDelayMs } from '../retryPolicy';
import { createConcurrencyLimit, initialLimit } from './concurrencyLimit';
import { createRateEstimate } from './rateEstimate';
import type { Call, Cause } from './recentCalls';
import { createRecentCalls } from './recentCalls';

export type { Call } from './recentCalls';

export interface Throttle {
	/**
	 * When the next call may start: `now` for immediately, `Infinity` for after another call has ended.
	 *
	 * @param concurrency calls that may be in flight from the start, until a call is throttled; 0 by default
	 */
	nextAt(now: number, concurrency?: number): number;
	sent(now: number): Call;
	success(call: Call, now: number): void;
	/**
	 * The service returned 429 or 503.
	 *
	 * @param retryDelayMs how long the service asks to wait
	 */
	throttled(call: Call, now: number, retryDelayMs?: number): void;
	/** Another temporary error, or no response. */
	failed(call: Call, now: number): void;
	/** The outcome doesn't show anything about the service. */
	ignored(call: Call): void;
	/**
	 * Whether requested delays have lapsed: a little while ago the service accepted a call although it had requested a delay that
	 * wasn't over yet. Never while the service accepts nothing.
	 */
	hasLapsed(now: number): boolean;
	/** The limits of the service, as far as known. */
	limits(): ServiceLimits;
	/** Whether the next call tests if the service accepts calls again. */
	readonly isTesting: boolean;
}

/** Estimates of what a service accepts; undefined for unknown or no limit. */
export interface ServiceLimits {
	/** Calls in flight. */
	inFlight: number | undefined;
	/** Calls per minute. */
	perMinute: number | undefined;
}

/** A time in which the service accepts nothing. */
interface Closure {
	/** The first throttled call; undefined if calls failed otherwise. */
	first: Call | undefined;
	since: number;
	/** Throttled calls that were sent since the first one, and how likely each of them was by chance. */
	throttled: number;
	chance: number;
	/** A call may start at this time, to test whether the service accepts calls again. */
	until: number;
	/** A call may start earlier if fewer calls are in flight: perhaps the service limits only these. */
	fewer: number;
	/** Number of the test call in flight, if any. */
	test: number | undefined;
	/** Whether the test call started at the time, not for fewer calls in flight. */
	isTimed: boolean;
}

/** This many failures in a row count as an outage. */
const outageLength = 10;
/** Concurrency limit after a closure. */
const restartLimit = 2;
/** Until the first 429, a call without a response for this long counts as accepted. */
const firstPatienceMs = 100;
const leastPatienceMs = 10;
/** Until the first response, calls without one raise the limit no further. */
const mostUnanswered = 256;
/** Time between two tests of a service that accepts nothing: this share of the time since then. */
const pauseShare = 0.1;
const leastPauseMs = 1_000;
/** Evidence for a quota: the negative logarithm of its probability by chance. */
const certain = 12;
/** A closure counts as at least this many throttled calls. */
const leastCertain = 4;
/** For this long, one accepted call shows that requested delays don't apply. */
const lapseMs = 10_000;

/** @param random 0 (inclusive) to 1 (exclusive), for jitter */
export function createThrottle(random: () => number): Throttle {
	const concurrencyLimit = createConcurrencyLimit();
	const rateEstimate = createRateEstimate();
	const recent = createRecentCalls();
	/** Calls in flight that don't count as accepted yet, in the order of sending. */
	const waiting = new Map<number, Call>();
	let inFlight = 0;
	let lastNumber = 0;
	let throttledInAll = 0;
	let closure: Closure | undefined;
	/** The first throttled call of a closure that ended with fewer calls in flight, until many calls are accepted. */
	let doubtful: { first: Call; acceptedLeft: number } | undefined;
	/** How long a 429 takes. */
	let throttledMs: number | undefined;
	let failuresInARow = 0;
	let isAnswered = false;
	/** Whether the last closure ended by time. */
	let isQuotaLikely = false;
	let limitBefore = initialLimit;
	/** The latest requested delay. */
	let delay = { from: -Infinity, until: -Infinity };
	let lapsedUntil = -Infinity;

	function patienceMs(): number {
		return throttledMs === undefined ? firstPatienceMs : Math.max(leastPatienceMs, 3 * throttledMs);
	}

	function accept(call: Call, now: number): void {
		if (!waiting.delete(call.number)) return;
		if (call.sentAt > delay.from && call.sentAt < delay.until) lapsedUntil = now + lapseMs;
		recent.accepted(call);
		if (doubtful && (doubtful.acceptedLeft -= 1) <= 0) doubtful = undefined;
		if (closure && closure.test === call.number) reopen(closure, call);
		else concurrencyLimit.accepted();
		rateEstimate.success(call);
	}

	/** Accepts the calls that are in flight for longer than a 429 takes. */
	function acceptSilent(now: number): void {
		for (const call of waiting.values()) {
			if (!isAnswered && concurrencyLimit.limit >= mostUnanswered) return;
			if (call.sentAt + patienceMs() > now) return;
			accept(call, now);
		}
	}

	/** When the next call in flight counts as accepted. */
	function nextSilentAt(now: number): number {
		if (!isAnswered && concurrencyLimit.limit >= mostUnanswered) return Infinity;
		const [oldest] = waiting.values();
		return oldest ? Math.max(now + 1, oldest.sentAt + patienceMs()) : Infinity;
	}

	function close(
		cause: Extract<Cause, { kind: 'time' }> | undefined,
		now: number,
		retryDelayMs?: number,
	): void {
		lapsedUntil = -Infinity;
		closure = {
			first: cause?.first,
			since: now,
			throttled: Math.max(leastCertain, cause?.count ?? 0),
			chance: cause?.chance ?? 1,
			until: Infinity,
			fewer: inFlight / 2,
			test: undefined,
			isTimed: false,
		};
		limitBefore = concurrencyLimit.limit;
		postpone(closure, now, retryDelayMs);
	}

	function postpone(closed: Closure, now: number, retryDelayMs?: number): void {
		closed.until =
			retryDelayMs === undefined
				? now + Math.max(leastPauseMs, pauseShare * (now - closed.since)) * (1 - random() / 4)
				: now + Math.min(retryDelayMs, maximumRequestedDelayMs) + random() * 50;
	}

	function reopen({ first, isTimed, throttled, chance }: Closure, test: Call): void {
		const load = recent.loadOf(test);
		closure = undefined;
		recent.reopen(first?.number ?? Infinity);
		const isCertain = -throttled * Math.log(chance) > certain;
		isQuotaLikely = isTimed && isCertain;
		if (!isCertain) return concurrencyLimit.restart(limitBefore);
		if (!isTimed && !doubtful && first) {
			doubtful = { first, acceptedLeft: 20 + 2 * load };
			concurrencyLimit.restart(load + 1);
			return;
		}
		if (first) {
			if (doubtful) rateEstimate.exhausted(doubtful.first, 0);
			rateEstimate.exhausted(first, 0);
			rateEstimate.sent(test.sentAt);
		}
		doubtful = undefined;
		concurrencyLimit.restart(rateEstimate.isKnown ? limitBefore : restartLimit);
	}

	return {
		get isTesting() {
			return closure !== undefined;
		},
		limits: () => ({
			inFlight: concurrencyLimit.settled === Infinity ? undefined : concurrencyLimit.settled,
			perMinute: rateEstimate.perMinute,
		}),
		hasLapsed: (now) => now < lapsedUntil,
		nextAt(now, concurrency = 0) {
			acceptSilent(now);
			if (closure) {
				if (closure.test !== undefined) return nextSilentAt(now);
				return inFlight <= closure.fewer ? now : Math.max(now, closure.until);
			}
			const isUntroubled = throttledInAll === 0 && failuresInARow === 0;
			const limit = isUntroubled ? Math.max(concurrencyLimit.limit, concurrency) : concurrencyLimit.limit;
			return inFlight < limit ? rateEstimate.nextAt(now) : nextSilentAt(now);
		},
		sent(now) {
			const call = { number: ++lastNumber, sentAt: now, others: inFlight, throttledBefore: throttledInAll };
			if (closure) {
				closure.isTimed = now >= closure.until || inFlight === 0;
				closure.test = call.number;
			}
			inFlight += 1;
			waiting.set(call.number, call);
			recent.sent(call);
			concurrencyLimit.sent(inFlight);
			rateEstimate.sent(now);
			return call;
		},
		success(call, now) {
			inFlight -= 1;
			isAnswered = true;
			failuresInARow = 0;
			accept(call, now);
		},
		throttled(call, now, retryDelayMs) {
			inFlight -= 1;
			isAnswered = true;
			throttledInAll += 1;
			waiting.delete(call.number);
			throttledMs = Math.max(now - call.sentAt, 0.9 * (throttledMs ?? 0));
			recent.throttled(call);
			if (retryDelayMs !== undefined && now >= delay.until) delay = { from: now, until: now + retryDelayMs };
			if (closure) {
				closure.throttled += 1;
				if (call.number === closure.test) {
					closure.test = undefined;
					closure.fewer = call.others / 2 - 0.5;
					if (closure.isTimed) postpone(closure, now, retryDelayMs);
				} else if (retryDelayMs !== undefined)
					closure.until = Math.max(closure.until, now + Math.min(retryDelayMs, maximumRequestedDelayMs));
				return;
			}
			if (concurrencyLimit.throttled(recent.loadOf(call))) return recent.explain(concurrencyLimit.settled);
			const cause = recent.cause(rateEstimate.isKnown || isQuotaLikely);
			if (cause.kind === 'load') {
				if (cause.limit < concurrencyLimit.settled && concurrencyLimit.settled < Infinity)
					rateEstimate.exhausted(call, 0);
				concurrencyLimit.settle(cause.limit);
				recent.explain(cause.limit);
			}
			if (cause.kind !== 'time') return;
			if (rateEstimate.isKnown && retryDelayMs === undefined && rateEstimate.hasSuccess) {
				rateEstimate.exhausted(cause.first, 0);
				recent.explainSince(cause.first.number);
			} else close(cause, now, retryDelayMs);
		},
		failed(call, now) {
			inFlight -= 1;
			waiting.delete(call.number);
			failuresInARow += 1;
			if (closure?.test === call.number) {
				closure.test = undefined;
				postpone(closure, now);
			} else if (failuresInARow >= outageLength && !closure) {
				failuresInARow = 0;
				close(undefined, now);
			}
		},
		ignored(call) {
			inFlight -= 1;
			waiting.delete(call.number);
			if (closure?.test === call.number) closure.test = undefined;
		},
	};
}
