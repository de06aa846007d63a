/** How many calls may be under way at once, found by itself. */

/** A call that was sent. */
export interface Call {
	/** Counts up from 1 over all calls of a limiter. */
	number: number;
	/** Milliseconds. */
	sentAt: number;
}

export interface Level {
	/** Calls that may be under way. */
	readonly limit: number;
	/** Whether it still grows with every answered call. */
	readonly isGrowing: boolean;
	/** @param underWay calls under way, this one included; more than the limit raise it */
	sent(now: number, underWay: number): void;
	answered(call: Call, now: number): void;
	/** Only once settled. */
	refused(now: number): void;
	/**
	 * The service does not take as many as were under way lately.
	 *
	 * @param refused how many of those it has refused so far; the others that it refuses follow
	 */
	settle(now: number, refused: number): void;
	/** Begins anew, as after a pause. */
	restart(limit: number): void;
}

/** At once, before anything is known of a service. */
export const firstLimit = 96;
/** How many places more each answered call makes. */
const growth = 2;

const firstProbeMs = 3_000;
const longestProbeMs = 60_000;

/**
 * While all goes well each answered call lets three follow. Once settled, each refused call takes its place with it, so that after
 * one round exactly those places are left that the service had. Later one place more is tried now and then, ever faster while
 * that goes well and ever more rarely when it does not.
 */
export function createLevel(): Level {
	let limit = firstLimit;
	let isGrowing = true;
	let lastFullAt = -Infinity;
	/** Most calls under way in this round of answers, and in the one before. */
	let peak = 0;
	let earlierPeak = 0;
	let roundBeganAt = -Infinity;
	let usualMs = 0;
	let step = 1;
	let probePauseMs = firstProbeMs;
	let nextProbeAt = Infinity;

	function postpone(now: number): void {
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
		sent(now, underWay) {
			limit = Math.max(limit, underWay);
			if (underWay === limit) lastFullAt = now;
			peak = Math.max(peak, underWay);
		},
		answered({ sentAt }, now) {
			if (sentAt >= roundBeganAt) {
				roundBeganAt = now;
				earlierPeak = peak;
				peak = 0;
			}
			usualMs = usualMs === 0 ? now - sentAt : usualMs * 0.9 + (now - sentAt) * 0.1;
			// A level that was not reached says nothing about the next one.
			if (lastFullAt < sentAt) return;
			if (isGrowing) limit += growth;
			else if (now >= nextProbeAt) {
				limit += step;
				step *= 2;
				nextProbeAt = now + 2 * usualMs;
			}
		},
		refused(now) {
			limit = Math.max(1, limit - 1);
			if (step > 1) probePauseMs = Math.min(2 * probePauseMs, longestProbeMs);
			postpone(now);
		},
		settle(now, refused) {
			isGrowing = false;
			limit = Math.max(1, Math.min(limit, Math.max(peak, earlierPeak)) - refused);
			postpone(now);
		},
		restart(to) {
			isGrowing = true;
			limit = to;
		},
	};
}
