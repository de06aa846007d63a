/** The emulator's time. The state of a job is computed from it; no timer waits for it. */
export interface Clock {
	/** Milliseconds since 1970, with fractions. */
	now(): number;
	/** Moves time forward. A clock never goes back. */
	advance(ms: number): void;
	/** `held`, or how many times faster than real time it runs. */
	readonly setting: 'held' | number;
	/** The time for request rates: real time, or this clock's own time while it is held. */
	rateTime(): number;
	/**
	 * Calls back after `ms` of this clock; a held clock calls back while a test advances it. Returns a function that
	 * cancels the call. On a running clock, `advance` doesn't make the call earlier.
	 */
	after(ms: number, callback: () => void): () => void;
}

interface Timer {
	at: number;
	callback(): void;
}

/** A clock that only a test moves, or one that runs `speed` times as fast as real time. */
export function createClock(setting: 'held' | number, startAt = Date.now()): Clock {
	if (setting !== 'held' && !(setting > 0 && Number.isFinite(setting))) {
		throw new Error(`The speed must be a number above 0, not ${setting}`);
	}
	const started = performance.now();
	let moved = 0;
	const elapsed = () => (setting === 'held' ? 0 : (performance.now() - started) * setting);
	const now = () => startAt + moved + elapsed();
	let timers: Timer[] = [];
	const nextBy = (time: number) => timers.filter(({ at }) => at <= time).sort((a, b) => a.at - b.at)[0];
	return {
		setting,
		now,
		advance(ms) {
			if (!(ms >= 0)) throw new Error(`The clock can only be moved forward, not by ${ms} ms`);
			const target = moved + ms;
			for (let due = nextBy(startAt + target); due; due = nextBy(startAt + target)) {
				const timer = due;
				timers = timers.filter((one) => one !== timer);
				moved = Math.max(moved, timer.at - startAt);
				timer.callback();
			}
			moved = target;
		},
		after(ms, callback) {
			if (setting !== 'held') {
				const timeout = setTimeout(callback, ms / setting);
				return () => clearTimeout(timeout);
			}
			const timer = { at: now() + ms, callback };
			timers.push(timer);
			return () => {
				timers = timers.filter((one) => one !== timer);
			};
		},
		rateTime: () => (setting === 'held' ? now() : Date.now()),
	};
}

function isoSeconds(micros: number): string {
	return new Date(Math.floor(micros / 1000)).toISOString().slice(0, 19);
}

/** `2024-04-14T12:14:39.204025Z`: Google's format of createTime, updateTime and completeTime. */
export function microsTimestamp(ms: number): string {
	const micros = Math.round(ms * 1000);
	return `${isoSeconds(micros)}.${String(micros % 1_000_000).padStart(6, '0')}Z`;
}

/** `2024-04-14T12:14:39.469211863Z`: Google's format of startTime and computeTime. */
export function nanosTimestamp(ms: number): string {
	const micros = Math.round(ms * 1000);
	// A double of this size has no nanoseconds; the last three digits are derived from the others.
	const nanos = (micros % 1_000_000) * 1000 + ((micros * 7) % 1000);
	return `${isoSeconds(micros)}.${String(nanos).padStart(9, '0')}Z`;
}
