import type { GenericValue, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';
import { toAnswer } from '../shared/backend/toAnswer';
import type { GenerateContentRequest, GenerateContentResponse } from '../shared/backend/content';
import type { Answer } from '../shared/domain/answer';
import type { Connection } from '../shared/n8n/connect';
import type { ItemRun } from '../shared/n8n/items';
import { asChoice } from '../shared/n8n/parameters';
import { countTokens } from './countTokens';
import { askedModelReader } from '../shared/n8n/askedModel';
import { readRequest } from './request';

/** Sends each item's prompt to the model that is asked, or has it counted. */
export function answerItems(ctx: IExecuteFunctions, connection: Connection): ItemRun {
	const readModel = askedModelReader(ctx, connection);
	const { backend } = connection;
	return async (itemIndex) => {
		const request = readRequest(ctx, itemIndex, backend.supports);
		const ifBlocked = readIfBlocked(ctx, itemIndex);
		const isSimple = ctx.getNodeParameter('simplify', itemIndex, true) === true;
		const model = await readModel(itemIndex);
		if (ctx.getNodeParameter('operation', itemIndex, 'generate') === 'countTokens')
			return [await countTokens(ctx, connection, model, request, itemIndex)];
		const response = await backend.generate(model.name, request, model.checkpointId);
		const answer = toAnswer(response);
		if (!isUsable(answer) && ifBlocked === 'error') throw toError(ctx, answer, itemIndex);
		if (!isUsable(answer) && ifBlocked === 'skip') return [];
		return [isSimple ? toSimple(model.name, answer, request) : toRaw(response)];
	};
}

const blockedChoices = ['error', 'output', 'skip'] as const;

function readIfBlocked(ctx: IExecuteFunctions, itemIndex: number): (typeof blockedChoices)[number] {
	const { ifBlocked = 'output' } = ctx.getNodeParameter('options', itemIndex, {});
	return asChoice(ctx, ifBlocked, blockedChoices, 'If Blocked or Empty', itemIndex);
}

function isUsable({ blocked, text }: Answer): boolean {
	return !blocked && text !== '';
}

function toError(ctx: IExecuteFunctions, answer: Answer, itemIndex: number): NodeOperationError {
	const message = answer.blocked ? `Google blocked the answer: ${answer.blockReason}` : 'The answer is empty';
	return new NodeOperationError(ctx.getNode(), `${message} [item ${itemIndex}]`, {
		itemIndex,
		description: answer.explanation ?? '',
	});
}

function toSimple(
	model: string,
	{ candidates, ...answer }: Answer,
	{ generationConfig = {} }: GenerateContentRequest,
): IDataObject {
	const isJson = generationConfig.responseMimeType === 'application/json';
	return {
		model,
		...answer,
		...(isJson && { data: readJson(answer.text) }),
		...(candidates.length > 0 && { candidates }),
	};
}

/** An answer that was cut off is no JSON; `finishReason` and `explanation` tell of that. */
function readJson(text: string): GenericValue {
	return jsonParse<GenericValue>(text, { fallbackValue: null });
}

function toRaw(response: GenerateContentResponse): IDataObject {
	return { ...response };
}
