/** Estimates the rate at which a service accepts calls, from the times when its quota was exhausted. */
import type { Call } from './concurrencyLimit';

export interface RateEstimate {
	/** When the next call may start; `now` or earlier for immediately. */
	nextAt(now: number): number;
	sent(now: number): void;
	success(call: Call): void;
	/**
	 * The service's quota was exhausted.
	 *
	 * @param call the first throttled call
	 * @param laterSuccesses successes among the calls sent after it
	 */
	exhausted(call: Call, laterSuccesses: number): void;
	/** Whether there is an estimate. */
	readonly isKnown: boolean;
}

/** A time when the quota was exhausted. */
interface EmptyPoint {
	call: Call;
	/** Successes since. */
	successes: number;
}

const memoryMs = 60_000;
/** At most one call more than the successes was possible; 0.25 allows for the network. */
const spare = 1.25;
const quietMs = 5_000;

/**
 * Mirrors a token bucket at the service. It's empty when a call is throttled, then fills at the estimated rate, and each call
 * takes one token. Between two empty points the service accepted at most one call more than the successes. That upper bound
 * is the estimate. Its error shrinks with each throttled call, and the time between them doubles.
 */
export function createRateEstimate(): RateEstimate {
	let points: EmptyPoint[] = [];
	/** Calls per millisecond. */
	let rate = Infinity;
	let measuredRate = Infinity;
	let tokens = 0;
	let tokensAt = 0;
	let quietAfterMs = quietMs;

	function measure({ number, sentAt }: Call, laterSuccesses: number): void {
		const rates = points
			.filter(({ call }) => sentAt > call.sentAt)
			.map(({ call, successes }) => (successes - laterSuccesses + spare) / (sentAt - call.sentAt));
		rate = Math.min(...rates);
		measuredRate = rate;
		const last = points.at(-1);
		quietAfterMs = Math.max(quietMs, 2.5 * (sentAt - (last?.call.sentAt ?? sentAt)));
		points = points.filter(({ call }) => call === last?.call || sentAt - call.sentAt < memoryMs);
		points.push({ call: { number, sentAt }, successes: laterSuccesses });
		// The first and the last two points determine the estimate.
		if (points.length > 3) points.splice(1, 1);
	}

	/** Raises a rate that hasn't been exceeded for long: it may have become too low. */
	function raise(now: number): void {
		const last = points.at(-1);
		if (last === undefined || now - last.call.sentAt < quietAfterMs) return;
		rate *= 1 + Math.min(1_000, now - tokensAt) / 10_000;
		if (rate > 4 * measuredRate) forget();
	}

	function forget(): void {
		points = [];
		rate = Infinity;
	}

	return {
		get isKnown() {
			return rate !== Infinity;
		},
		nextAt(now) {
			if (rate === Infinity) return now;
			const available = tokens + (now - tokensAt) * rate;
			return available >= 1 ? now : now + (1 - available) / rate;
		},
		sent(now) {
			if (rate === Infinity) return;
			tokens += (now - tokensAt) * rate - 1;
			raise(now);
			tokensAt = now;
		},
		success({ number }) {
			for (const point of points) if (number > point.call.number) point.successes += 1;
		},
		exhausted(call, laterSuccesses) {
			// No success since the last empty point means an outage, which doesn't show a rate.
			if (points.at(-1)?.successes === laterSuccesses) forget();
			measure(call, laterSuccesses);
			tokens = -laterSuccesses;
			tokensAt = call.sentAt;
		},
	};
}
