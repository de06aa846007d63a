import type { Clock } from '../emulator/clock.ts';

interface Sleeper {
	at: number;
	wake: () => void;
}

const mostIdleTurns = 10_000;

/**
 * Many callers on one held clock. Time moves to the end of the next pause when no caller has anything else to do. An hour
 * of waiting therefore takes no time, and all pauses keep their proportions.
 */
export class Simulation {
	readonly #clock: Clock;
	readonly #sleepers: Sleeper[] = [];
	#working = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	readonly now = (): number => this.#clock.now();

	readonly sleep = async (ms: number): Promise<void> =>
		await new Promise((wake) => {
			this.#sleepers.push({ at: this.now() + ms, wake });
		});

	/** Time doesn't move during the work. */
	async work<T>(work: () => Promise<T>): Promise<T> {
		this.#working++;
		try {
			return await work();
		} finally {
			this.#working--;
		}
	}

	/** Runs until a promise is settled, and returns its result. */
	async until<T>(promise: Promise<T>): Promise<T> {
		let settled = false;
		const settle = () => void (settled = true);
		promise.then(settle, settle);
		for (let idle = 0; !settled && idle < mostIdleTurns; idle++) {
			await new Promise(setImmediate);
			if (!settled && (this.#working > 0 || this.#wakeNext())) idle = 0;
		}
		if (!settled) throw new Error('No caller sleeps or works, but the promise is still pending');
		return await promise;
	}

	#wakeNext(): boolean {
		const [next] = this.#sleepers.sort((a, b) => a.at - b.at);
		if (next === undefined) return false;
		this.#sleepers.shift();
		this.#clock.advance(Math.max(0, next.at - this.now()));
		next.wake();
		return true;
	}
}
