import type { ISupplyDataFunctions, SupplyData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { defined } from '../shared/domain/defined';
import { trying } from '../shared/backend/tries';
import type { AskedModel } from '../shared/n8n/askedModel';
import { askedModelReader } from '../shared/n8n/askedModel';
import type { Connection } from '../shared/n8n/connect';
import { connect, placeOf } from '../shared/n8n/connect';
import { toNodeError } from '../shared/n8n/errors';
import { readSafetySettings } from '../shared/n8n/generation/safety';
import { readSampling } from '../shared/n8n/generation/sampling';
import { readThinking } from '../shared/n8n/generation/thinking';
import { readTries, requestTimeoutName } from '../shared/n8n/generation/tries';
import { limiterClock, limiterFor } from '../shared/n8n/limiters';
import { readLocation } from '../shared/n8n/location';
import { takingMedia } from './media';
import type { ChatModelOptions } from './model';
import { TunedChatModel } from './model';
import { UnusableResponseError } from './result';
import { loadSdk } from './sdk';

/**
 * Supplies the chat model for an item.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function supplyChatModel(ctx: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
	let connection: Connection | undefined;
	const explain = (error: unknown) => toUserError(ctx, error, itemIndex, connection);
	const supplying = async () => {
		const { supplyModel, getParametersJsonSchema } = await loadSdk(ctx);
		connection = await connect(ctx, readLocation(ctx, itemIndex));
		const model = await askedModelReader(ctx, connection)(itemIndex);
		const { backend } = connection;
		const chatModel = new TunedChatModel({
			backend,
			abilities: backend.supports.chat[model.kind],
			model,
			settings: readSettings(ctx, itemIndex),
			send: sender(ctx, itemIndex, connection, model),
			schemaOf: getParametersJsonSchema,
			explain,
		});
		const supplied = supplyModel(ctx, chatModel);
		return { ...supplied, response: takingMedia(supplied.response) };
	};
	return await supplying().catch((error: unknown) => {
		throw explain(error);
	});
}

/** All agents, chains and nodes that use the model share its limits. */
function sender(
	ctx: ISupplyDataFunctions,
	itemIndex: number,
	connection: Connection,
	{ name }: AskedModel,
): ChatModelOptions['send'] {
	const limiter = limiterFor(ctx, connection, name).open();
	const bounds = { ...readTries(ctx, itemIndex), signal: ctx.getExecutionCancelSignal() };
	return async (once) => {
		const { value } = await trying(
			limiter,
			limiterClock,
			async (timeoutMs) => await once({ timeoutMs, timeoutField: requestTimeoutName }),
			bounds,
		);
		return value;
	};
}

function readSettings(ctx: ISupplyDataFunctions, itemIndex: number): ChatModelOptions['settings'] {
	const options = ctx.getNodeParameter('options', itemIndex, {});
	return {
		generationConfig: defined({
			...readSampling(ctx, options, itemIndex),
			thinkingConfig: readThinking(ctx, options, itemIndex),
		}),
		safetySettings: readSafetySettings(options),
	};
}

function toUserError(
	ctx: ISupplyDataFunctions,
	error: unknown,
	itemIndex: number,
	connection: Connection | undefined,
): Error {
	if (!(error instanceof UnusableResponseError))
		return toNodeError(ctx.getNode(), error, { ...placeOf(connection), itemIndex });
	const { message, description } = error;
	return new NodeOperationError(ctx.getNode(), message, { itemIndex, description });
}
