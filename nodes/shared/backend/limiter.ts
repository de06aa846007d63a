/** Hands out turns to send, to everybody in this process who asks the same model with the same credential. */
import type { Call } from '../domain/flow/flow';
import { createFlow } from '../domain/flow/flow';
import { createMinutes } from '../domain/flow/minutes';

/** Time, so that a test can hold it. */
export interface LimiterClock {
	/** Milliseconds of a clock that never jumps, whatever it counts from. */
	now: () => number;
	/** Rejects when the signal fires. */
	sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
	/** 0 (inclusive) to 1 (exclusive). */
	random: () => number;
}

/** What its user allows; what is left out is found automatically, or has no bound. */
export interface Caps {
	/** Of its own calls, under way at once. */
	concurrency?: number | undefined;
	requestsPerMinute?: number | undefined;
	/** Of prompts and answers together. */
	tokensPerMinute?: number | undefined;
}

export interface TurnRequest {
	/** Gives the turn up. */
	signal?: AbortSignal | undefined;
	/** Goes before those that are not: a call that was begun earlier. */
	isUrgent?: boolean | undefined;
	/** What the call will take of the tokens per minute. */
	tokens?: number | undefined;
}

/** The right to send one call. Exactly one of its ends has to be told. */
export interface Turn {
	/** @param tokens what the call took, where the answer tells it */
	answered(tokens?: number): void;
	/** 429 or 503. @param askedMs how long the service asks to wait */
	refused(askedMs?: number): void;
	/** Another passing fault, or no answer. */
	failed(): void;
	/** It says nothing about the service: a mistake in the request, or nothing was sent. */
	dropped(): void;
}

export interface Limiter {
	/** @throws the signal's reason when it fires first */
	turn(request?: TurnRequest): Promise<Turn>;
}

export interface SharedLimiter {
	/** For one run or one conversation. Its caps bind only what goes through it; those by the minute count what everybody sends. */
	open(caps?: Caps): Limiter;
	/** When it was last used. */
	readonly usedAt: number;
}

interface Waiter {
	tokens: number;
	take: (turn: Turn) => void;
}

interface Client {
	caps: Caps;
	underWay: number;
	urgent: Waiter[];
	normal: Waiter[];
}

/** Turns that are given without a look at what came in meanwhile. */
const turnsAtOnce = 4;

export function createLimiter({ now, sleep, random }: LimiterClock): SharedLimiter {
	const flow = createFlow(random);
	const requests = createMinutes();
	const tokens = createMinutes();
	/** Those with waiters, in turn. */
	let clients: Client[] = [];
	let usedAt = now();
	let turnsLeft = turnsAtOnce;
	let alarm: { at: number; off: AbortController } | undefined;

	/** When a client's first waiter may go. */
	function nextAt(client: Client, at: number): number {
		return Math.max(capsAllowAt(client, at), flow.nextAt(at, client.caps.concurrency));
	}

	/** The same, as far as its caps are concerned. */
	function capsAllowAt({ caps, underWay, urgent, normal }: Client, at: number): number {
		const { concurrency, requestsPerMinute, tokensPerMinute } = caps;
		if (underWay >= (concurrency ?? Infinity)) return Infinity;
		const taken = (urgent[0] ?? normal[0])?.tokens ?? 0;
		return Math.max(
			requestsPerMinute === undefined ? at : requests.nextAt(at, 1, requestsPerMinute),
			tokensPerMinute === undefined ? at : tokens.nextAt(at, taken, tokensPerMinute),
		);
	}

	function give(client: Client): void {
		const waiter = client.urgent.shift() ?? client.normal.shift();
		if (waiter === undefined) return;
		clients = clients.filter((other) => other !== client);
		if (client.urgent.length + client.normal.length > 0) clients.push(client);
		usedAt = now();
		const call = flow.sent(usedAt);
		client.underWay += 1;
		requests.add(usedAt, 1);
		tokens.add(usedAt, waiter.tokens);
		waiter.take(turnOf(client, call, waiter.tokens));
	}

	function turnOf(client: Client, call: Call, expected: number): Turn {
		const done = (tell: () => void) => {
			client.underWay -= 1;
			usedAt = now();
			tell();
			pump();
		};
		return {
			answered: (taken = expected) =>
				done(() => {
					flow.answered(call, usedAt);
					tokens.correct(call.sentAt, usedAt, taken - expected);
				}),
			refused: (askedMs) => done(() => flow.refused(call, usedAt, askedMs)),
			failed: () => done(() => flow.failed(call, usedAt)),
			dropped: () => done(() => flow.dropped()),
		};
	}

	/** Gives what turns may be given now, and sets the alarm for the next. */
	function pump(): void {
		while (clients.length > 0) {
			const at = now();
			if (turnsLeft === 0) return wake(at);
			const [first] = clients
				.map((client) => ({ client, at: nextAt(client, at) }))
				.sort((one, other) => one.at - other.at);
			if (first === undefined) return;
			if (first.at > at) return wake(first.at);
			turnsLeft -= 1;
			give(first.client);
		}
		rest();
	}

	/** Without anybody who waits there is nothing to wake up for. */
	function rest(): void {
		if (clients.length > 0) return;
		alarm?.off.abort();
		alarm = undefined;
	}

	/** One alarm at a time, for the earliest that is asked for; without one, the end of a call brings the next turn. */
	function wake(at: number): void {
		if (clients.length === 0 || at === Infinity || (alarm !== undefined && alarm.at <= at)) return;
		alarm?.off.abort();
		const mine = { at, off: new AbortController() };
		alarm = mine;
		sleep(Math.max(0, at - now()), mine.off.signal).then(
			() => {
				alarm = undefined;
				turnsLeft = turnsAtOnce;
				pump();
			},
			() => undefined,
		);
	}

	async function turn(client: Client, { signal, isUrgent = false, tokens: taken = 0 }: TurnRequest) {
		signal?.throwIfAborted();
		return await new Promise<Turn>((resolve, reject) => {
			const queue = isUrgent ? client.urgent : client.normal;
			const leave = () => {
				queue.splice(queue.indexOf(waiter), 1);
				if (client.urgent.length + client.normal.length === 0)
					clients = clients.filter((other) => other !== client);
				rest();
				reject(signal?.reason);
			};
			const waiter: Waiter = {
				tokens: taken,
				take(given) {
					signal?.removeEventListener('abort', leave);
					resolve(given);
				},
			};
			signal?.addEventListener('abort', leave, { once: true });
			queue.push(waiter);
			if (!clients.includes(client)) clients.push(client);
			pump();
		});
	}

	return {
		get usedAt() {
			return usedAt;
		},
		open(caps = {}) {
			const client: Client = { caps, underWay: 0, urgent: [], normal: [] };
			return { turn: async (request = {}) => await turn(client, request) };
		},
	};
}
