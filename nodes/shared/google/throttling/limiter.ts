/** Limits the calls that all nodes of this process send to one model with one credential. */
import type { Call, ServiceLimits } from '../../domain/throttling/throttle';
import { backoffMs, testPolicy } from '../../domain/retryPolicy';
import { createThrottle } from '../../domain/throttling/throttle';
import { createSlidingWindow } from '../../domain/throttling/slidingWindow';

/** Time, replaceable in tests. */
export interface LimiterClock {
	/** Milliseconds of a monotonic clock with any start. */
	now: () => number;
	/** Rejects when the signal fires. */
	sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
	/** 0 (inclusive) to 1 (exclusive). */
	random: () => number;
}

/** The user's limits. An absent concurrency adapts automatically; an absent number per minute has no limit. */
export interface Caps {
	/** Own calls in flight. */
	concurrency?: number | undefined;
	requestsPerMinute?: number | undefined;
	/** Of prompts and responses together. */
	tokensPerMinute?: number | undefined;
}

export interface AcquireOptions {
	/** Stops waiting. */
	signal?: AbortSignal | undefined;
	/** Whether this goes before calls that aren't urgent: a retry. */
	isUrgent?: boolean | undefined;
	/** Earlier requests of this prompt, 0 by default. */
	failures?: number | undefined;
	/** Estimated tokens of the call, 0 by default. */
	tokens?: number | undefined;
	/**
	 * Time that the service requested for this retry. It lapses if the service accepts other calls before such times: then it
	 * doesn't throttle everything until then.
	 */
	notBefore?: number | undefined;
}

/** Permits one call. Call exactly one method, once, when the call has ended. */
export interface Permit {
	/** @param tokens actual tokens of the call, if the response contains them */
	success(tokens?: number): void;
	/** The service returned 429 or 503. @param retryDelayMs how long it asks to wait */
	throttled(retryDelayMs?: number): void;
	/** Another temporary error, or no response. */
	failed(): void;
	/** The outcome doesn't show anything about the service: the request was wrong or wasn't sent. */
	ignored(): void;
}

export interface Limiter {
	/** Waits until a call may start. @throws the signal's reason when it fires first */
	acquire(options?: AcquireOptions): Promise<Permit>;
}

export interface OpenLimiter extends Limiter {
	/** How many of its own calls the service throttled. */
	readonly throttled: number;
	/** What the service accepts, as far as known. */
	limits(): ServiceLimits;
}

export interface SharedLimiter {
	/**
	 * A limiter for one run or one conversation. Its caps apply only to its own calls. Caps per minute count the calls of all
	 * limiters.
	 */
	open(caps?: Caps): OpenLimiter;
	/** Time of the last use. */
	readonly usedAt: number;
}

interface Waiter {
	tokens: number;
	/** From this time on, it may test whether the service accepts calls again. */
	testableAt: number;
	grant: (permit: Permit) => void;
}

/** A waiter with a requested time. */
interface Delayed {
	client: Client;
	waiter: Waiter;
	notBefore: number;
}

interface Client {
	caps: Caps;
	inFlight: number;
	throttled: number;
	urgent: Waiter[];
	normal: Waiter[];
}

/** Permits granted in a row before responses that have arrived are handled. */
const permitsInARow = 4;

export function createLimiter({ now, sleep, random }: LimiterClock): SharedLimiter {
	const throttle = createThrottle(random);
	const requests = createSlidingWindow();
	const tokens = createSlidingWindow();
	/** Clients with waiters; each permit moves its client to the end. */
	let clients: Client[] = [];
	let delayed: Delayed[] = [];
	let usedAt = now();
	let permitsLeft = permitsInARow;
	let alarm: { at: number; off: AbortController } | undefined;

	/** When a client's first waiter may start. */
	function nextAt(client: Client, at: number): number {
		const openAt = Math.max(capsAllowAt(client, at), throttle.nextAt(at, client.caps.concurrency));
		const [tester] = throttle.isTesting ? testersOf(client) : [];
		return tester ? Math.max(openAt, tester.testableAt) : openAt;
	}

	/** The same, by the client's caps alone. */
	function capsAllowAt(client: Client, at: number): number {
		const { caps, inFlight } = client;
		const { concurrency, requestsPerMinute, tokensPerMinute } = caps;
		if (inFlight >= (concurrency ?? Infinity)) return Infinity;
		const needed = nextOf(client)?.tokens ?? 0;
		return Math.max(
			requestsPerMinute === undefined ? at : requests.nextAt(at, 1, requestsPerMinute),
			tokensPerMinute === undefined ? at : tokens.nextAt(at, needed, tokensPerMinute),
		);
	}

	/** A retry before a new call. Only the earliest tester may test the service: the test may fail. */
	function nextOf(client: Client): Waiter | undefined {
		return throttle.isTesting ? testersOf(client)[0] : (client.urgent[0] ?? client.normal[0]);
	}

	function testersOf({ urgent, normal }: Client): Waiter[] {
		return [...normal, ...urgent].sort((one, other) => one.testableAt - other.testableAt);
	}

	function grant(client: Client): void {
		const waiter = nextOf(client);
		if (waiter === undefined) return;
		client.urgent = client.urgent.filter((other) => other !== waiter);
		client.normal = client.normal.filter((other) => other !== waiter);
		clients = clients.filter((other) => other !== client);
		if (client.urgent.length + client.normal.length > 0) clients.push(client);
		usedAt = now();
		const call = throttle.sent(usedAt);
		client.inFlight += 1;
		requests.add(usedAt, 1);
		tokens.add(usedAt, waiter.tokens);
		waiter.grant(permitOf(client, call, waiter.tokens));
	}

	function permitOf(client: Client, call: Call, expected: number): Permit {
		const end = (report: () => void) => {
			client.inFlight -= 1;
			usedAt = now();
			report();
			pump();
		};
		return {
			success: (actual = expected) =>
				end(() => {
					throttle.success(call, usedAt);
					tokens.correct(call.sentAt, usedAt, actual - expected);
				}),
			throttled: (retryDelayMs) =>
				end(() => {
					client.throttled += 1;
					throttle.throttled(call, usedAt, retryDelayMs);
				}),
			failed: () => end(() => throttle.failed(call, usedAt)),
			ignored: () => end(() => throttle.ignored(call)),
		};
	}

	/** Adds a waiter to the queue of its client. */
	function enqueue(client: Client, waiter: Waiter, isUrgent: boolean): void {
		(isUrgent ? client.urgent : client.normal).push(waiter);
		if (!clients.includes(client)) clients.push(client);
	}

	/** Enqueues the waiters whose requested time has come or has lapsed. */
	function release(at: number): void {
		const isDue = ({ notBefore }: Delayed) => notBefore <= at || throttle.hasLapsed(at);
		const due = delayed.filter(isDue);
		if (due.length === 0) return;
		delayed = delayed.filter((one) => !isDue(one));
		for (const { client, waiter } of due) enqueue(client, waiter, true);
	}

	/** Grants the permits that are possible now, and sets the alarm for the next one. */
	function pump(): void {
		release(now());
		wake(Math.min(...delayed.map(({ notBefore }) => notBefore)));
		while (clients.length > 0) {
			const at = now();
			if (permitsLeft === 0) return wake(at);
			const [first] = clients
				.map((client) => ({ client, at: nextAt(client, at) }))
				.sort((one, other) => one.at - other.at);
			if (first === undefined) return;
			if (first.at > at) return wake(first.at);
			permitsLeft -= 1;
			grant(first.client);
		}
		rest();
	}

	/** Turns the alarm off if there are no waiters. */
	function rest(): void {
		if (clients.length + delayed.length > 0) return;
		alarm?.off.abort();
		alarm = undefined;
	}

	/** Sets the one alarm to the earliest time requested. Without an alarm, the end of a call grants the next permit. */
	function wake(at: number): void {
		if (clients.length + delayed.length === 0 || at === Infinity || (alarm !== undefined && alarm.at <= at))
			return;
		alarm?.off.abort();
		const mine = { at, off: new AbortController() };
		alarm = mine;
		sleep(Math.max(0, at - now()), mine.off.signal).then(
			() => {
				alarm = undefined;
				permitsLeft = permitsInARow;
				pump();
			},
			() => undefined,
		);
	}

	async function acquire(
		client: Client,
		{ signal, isUrgent = false, tokens: expected = 0, failures = 0, notBefore = 0 }: AcquireOptions,
	): Promise<Permit> {
		signal?.throwIfAborted();
		return await new Promise<Permit>((resolve, reject) => {
			const leave = () => {
				client.urgent = client.urgent.filter((other) => other !== waiter);
				client.normal = client.normal.filter((other) => other !== waiter);
				delayed = delayed.filter((other) => other.waiter !== waiter);
				if (client.urgent.length + client.normal.length === 0)
					clients = clients.filter((other) => other !== client);
				rest();
				reject(signal?.reason);
			};
			const waiter: Waiter = {
				tokens: expected,
				testableAt: failures === 0 ? 0 : now() + backoffMs(testPolicy, failures, random),
				grant(permit) {
					signal?.removeEventListener('abort', leave);
					resolve(permit);
				},
			};
			signal?.addEventListener('abort', leave, { once: true });
			if (notBefore > now()) delayed.push({ client, waiter, notBefore });
			else enqueue(client, waiter, isUrgent);
			pump();
		});
	}

	return {
		get usedAt() {
			return usedAt;
		},
		open(caps = {}) {
			const client: Client = { caps, inFlight: 0, throttled: 0, urgent: [], normal: [] };
			return {
				acquire: async (options = {}) => await acquire(client, options),
				get throttled() {
					return client.throttled;
				},
				limits: () => throttle.limits(),
			};
		},
	};
}
