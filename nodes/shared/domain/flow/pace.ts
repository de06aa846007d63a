/** How many calls a service takes in a time, learnt from when it ran dry. */
import type { Call } from './level';

export interface Pace {
	/** When the next call may go; `now` or earlier where it may at once. */
	nextAt(now: number): number;
	sent(now: number): void;
	answered(call: Call): void;
	/**
	 * The service was found dry.
	 *
	 * @param call the first one that it refused
	 * @param answeredLater of the calls sent after that one
	 */
	ranDry(call: Call, answeredLater: number): void;
	/** Whether the rate is known. */
	readonly isKnown: boolean;
}

interface DryPoint {
	call: Call;
	/** Calls answered since. */
	answered: number;
}

/** What was learnt longer ago counts no more. */
const memoryMs = 60_000;
/** A call more than was answered may have been left, and a little for what the network adds. */
const spare = 1.25;
const quietMs = 5_000;

/**
 * Keeps what a token bucket at the service holds: nothing at the moment a call was refused, and since then what came in at the
 * learnt rate less what was sent. Between two refusals the service let in what it answered and less than one call more, so
 * that rate is taken: too high by ever less, it costs a refusal in times that double, and loses nothing.
 */
export function createPace(): Pace {
	let points: DryPoint[] = [];
	/** Calls per millisecond. */
	let rate = Infinity;
	let learntRate = Infinity;
	let credit = 0;
	let creditAt = 0;
	let quietAfterMs = quietMs;

	function learn({ number, sentAt }: Call, answeredLater: number): void {
		const rates = points
			.filter(({ call }) => sentAt > call.sentAt)
			.map(({ call, answered }) => (answered - answeredLater + spare) / (sentAt - call.sentAt));
		rate = Math.min(...rates);
		learntRate = rate;
		const last = points.at(-1);
		quietAfterMs = Math.max(quietMs, 2.5 * (sentAt - (last?.call.sentAt ?? sentAt)));
		points = points.filter(({ call }) => call === last?.call || sentAt - call.sentAt < memoryMs);
		points.push({ call: { number, sentAt }, answered: answeredLater });
		// Older points than the first and the last two tell nothing more.
		if (points.length > 3) points.splice(1, 1);
	}

	/** A rate that was too high for nobody for long may have become too low. */
	function rise(now: number): void {
		const last = points.at(-1);
		if (last === undefined || now - last.call.sentAt < quietAfterMs) return;
		rate *= 1 + Math.min(1_000, now - creditAt) / 10_000;
		if (rate > 4 * learntRate) forget();
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
			const there = credit + (now - creditAt) * rate;
			return there >= 1 ? now : now + (1 - there) / rate;
		},
		sent(now) {
			if (rate === Infinity) return;
			credit += (now - creditAt) * rate - 1;
			rise(now);
			creditAt = now;
		},
		answered({ number }) {
			for (const point of points) if (number > point.call.number) point.answered += 1;
		},
		ranDry(call, answeredLater) {
			// Who lets nothing in at all is out of order, which tells nothing about a rate.
			if (points.at(-1)?.answered === answeredLater) forget();
			learn(call, answeredLater);
			credit = -answeredLater;
			creditAt = call.sentAt;
		},
	};
}
