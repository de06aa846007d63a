/** The emulator's time. Jobs are computed from it; nothing waits for it. */
export interface Clock {
	/** Milliseconds since 1970, with fractions. */
	now(): number;
	/** Moves time forward. A clock never goes back. */
	advance(ms: number): void;
	/** `held`, or how many times faster than real time it runs. */
	readonly setting: 'held' | number;
	/** The time by which request rates are measured: real time, or this clock's own while it is held. */
	rateTime(): number;
}

/** A clock that stands still until a test moves it, or one that runs `speed` times as fast as real time. */
export function createClock(setting: 'held' | number, startAt = Date.now()): Clock {
	if (setting !== 'held' && !(setting > 0 && Number.isFinite(setting))) {
		throw new Error(`The speed must be a number above 0, not ${setting}`);
	}
	const started = performance.now();
	let moved = 0;
	const elapsed = () => (setting === 'held' ? 0 : (performance.now() - started) * setting);
	const now = () => startAt + moved + elapsed();
	return {
		setting,
		now,
		advance(ms) {
			if (!(ms >= 0)) throw new Error(`The clock can only be moved forward, not by ${ms} ms`);
			moved += ms;
		},
		rateTime: () => (setting === 'held' ? now() : Date.now()),
	};
}

function isoSeconds(micros: number): string {
	return new Date(Math.floor(micros / 1000)).toISOString().slice(0, 19);
}

/** `2024-04-14T12:14:39.204025Z`: how Google prints createTime, updateTime and completeTime. */
export function microsTimestamp(ms: number): string {
	const micros = Math.round(ms * 1000);
	return `${isoSeconds(micros)}.${String(micros % 1_000_000).padStart(6, '0')}Z`;
}

/** `2024-04-14T12:14:39.469211863Z`: how Google prints startTime and computeTime. */
export function nanosTimestamp(ms: number): string {
	const micros = Math.round(ms * 1000);
	// A double has no nanoseconds left at this size; the last three digits are made from the others.
	const nanos = (micros % 1_000_000) * 1000 + ((micros * 7) % 1000);
	return `${isoSeconds(micros)}.${String(nanos).padStart(9, '0')}Z`;
}
