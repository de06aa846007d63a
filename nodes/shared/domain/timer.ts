/** Some 24 days; Node takes anything longer for 1 ms. */
const longestMs = 2 ** 31 - 1;

/** Milliseconds as Node's timers and signals take them. */
export function asTimer(milliseconds: number): number {
	return Math.min(Math.ceil(milliseconds), longestMs);
}
