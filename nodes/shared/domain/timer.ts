/** About 24 days. Node treats longer times as 1 ms. */
const longestMs = 2 ** 31 - 1;

/** Limits milliseconds to the range of Node's timers and signals. */
export function asTimer(milliseconds: number): number {
	return Math.min(Math.ceil(milliseconds), longestMs);
}
