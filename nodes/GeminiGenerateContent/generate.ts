import type { GenericValue, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';
import type { GenerateContentRequest, GenerateContentResponse } from '../shared/backend/content';
import { toAnswer } from '../shared/backend/toAnswer';
import type { Tried } from '../shared/backend/tries';
import type { Answer } from '../shared/domain/answer';
import { asChoice } from '../shared/n8n/parameters';

/** What becomes of the answer to one item. */
export interface Finish {
	ifBlocked: (typeof blockedChoices)[number];
	isSimple: boolean;
}

const blockedChoices = ['error', 'output', 'skip'] as const;

export function readFinish(ctx: IExecuteFunctions, itemIndex: number): Finish {
	const { ifBlocked = 'output' } = ctx.getNodeParameter('options', itemIndex, {});
	return {
		ifBlocked: asChoice(ctx, ifBlocked, blockedChoices, 'If Blocked or Empty', itemIndex),
		isSimple: ctx.getNodeParameter('simplify', itemIndex, true) === true,
	};
}

/**
 * The JSON of an item's output; undefined where it is to be skipped.
 *
 * @throws NodeOperationError for an answer that is blocked or empty, where the user wants that
 */
export function toOutput(
	ctx: IExecuteFunctions,
	itemIndex: number,
	model: string,
	request: GenerateContentRequest,
	{ ifBlocked, isSimple }: Finish,
	{ value: response, tries, milliseconds }: Tried<GenerateContentResponse>,
): IDataObject | undefined {
	const answer = toAnswer(response);
	if (!isUsable(answer) && ifBlocked === 'error') throw toError(ctx, answer, itemIndex);
	if (!isUsable(answer) && ifBlocked === 'skip') return undefined;
	return isSimple ? { ...toSimple(model, answer, request), tries, milliseconds } : { ...response };
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
