/** Servers for the simulation. Times are in milliseconds. */
import { seededRandom } from '../../../../emulator/random.ts';
import type { Reply, SimulatedServer } from './simulatedClient.ts';

export type Latency = () => number;

export const steady: Latency = () => 100;

/** 50 to 500. */
export function varying(seed: number): Latency {
	const random = seededRandom(seed);
	return () => 50 + 450 * random();
}

/** How a server throttles. */
export interface Throttling {
	/** The delay that it requests. */
	retryDelayMs?: number;
	/** Time to the 429. */
	throttledAfterMs?: number;
	latency?: Latency;
}

function throttledReply({ retryDelayMs, throttledAfterMs = 1 }: Throttling): Reply {
	return { status: 429, afterMs: throttledAfterMs, ...(retryDelayMs !== undefined && { retryDelayMs }) };
}

export function unlimited(latency = steady): SimulatedServer {
	return { receive: () => ({ reply: { status: 200, afterMs: latency() } }) };
}

/** Throttles requests above a number of concurrent requests. */
export function concurrencyLimited(most: () => number, throttling: Throttling = {}): SimulatedServer {
	const { latency = steady } = throttling;
	let inFlight = 0;
	return {
		receive() {
			if (inFlight >= most()) return { reply: throttledReply(throttling) };
			inFlight += 1;
			return { reply: { status: 200, afterMs: latency() }, done: () => void (inFlight -= 1) };
		},
	};
}

/** A token bucket, full at the start. */
export function rateLimited(perMinute: number, throttling: Throttling = {}): SimulatedServer {
	const { latency = steady } = throttling;
	let tokens = perMinute;
	let filledAt = 0;
	return {
		receive(now) {
			tokens = Math.min(perMinute, tokens + ((now - filledAt) * perMinute) / 60_000);
			filledAt = now;
			if (tokens < 1) return { reply: throttledReply(throttling) };
			tokens -= 1;
			return { reply: { status: 200, afterMs: latency() } };
		},
	};
}

/** 2 % 429, 1 % 500 and 0.5 % without a response among the first thousand calls. */
export function faulty(seed: number, throttling: Throttling = {}): SimulatedServer {
	const random = seededRandom(seed);
	let calls = 0;
	return {
		receive() {
			calls += 1;
			const dice = calls > 1_000 ? 1 : random();
			if (dice < 0.02) return { reply: throttledReply(throttling) };
			if (dice < 0.03) return { reply: { status: 500, afterMs: 100 } };
			return { reply: dice < 0.035 ? 'hang' : { status: 200, afterMs: 100 } };
		},
	};
}

/** Throttles all requests until a time. */
export function outage(untilMs: number): SimulatedServer {
	return {
		receive: (now) => ({ reply: now < untilMs ? throttledReply({}) : { status: 200, afterMs: 100 } }),
	};
}
