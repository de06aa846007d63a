import type { LimiterClock, SharedLimiter } from './limiter';
import { createLimiter } from './limiter';

/** Finds the limiter of something that has limits of its own. */
export type Limiters = (name: string) => SharedLimiter;

/** What was learnt of a service does not hold for longer without being used. */
const keptMs = 600_000;

/** Each is made when it is first asked for and forgotten some time after its last use. */
export function createLimiters(clock: LimiterClock): Limiters {
	const limiters = new Map<string, SharedLimiter>();
	return (name) => {
		for (const [other, { usedAt }] of limiters) if (clock.now() - usedAt > keptMs) limiters.delete(other);
		const limiter = limiters.get(name) ?? createLimiter(clock);
		limiters.set(name, limiter);
		return limiter;
	};
}
