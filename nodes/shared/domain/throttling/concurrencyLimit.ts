/** Adaptive concurrency limit: how many calls may be in flight. */

/** A call that was sent. */
export interface Call {
	/** Counts up from 1 over all calls of a limiter. */
	number: number;
	/** Milliseconds. */
	sentAt: number;
}

export interface ConcurrencyLimit {
	/** Calls that may be in flight. */
	readonly limit: number;
	/** Whether each success still raises the limit. */
	readonly isGrowing: boolean;
	/** @param inFlight calls in flight, this one included; a number above the limit raises the limit */
	sent(now: number, inFlight: number): void;
	success(call: Call, now: number): void;
	/** Lowers the limit by one. Only after `stopGrowing`. */
	throttled(now: number): void;
	/**
	 * Ends the growth, because the service accepts fewer calls than were in flight lately.
	 *
	 * @param throttled calls throttled so far; each further one calls `throttled`
	 */
	stopGrowing(now: number, throttled: number): void;
	/** Starts to grow again from a limit, for example after a pause. */
	restart(limit: number): void;
}

/** Limit before the first response. */
export const initialLimit = 96;
/** How much each success raises the limit while it grows. */
const growth = 2;

const firstProbeMs = 3_000;
const longestProbeMs = 60_000;

/**
 * At first each success raises the limit by 2. After `stopGrowing` each throttled call lowers it by 1, so that after one round
 * the service's own limit remains. Later the limit is probed: raised by 1, 2, 4, … after each full round of successes. A
 * failed probe doubles the time to the next one, from 3 up to 60 seconds.
 */
export function createConcurrencyLimit(): ConcurrencyLimit {
	let limit = initialLimit;
	let isGrowing = true;
	let lastFullAt = -Infinity;
	/** Most calls in flight in this round of responses, and in the round before. */
	let peak = 0;
	let earlierPeak = 0;
	let roundBeganAt = -Infinity;
	let averageMs = 0;
	let step = 1;
	let probePauseMs = firstProbeMs;
	let nextProbeAt = Infinity;

	function postponeProbe(now: number): void {
		step = 1;
		nextProbeAt = now + probePauseMs;
	}

	return {
		get limit() {
			return limit;
		},
		get isGrowing() {
			return isGrowing;
		},
		sent(now, inFlight) {
			limit = Math.max(limit, inFlight);
			if (inFlight === limit) lastFullAt = now;
			peak = Math.max(peak, inFlight);
		},
		success({ sentAt }, now) {
			if (sentAt >= roundBeganAt) {
				roundBeganAt = now;
				earlierPeak = peak;
				peak = 0;
			}
			averageMs = averageMs === 0 ? now - sentAt : averageMs * 0.9 + (now - sentAt) * 0.1;
			// A limit that wasn't reached isn't evidence for a higher one.
			if (lastFullAt < sentAt) return;
			if (isGrowing) limit += growth;
			else if (now >= nextProbeAt) {
				limit += step;
				step *= 2;
				nextProbeAt = now + 2 * averageMs;
			}
		},
		throttled(now) {
			limit = Math.max(1, limit - 1);
			if (step > 1) probePauseMs = Math.min(2 * probePauseMs, longestProbeMs);
			postponeProbe(now);
		},
		stopGrowing(now, throttled) {
			isGrowing = false;
			limit = Math.max(1, Math.min(limit, Math.max(peak, earlierPeak)) - throttled);
			postponeProbe(now);
		},
		restart(to) {
			isGrowing = true;
			limit = to;
		},
	};
}
