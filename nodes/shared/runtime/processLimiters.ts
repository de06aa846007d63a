import { sleep } from 'n8n-workflow';
import type { LimiterClock, SharedLimiter } from '../google/throttling/limiter';
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
