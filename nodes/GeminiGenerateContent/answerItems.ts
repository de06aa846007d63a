import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { CallLimits } from '../shared/backend/backend';
import type { Limiter, Turn } from '../shared/backend/limiter';
import type { Tried } from '../shared/backend/tries';
import { trying } from '../shared/backend/tries';
import type { AskedModel } from '../shared/n8n/askedModel';
import { askedModelReader } from '../shared/n8n/askedModel';
import type { Connection } from '../shared/n8n/connect';
import type { LaneRun } from '../shared/n8n/lanes';
import { limiterClock, limiterFor } from '../shared/n8n/limiters';
import { countTokens } from './countTokens';
import { readFinish, toOutput } from './generate';
import type { Pacing } from './pacing';
import { readRequest } from './request';

/** Sends each item's prompt to the model that is asked, or has it counted. */
export function answerItems(
	ctx: IExecuteFunctions,
	connection: Connection,
	{ caps, bounds }: Pacing,
): LaneRun {
	const { backend } = connection;
	const readModel = askedModelReader(ctx, connection);
	const limiters = new Map<string, Limiter>();

	function limiterOf({ name }: AskedModel, method: string): Limiter {
		const key = JSON.stringify([name, method]);
		const limiter = limiters.get(key) ?? limiterFor(ctx, connection, name, method).open(caps);
		limiters.set(key, limiter);
		return limiter;
	}

	return async (itemIndex) => {
		const request = readRequest(ctx, itemIndex, backend.supports);
		const finish = readFinish(ctx, itemIndex);
		const model = await readModel(itemIndex);
		const isCount = ctx.getNodeParameter('operation', itemIndex, 'generate') === 'countTokens';
		const limiter = limiterOf(model, isCount ? 'countTokens' : 'generateContent');
		const asked = async <T>(
			send: (limits: CallLimits) => Promise<T>,
			first: Turn | undefined,
		): Promise<Tried<T>> =>
			await trying(limiter, limiterClock, async (timeoutMs) => await send({ timeoutMs }), bounds, { first });
		const paired = (json: IDataObject | undefined) =>
			json ? [{ json, pairedItem: { item: itemIndex } }] : [];
		return {
			limiter,
			async go(turn) {
				if (isCount) {
					const count = async (limits: CallLimits) =>
						await countTokens(ctx, connection, model, request, itemIndex, limits);
					return paired((await asked(count, turn)).value);
				}
				const generate = async (limits: CallLimits) =>
					await backend.generate(model.name, request, model.checkpointId, limits);
				return paired(toOutput(ctx, itemIndex, model.name, request, finish, await asked(generate, turn)));
			},
		};
	};
}
