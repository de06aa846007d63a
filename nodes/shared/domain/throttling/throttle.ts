/** Decides when the next call may start, from the outcomes of earlier calls. Pure: callers pass the time, in milliseconds. */
import { backoffMs, maximumRequestedDelayMs, throttlingPausePolicy } from '../retryPolicy';
import type { ThrottlingIncident } from './throttlingIncident';
import { addThrottled, affectsAllCalls, affectsSingleCalls, openIncident } from './throttlingIncident';
import type { Call } from './concurrencyLimit';
import { createConcurrencyLimit, initialLimit } from './concurrencyLimit';
import { createRateEstimate } from './rateEstimate';

export type { Call } from './concurrencyLimit';

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
	ignored(): void;
}

/** This many throttled calls among neighbors show that the service limits the concurrency. */
const minimumThrottled = 4;
/** Calls with numbers closer than this are neighbors. */
const neighborhood = 20;
/** This many failures in a row count as an outage. */
const outageLength = 10;
const lenientMs = 5_000;
/** Concurrency limit after a pause while the rate is unknown. */
const restartLimit = 2;

/** @param random 0 (inclusive) to 1 (exclusive), for jitter */
export function createThrottle(random: () => number): Throttle {
	const concurrencyLimit = createConcurrencyLimit();
	const rateEstimate = createRateEstimate();
	let inFlight = 0;
	let lastNumber = 0;
	let incident: ThrottlingIncident | undefined;
	/** Calls up to this number belong to incidents that have ended. */
	let endedNumber = 0;
	let pausedUntil = -Infinity;
	let pausesInARow = 0;
	let lenientUntil = -Infinity;
	/** Numbers of the latest throttled calls. */
	let latestThrottled: number[] = [];
	let failuresInARow = 0;
	let limitBefore = initialLimit;

	function isOneOfMany({ number }: Call): boolean {
		latestThrottled = [...latestThrottled.slice(-neighborhood), number];
		const neighbors = latestThrottled.filter((other) => Math.abs(other - number) < neighborhood);
		return neighbors.length >= minimumThrottled;
	}

	/** Whether no call has been throttled yet and there was no outage. */
	function isUntroubled(): boolean {
		return incident === undefined && endedNumber === 0;
	}

	function pauseMs(): number {
		return backoffMs(throttlingPausePolicy, pausesInARow + 1, random);
	}

	function judge(now: number): void {
		if (incident === undefined) return;
		if (affectsSingleCalls(incident)) {
			lenientUntil = now + lenientMs;
			endedNumber = lastNumber;
			pausedUntil = -Infinity;
			incident = undefined;
		} else if (affectsAllCalls(incident, inFlight, lastNumber, now < lenientUntil)) {
			pausedUntil = Math.max(pausedUntil, incident.retryAt ?? now + pauseMs());
		}
	}

	/** Ends a pause that is over, and the incident that caused it. */
	function resume(): void {
		if (pausedUntil === -Infinity) return;
		pausedUntil = -Infinity;
		pausesInARow += 1;
		endedNumber = lastNumber;
		if (incident) rateEstimate.exhausted(incident.first, incident.laterSuccesses);
		incident = undefined;
		concurrencyLimit.restart(rateEstimate.isKnown ? limitBefore : restartLimit);
	}

	return {
		nextAt(now, concurrency = 0) {
			if (now < pausedUntil) return pausedUntil;
			resume();
			const limit = isUntroubled() ? Math.max(concurrencyLimit.limit, concurrency) : concurrencyLimit.limit;
			return inFlight < limit ? rateEstimate.nextAt(now) : Infinity;
		},
		sent(now) {
			inFlight += 1;
			lastNumber += 1;
			concurrencyLimit.sent(now, inFlight);
			rateEstimate.sent(now);
			return { number: lastNumber, sentAt: now };
		},
		success(call, now) {
			inFlight -= 1;
			failuresInARow = 0;
			if (call.number > endedNumber) pausesInARow = 0;
			concurrencyLimit.success(call, now);
			rateEstimate.success(call);
			if (incident && call.number > incident.first.number) incident.laterSuccesses += 1;
			judge(now);
		},
		throttled(call, now, retryDelayMs) {
			inFlight -= 1;
			if (isOneOfMany(call)) {
				if (concurrencyLimit.isGrowing) concurrencyLimit.stopGrowing(now, minimumThrottled);
				else concurrencyLimit.throttled(now);
			}
			// Calls sent before an incident ended belong to it.
			if (call.number <= endedNumber && incident === undefined) return;
			if (incident === undefined) limitBefore = concurrencyLimit.limit;
			incident ??= openIncident(call, lastNumber);
			addThrottled(incident, call);
			if (retryDelayMs !== undefined) {
				const until = now + Math.min(retryDelayMs, maximumRequestedDelayMs) + random() * 50;
				incident.retryAt = Math.max(incident.retryAt ?? 0, until);
			}
			judge(now);
		},
		failed(call, now) {
			inFlight -= 1;
			failuresInARow += 1;
			if (call.number <= endedNumber || failuresInARow < outageLength) return;
			failuresInARow = 0;
			limitBefore = concurrencyLimit.limit;
			pausedUntil = Math.max(pausedUntil, now + pauseMs());
		},
		ignored() {
			inFlight -= 1;
		},
	};
}
