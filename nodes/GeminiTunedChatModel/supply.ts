import type { ISupplyDataFunctions, SupplyData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { defined } from '../shared/domain/defined';
import { trying } from '../shared/google/throttling/tries';
import type { AskedModel } from '../shared/panel/askedModel';
import { askedModelReader } from '../shared/panel/askedModel';
import type { Connection } from '../shared/runtime/connect';
import { connect, placeOf } from '../shared/runtime/connect';
import { toNodeError } from '../shared/runtime/nodeErrors';
import { readEntries, readOptions } from '../shared/panel/fields';
import { safetySettingsField } from '../shared/panel/generation/safetyOptions';
import { samplingFields } from '../shared/panel/generation/samplingOptions';
import { readThinking } from '../shared/panel/generation/thinkingOptions';
import { readTries, requestTimeoutName } from '../shared/panel/generation/retryOptions';
import { limiterClock, limiterFor } from '../shared/runtime/processLimiters';
import { readLocation } from '../shared/panel/locationField';
import { takingMedia } from './media';
import type { ChatModelOptions } from './tunedChatModel';
import { TunedChatModel } from './tunedChatModel';
import { UnusableResponseError } from './chatResult';
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
	const options = readOptions(ctx, itemIndex);
	return {
		generationConfig: {
			...readEntries(samplingFields, options),
			...defined({ thinkingConfig: readThinking(options) }),
		},
		safetySettings: safetySettingsField.parse(options.safetySettings),
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
