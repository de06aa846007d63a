import { sleep } from 'n8n-workflow';
import type { LimiterClock, SharedLimiter } from '../backend/limiter';
import { createLimiters } from '../backend/limiters';
import { pickedCredentialType } from './authentication';
import type { Connection } from './connect';
import type { ItemContext } from './context';

/** Time as it goes by. */
export const limiterClock: LimiterClock = {
	now: () => performance.now(),
	sleep: async (milliseconds, signal) => await sleep(milliseconds, signal),
	random: Math.random,
};

const limiters = createLimiters(limiterClock);

/**
 * What everybody in this process shares who asks the same model, in the same location, with the same credential.
 *
 * @param model as the service takes it
 * @param method what is asked of the model, where that has limits of its own
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
