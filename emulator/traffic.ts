import { httpStatus } from './errors.ts';

/** Statistics of the requests to generate content since the last reset. Times are real and from one clock. */
export interface TrafficFigures {
	/** Requests that arrived. */
	calls: number;
	/** Requests that got 429 from a limit or a fault. */
	refused: number;
	/** Successful responses. */
	succeeded: number;
	/** Requests in flight. */
	inFlight: number;
	/** The maximum of requests in flight. */
	peakInFlight: number;
	/** From the first request to the last response, in seconds. */
	seconds: number;
	/** When the last request ended, with or without a response, in milliseconds since 1970; null before the first one. */
	lastEnd: number | null;
}

const GENERATION = /:(streamG|g)enerateContent$/;

/** Counts requests to generate content, cheaply enough for thousands a second. */
export class Traffic {
	#calls = 0;
	#refused = 0;
	#succeeded = 0;
	#inFlight = 0;
	#peak = 0;
	#firstAt: number | undefined;
	#lastAt = 0;
	#lastEndAt: number | undefined;
	#era = 0;

	clear(): void {
		this.#calls = this.#refused = this.#succeeded = this.#inFlight = this.#peak = this.#lastAt = 0;
		this.#firstAt = this.#lastEndAt = undefined;
		// Requests in flight belong to the counters before the reset.
		this.#era += 1;
	}

	/** Counts a request. The caller calls the returned function once, with the response's status or null without one. */
	arrive(path: string): (status: number | null) => void {
		if (!GENERATION.test(path)) return () => undefined;
		const era = this.#era;
		this.#firstAt ??= performance.now();
		this.#calls += 1;
		this.#inFlight += 1;
		this.#peak = Math.max(this.#peak, this.#inFlight);
		return (status) => {
			if (era === this.#era) this.#leave(status);
		};
	}

	#leave(status: number | null): void {
		this.#inFlight -= 1;
		this.#lastEndAt = performance.now();
		if (status === null) return;
		this.#lastAt = this.#lastEndAt;
		if (status === httpStatus.RESOURCE_EXHAUSTED) this.#refused += 1;
		if (status === 200) this.#succeeded += 1;
	}

	figures(): TrafficFigures {
		return {
			calls: this.#calls,
			refused: this.#refused,
			succeeded: this.#succeeded,
			inFlight: this.#inFlight,
			peakInFlight: this.#peak,
			seconds: Math.max(0, this.#lastAt - (this.#firstAt ?? this.#lastAt)) / 1000,
			lastEnd: this.#lastEndAt === undefined ? null : performance.timeOrigin + this.#lastEndAt,
		};
	}
}
