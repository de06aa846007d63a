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

export interface Refusing {
	/** What it asks to wait. */
	askedMs?: number;
	/** How long a refusal takes. */
	refusedAfterMs?: number;
	latency?: Latency;
}

function refusal({ askedMs, refusedAfterMs = 1 }: Refusing): Reply {
	return { status: 429, afterMs: refusedAfterMs, ...(askedMs !== undefined && { askedMs }) };
}

export function unlimited(latency = steady): SimulatedServer {
	return { receive: () => ({ reply: { status: 200, afterMs: latency() } }) };
}

/** Refuses what comes while so many are being answered. */
export function atATime(most: () => number, refusing: Refusing = {}): SimulatedServer {
	const { latency = steady } = refusing;
	let underWay = 0;
	return {
		receive() {
			if (underWay >= most()) return { reply: refusal(refusing) };
			underWay += 1;
			return { reply: { status: 200, afterMs: latency() }, done: () => void (underWay -= 1) };
		},
	};
}

/** A token bucket, full at the start. */
export function aMinute(perMinute: number, refusing: Refusing = {}): SimulatedServer {
	const { latency = steady } = refusing;
	let tokens = perMinute;
	let filledAt = 0;
	return {
		receive(now) {
			tokens = Math.min(perMinute, tokens + ((now - filledAt) * perMinute) / 60_000);
			filledAt = now;
			if (tokens < 1) return { reply: refusal(refusing) };
			tokens -= 1;
			return { reply: { status: 200, afterMs: latency() } };
		},
	};
}

/** 2 % 429, 1 % 500, 0.5 % without an answer, of the first thousand calls. */
export function faulty(seed: number, refusing: Refusing = {}): SimulatedServer {
	const random = seededRandom(seed);
	let calls = 0;
	return {
		receive() {
			calls += 1;
			const dice = calls > 1_000 ? 1 : random();
			if (dice < 0.02) return { reply: refusal(refusing) };
			if (dice < 0.03) return { reply: { status: 500, afterMs: 100 } };
			return { reply: dice < 0.035 ? 'hang' : { status: 200, afterMs: 100 } };
		},
	};
}

/** Refuses everything until a time. */
export function outage(untilMs: number): SimulatedServer {
	return { receive: (now) => ({ reply: now < untilMs ? refusal({}) : { status: 200, afterMs: 100 } }) };
}
