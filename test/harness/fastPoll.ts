/**
 * Poll Times of a polling trigger that polls every few seconds. n8n refuses a schedule of less than a minute, but allows
 * several schedules, each at its own second of the minute.
 * @param seconds a divisor of 60
 */
export function fastPoll(seconds: number) {
	const starts = Array.from({ length: 60 / seconds }, (_, index) => index * seconds);
	return { item: starts.map((start) => ({ mode: 'custom', cronExpression: `${start} * * * * *` })) };
}
