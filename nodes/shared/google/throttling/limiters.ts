import type { LimiterClock, SharedLimiter } from './limiter';
import { createLimiter } from './limiter';

/** Returns the limiter for a name. Each name has limits of its own. */
export type Limiters = (name: string) => SharedLimiter;

/** Estimates that haven't been used for longer are outdated. */
const keptMs = 600_000;

/** Creates each limiter on first use and removes it after ten minutes without use. */
export function createLimiters(clock: LimiterClock): Limiters {
	const limiters = new Map<string, SharedLimiter>();
	return (name) => {
		for (const [other, { usedAt }] of limiters) if (clock.now() - usedAt > keptMs) limiters.delete(other);
		const limiter = limiters.get(name) ?? createLimiter(clock);
		limiters.set(name, limiter);
		return limiter;
	};
}
