/** Estimates the rate at which a service accepts calls, from the times when its quota was exhausted. */
import type { Call } from './recentCalls';

export interface RateEstimate {
	/** When the next call may start; `now` or earlier for immediately. */
	nextAt(now: number): number;
	sent(now: number): void;
	success(call: Pick<Call, 'number'>): void;
	/**
	 * The service's quota was exhausted.
	 *
	 * @param call the first throttled call
	 * @param laterSuccesses successes among the calls sent after it
	 */
	exhausted(call: Call, laterSuccesses: number): void;
	/** Whether a call succeeded since the quota was exhausted. */
	readonly hasSuccess: boolean;
	/** Whether there is an estimate. */
	readonly isKnown: boolean;
	/** The estimate, in calls per minute. */
	readonly perMinute: number | undefined;
}

/** A time when the quota was exhausted. */
interface EmptyPoint {
	call: Pick<Call, 'number' | 'sentAt'>;
	/** Successes since. */
	successes: number;
}

const memoryMs = 60_000;
const minuteMs = 60_000;
/** At most one call more than the successes was possible; 0.25 allows for the network. */
const spare = 1.25;
const quietMs = 5_000;
const longestQuietMs = 20_000;

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
			.map(
				({ call, successes }) => (successes - laterSuccesses + spare) / wholeMinutes(sentAt - call.sentAt),
			);
		rate = Math.min(...rates);
		measuredRate = rate;
		const last = points.at(-1);
		quietAfterMs = Math.min(
			longestQuietMs,
			Math.max(quietMs, 2.5 * (sentAt - (last?.call.sentAt ?? sentAt))),
		);
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
		get perMinute() {
			return rate === Infinity ? undefined : Math.round(rate * minuteMs);
		},
		get hasSuccess() {
			return (points.at(-1)?.successes ?? 0) > 0;
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

/** A quota of a fixed minute allows nothing until the minute ends. So of a longer time, only the whole minutes count. */
function wholeMinutes(ms: number): number {
	return ms < minuteMs ? ms : Math.floor(ms / minuteMs) * minuteMs;
}
