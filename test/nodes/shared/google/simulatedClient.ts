/**
 * A client and a server in virtual time, so that tests don't wait and repeat exactly. Like a Node process, the client does one
 * task at a time. Sending a request and handling its response take time.
 */
import { ConnectionError, GoogleApiError } from '../../../../nodes/shared/google/http/googleErrors';
import type { LimiterClock } from '../../../../nodes/shared/google/throttling/limiter';
import { seededRandom } from '../../../../emulator/random.ts';

interface Event {
	at: number;
	order: number;
	run: () => void;
}

/** A server's response to one request, and its delay. */
export type Reply = { status: number; afterMs: number; retryDelayMs?: number } | 'hang';

export interface SimulatedServer {
	/** @returns the reply, and a callback for when it has been sent */
	receive(now: number): { reply: Reply; done?: () => void };
}

/** Milliseconds of the client's time to send one request and to handle its response: 1.3 s for 1,000 requests. */
const sendingMs = 0.65;
const handlingMs = 0.65;

export class SimulatedClient {
	#now = 0;
	#order = 0;
	#busyUntil = 0;
	#events: Event[] = [];
	readonly #server: SimulatedServer;
	/** Requests that reached the server. */
	calls = 0;
	throttled = 0;
	inFlight = 0;
	peakInFlight = 0;
	firstCallAt = Infinity;
	lastResponseAt = 0;

	constructor(server: SimulatedServer) {
		this.#server = server;
	}

	readonly now = (): number => this.#now;

	readonly clock: LimiterClock = {
		now: this.now,
		random: seededRandom(7),
		sleep: async (ms, signal) =>
			await new Promise((wake, reject) => {
				signal?.addEventListener('abort', () => reject(new Error('stopped')));
				// Node's timers take at least one millisecond.
				this.#at(this.#now + Math.max(1, ms), () => this.#work(0, wake));
			}),
	};

	/** Sends one request. A timeout is a status 0. */
	async send(timeoutMs = Infinity): Promise<Exclude<Reply, 'hang'>> {
		return await new Promise((resolve) => {
			this.#work(sendingMs, () => {
				const { reply, done } = this.#server.receive(this.#now);
				this.calls += 1;
				this.inFlight += 1;
				this.peakInFlight = Math.max(this.peakInFlight, this.inFlight);
				this.firstCallAt = Math.min(this.firstCallAt, this.#now);
				const response = reply === 'hang' ? { status: 0, afterMs: timeoutMs } : reply;
				this.#at(this.#now + response.afterMs, () => {
					done?.();
					this.inFlight -= 1;
					this.lastResponseAt = this.#now;
					if (response.status === 429) this.throttled += 1;
					this.#work(handlingMs, () => resolve(response));
				});
			});
		});
	}

	/** Advances the time until a promise ends. */
	async until<T>(promise: Promise<T>): Promise<T> {
		let hasEnded = false;
		const end = () => void (hasEnded = true);
		promise.then(end, end);
		while (!hasEnded) {
			await new Promise(setImmediate);
			if (hasEnded) break;
			const next = this.#next();
			if (next === undefined) throw new Error('The promise never ends: the simulation has no more events');
			this.#now = Math.max(this.#now, next.at);
			next.run();
		}
		return await promise;
	}

	/** Runs a task after the earlier ones. */
	#work(ms: number, run: () => void): void {
		this.#busyUntil = Math.max(this.#busyUntil, this.#now) + ms;
		this.#at(this.#busyUntil, run);
	}

	#at(at: number, run: () => void): void {
		this.#events.push({ at, order: this.#order++, run });
	}

	#next(): Event | undefined {
		let first = -1;
		for (const [i, { at, order }] of this.#events.entries()) {
			const best = this.#events[first];
			if (best === undefined || at < best.at || (at === best.at && order < best.order)) first = i;
		}
		return first === -1 ? undefined : this.#events.splice(first, 1)[0];
	}
}

/** Sends one request. @throws ConnectionError, GoogleApiError */
export async function sendOnce(client: SimulatedClient, timeoutMs: number): Promise<void> {
	const { status, retryDelayMs } = await client.send(timeoutMs);
	if (status === 200) return;
	if (status === 0) throw new ConnectionError('No response arrived');
	const details = [
		{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${Number(retryDelayMs) / 1000}s` },
	];
	throw new GoogleApiError(status, retryDelayMs === undefined ? {} : { details });
}
