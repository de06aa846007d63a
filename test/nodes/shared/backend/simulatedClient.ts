/**
 * A client and a server in virtual time: nothing waits, and a run is the same every time. Like a Node process, the client does
 * one thing at a time; sending a request and taking its answer cost it time.
 */
import { ConnectionError, GoogleApiError } from '../../../../nodes/shared/backend/errors';
import type { LimiterClock } from '../../../../nodes/shared/backend/limiter';
import { seededRandom } from '../../../../emulator/random.ts';

interface Happening {
	at: number;
	order: number;
	run: () => void;
}

/** What a server answers to one request, and when. */
export type Reply = { status: number; afterMs: number; askedMs?: number } | 'hang';

export interface SimulatedServer {
	/** @param done is to be called when the answer has gone out */
	receive(now: number): { reply: Reply; done?: () => void };
}

/** Milliseconds of the client's time that one request takes, before and after it is on its way; 1,000 of them take 1.3 s. */
const sendingMs = 0.65;
const takingMs = 0.65;

export class SimulatedClient {
	#now = 0;
	#order = 0;
	#busyUntil = 0;
	#happenings: Happening[] = [];
	readonly #server: SimulatedServer;
	/** Requests that reached the server. */
	calls = 0;
	refused = 0;
	underWay = 0;
	mostUnderWay = 0;
	firstCallAt = Infinity;
	lastAnswerAt = 0;

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
				// Node's timers take a millisecond at least.
				this.#at(this.#now + Math.max(1, ms), () => this.#work(0, wake));
			}),
	};

	/** Sends one request. A timeout is a status 0. */
	async send(timeoutMs = Infinity): Promise<Exclude<Reply, 'hang'>> {
		return await new Promise((resolve) => {
			this.#work(sendingMs, () => {
				const { reply, done } = this.#server.receive(this.#now);
				this.calls += 1;
				this.underWay += 1;
				this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
				this.firstCallAt = Math.min(this.firstCallAt, this.#now);
				const answer = reply === 'hang' ? { status: 0, afterMs: timeoutMs } : reply;
				this.#at(this.#now + answer.afterMs, () => {
					done?.();
					this.underWay -= 1;
					this.lastAnswerAt = this.#now;
					if (answer.status === 429) this.refused += 1;
					this.#work(takingMs, () => resolve(answer));
				});
			});
		});
	}

	/** Lets time pass until a promise is settled. */
	async until<T>(promise: Promise<T>): Promise<T> {
		let settled = false;
		const settle = () => void (settled = true);
		promise.then(settle, settle);
		while (!settled) {
			await new Promise(setImmediate);
			if (settled) break;
			const next = this.#next();
			if (next === undefined) throw new Error('Nothing will happen any more, yet it has not come to an end');
			this.#now = Math.max(this.#now, next.at);
			next.run();
		}
		return await promise;
	}

	/** Does something once what came before is done. */
	#work(ms: number, run: () => void): void {
		this.#busyUntil = Math.max(this.#busyUntil, this.#now) + ms;
		this.#at(this.#busyUntil, run);
	}

	#at(at: number, run: () => void): void {
		this.#happenings.push({ at, order: this.#order++, run });
	}

	#next(): Happening | undefined {
		let first = -1;
		for (const [i, { at, order }] of this.#happenings.entries()) {
			const best = this.#happenings[first];
			if (best === undefined || at < best.at || (at === best.at && order < best.order)) first = i;
		}
		return first === -1 ? undefined : this.#happenings.splice(first, 1)[0];
	}
}

/** Sends one request. @throws ConnectionError, GoogleApiError */
export async function sendOnce(client: SimulatedClient, timeoutMs: number): Promise<void> {
	const { status, askedMs } = await client.send(timeoutMs);
	if (status === 200) return;
	if (status === 0) throw new ConnectionError('No answer came');
	const details = [
		{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${Number(askedMs) / 1000}s` },
	];
	throw new GoogleApiError(status, askedMs === undefined ? {} : { details });
}
