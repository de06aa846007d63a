/** Adaptive concurrency limit: how many calls may be in flight. */

export interface ConcurrencyLimit {
	/** Calls that may be in flight. */
	readonly limit: number;
	/** The limit of the service; Infinity while none is known. */
	readonly settled: number;
	/** @param inFlight calls in flight, this one included; a number above the limit raises the limit */
	sent(inFlight: number): void;
	accepted(): void;
	/**
	 * @param load other calls that the service was processing
	 * @returns whether the limit explains why the service throttled a call
	 */
	throttled(load: number): boolean;
	/** Sets the limit of the service. */
	settle(limit: number): void;
	/** Starts to grow again from a limit, for example after a pause. */
	restart(limit: number): void;
}

/** Limit before the first response. */
export const initialLimit = 96;
/** How much each accepted call raises the limit while it grows. */
const growth = 2;
/** Accepted calls that pay for the first probe. */
const firstPrice = 40;
const highestPrice = 320;

/**
 * While it grows, each accepted call raises the limit by 1, so that it doubles in each round. `settle` ends the growth. From then
 * on the limit is probed with a budget, like the retry budgets of Finagle and gRPC (proposal A6): 40 accepted calls pay for one
 * round with a call more. If that isn't throttled, the limit rises by 1, 2, 4, … each round; else it is restored, and the price doubles,
 * up to 320.
 */
export function createConcurrencyLimit(): ConcurrencyLimit {
	let limit = initialLimit;
	/** The service accepts this many calls, by the evidence of many. */
	let base = Infinity;
	/** The service accepted this many calls in one round. `limit` is above it during a probe. */
	let reached = Infinity;
	let step = 1;
	let price = firstPrice;
	/** Accepted calls since the last probe. */
	let paid = 0;
	/** Calls to accept until the probe has succeeded. */
	let left = 0;
	/** Whether the limit was reached since it was set. */
	let isFull = false;

	function set(to: number): void {
		limit = to;
		left = to;
		isFull = false;
	}

	return {
		get limit() {
			return limit;
		},
		get settled() {
			return base;
		},
		sent(inFlight) {
			if (inFlight > limit) set(inFlight);
			isFull ||= inFlight >= limit;
		},
		accepted() {
			paid += 1;
			// A limit that wasn't reached isn't evidence for a higher one.
			if (!isFull) return;
			if (base === Infinity) return set(limit + growth);
			left -= 1;
			if (left > 0) return;
			if (limit > reached) {
				reached = limit;
				step *= 2;
				price = firstPrice;
			} else if (paid >= price) {
				base = reached;
				step = 1;
				paid = 0;
			} else return;
			set(reached + step);
		},
		throttled(load) {
			if (load < base) return false;
			if (limit > reached) price = Math.min(highestPrice, 2 * price);
			paid = 0;
			reached = Math.max(base, Math.min(reached, load));
			step = 1;
			set(reached);
			return true;
		},
		settle(to) {
			base = Math.max(1, to);
			reached = base;
			step = 1;
			paid = 0;
			set(base);
		},
		restart(to) {
			base = Infinity;
			set(to);
		},
	};
}
