import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { LimiterClock, OpenLimiter, SharedLimiter } from '../google/throttling/limiter';
import { createLimiters } from '../google/throttling/limiters';
import { pickedCredentialType } from './authentication';
import type { Connection } from './connect';
import type { ItemContext } from './context';

/** The real clock. */
export const limiterClock: LimiterClock = {
	now: () => performance.now(),
	sleep: async (milliseconds, signal) => await sleep(milliseconds, signal),
	random: Math.random,
};

const limiters = createLimiters(limiterClock);

/**
 * The limiter that all nodes of this process share for one model, location and credential.
 *
 * @param model name in the request
 * @param method method of the API; each has limits of its own
 */
export function limiterFor(
	ctx: ItemContext,
	{ project, location }: Pick<Connection, 'project' | 'location'>,
	model: string,
	method = 'generateContent',
): SharedLimiter {
	const type = pickedCredentialType(ctx);
	const { id, name } = ctx.getNode().credentials?.[type] ?? {};
	return limiters(JSON.stringify([type, id ?? name, project, location, model, method]));
}

/** Shows what Google accepted in this run as a hint above the output, if it rate-limited any request. */
export function showLimits(ctx: IExecuteFunctions, limiters: readonly OpenLimiter[]): void {
	for (const limiter of limiters) {
		if (limiter.throttled === 0) continue;
		const { inFlight, perMinute } = limiter.limits();
		const accepted = [
			...(inFlight === undefined ? [] : [`about ${inFlight} at a time`]),
			...(perMinute === undefined ? [] : [`about ${perMinute} a minute`]),
		];
		const message = `Google rate-limited ${limiter.throttled} requests, which the node retried.`;
		ctx.addExecutionHints({
			message: accepted.length > 0 ? `${message} It accepted ${accepted.join(' and ')}.` : message,
			location: 'outputPane',
		});
	}
}
