/** A service with any combination of limits, in virtual time. Times are in milliseconds. */
import type { Random } from '../../emulator/random.ts';
import { seededRandom } from '../../emulator/random.ts';

/** A value, or values from given times on. */
type Changing = number | ReadonlyArray<readonly [from: number, value: number]>;

export type Latency =
	| { kind: 'fixed'; ms: number }
	| { kind: 'uniform'; from: number; to: number }
	| { kind: 'logNormal'; median: number; sigma: number };

/** The wait that a refusal requests: none, the exact one, the exact one times a factor, or always the same. */
export type Hint = 'none' | 'exact' | { times: number } | { ms: number } | 'retryAfter';

export interface ServiceSpec {
	name: string;
	prompts: number;
	latency: Latency;
	/** Executions that share the limiter, each with its part of the prompts. Default 1. */
	executions?: number;
	/** Requests in flight that the service accepts. */
	inFlight?: Changing;
	/** Token bucket, full at the start. */
	bucket?: { perMinute: Changing; burst?: number };
	/** Requests in each minute of the clock, or in any minute. */
	window?: { perMinute: Changing; kind: 'aligned' | 'sliding' };
	/** Share of requests that the service refuses whatever the load. */
	refusedShare?: Changing;
	/** The service refuses or fails everything for a time. */
	outage?: { from: number; ms: number; status: 429 | 503 | 500 };
	/** From `inFlight` requests on, the latency grows with `(requests / inFlight) ^ exponent`. */
	slower?: { inFlight: number; exponent: number };
	/** Default 'none'. */
	hint?: Hint;
	/** From the arrival of a refused request to the response. Default 1. */
	refusedAfterMs?: number;
	/** One way. Default 0. */
	networkMs?: number;
}

export interface Response {
	status: number;
	afterMs: number;
	retryDelayMs?: number;
}

export interface Service {
	/**
	 * @param prompt number of the prompt
	 * @param attempt number of its earlier requests; the same attempt of a prompt has the same luck for all contestants
	 */
	receive(now: number, prompt: number, attempt: number): Response;
	/** A response with status 200 was sent. */
	finished(): void;
}

const minuteMs = 60_000;

function valueAt(changing: Changing, now: number): number {
	if (typeof changing === 'number') return changing;
	return changing.findLast(([from]) => from <= now)?.[1] ?? Infinity;
}

/** A service that refuses a request for the first reason that applies. */
export function createService(spec: ServiceSpec, seed: number): Service {
	const { slower, outage, hint = 'none', refusedAfterMs = 1 } = spec;
	const draw = drawerOf(spec.latency);
	let inFlight = 0;
	const bucket = spec.bucket && createBucket(spec.bucket);
	const window = spec.window && createWindow(spec.window);

	function refusal(waitMs: number | undefined, status = 429): Response {
		const retryDelayMs = hinted(hint, waitMs);
		return { status, afterMs: refusedAfterMs, ...(retryDelayMs !== undefined && { retryDelayMs }) };
	}

	return {
		receive(now, prompt, attempt) {
			const luck = seededRandom(seed * 7_919 + prompt * 104_729 + attempt * 1_299_709);
			if (outage && now >= outage.from && now < outage.from + outage.ms)
				return refusal(outage.from + outage.ms - now, outage.status);
			if (luck() < valueAt(spec.refusedShare ?? 0, now)) return refusal(undefined);
			if (inFlight >= valueAt(spec.inFlight ?? Infinity, now)) return refusal(undefined);
			const waitMs = Math.max(bucket?.waitMs(now) ?? 0, window?.waitMs(now) ?? 0);
			if (waitMs > 0) return refusal(waitMs);
			bucket?.take();
			window?.take(now);
			inFlight += 1;
			const factor = slower ? Math.max(1, inFlight / slower.inFlight) ** slower.exponent : 1;
			return { status: 200, afterMs: draw(luck) * factor };
		},
		finished() {
			inFlight -= 1;
		},
	};
}

function hinted(hint: Hint, waitMs: number | undefined): number | undefined {
	if (hint === 'none') return undefined;
	if (typeof hint === 'object' && 'ms' in hint) return hint.ms;
	if (waitMs === undefined) return undefined;
	if (hint === 'exact') return waitMs;
	return hint === 'retryAfter' ? Math.ceil(waitMs / 1_000) * 1_000 : waitMs * hint.times;
}

function drawerOf(latency: Latency): (random: Random) => number {
	if (latency.kind === 'fixed') return () => latency.ms;
	if (latency.kind === 'uniform') return (random) => latency.from + (latency.to - latency.from) * random();
	return (random) => {
		const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		return Math.min(110_000, latency.median * Math.exp(latency.sigma * normal));
	};
}

/** A quota. `waitMs` is 0 if a request fits now. */
interface Quota {
	waitMs(now: number): number;
	take(now?: number): void;
}

function createBucket({ perMinute, burst }: NonNullable<ServiceSpec['bucket']>): Quota {
	const size = burst ?? valueAt(perMinute, 0);
	let tokens = size;
	let filledAt = 0;
	return {
		waitMs(now) {
			const perMs = valueAt(perMinute, now) / minuteMs;
			tokens = Math.min(size, tokens + (now - filledAt) * perMs);
			filledAt = now;
			return tokens >= 1 ? 0 : (1 - tokens) / perMs;
		},
		take() {
			tokens -= 1;
		},
	};
}

function createWindow({ perMinute, kind }: NonNullable<ServiceSpec['window']>): Quota {
	const times: number[] = [];
	let first = 0;
	/** An aligned minute doesn't begin with the first request. */
	const offset = 17_000;
	const startOf = (now: number) => Math.floor((now + offset) / minuteMs) * minuteMs - offset;
	return {
		waitMs(now) {
			const from = kind === 'aligned' ? startOf(now) : now - minuteMs;
			while (first < times.length && (times[first] ?? 0) < from) first += 1;
			if (times.length - first < valueAt(perMinute, now)) return 0;
			return (kind === 'aligned' ? startOf(now) : (times[first] ?? now)) + minuteMs - now + 0.001;
		},
		take(now = 0) {
			times.push(now);
		},
	};
}
