import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { toAnswer } from '../shared/google/generation/toAnswer';
import type { Answer } from '../shared/domain/answer';
import { asChoice } from '../shared/panel/parameters';
import { listFindings } from './fit';
import type { Fitted } from './repair';

/** Settings for the output of one item. */
export interface Finish {
	ifBlocked: (typeof blockedChoices)[number];
	ifInvalid: (typeof invalidChoices)[number];
	isSimple: boolean;
	/** Whether the request has a schema or an example. */
	hasSchema: boolean;
}

const blockedChoices = ['error', 'output', 'skip'] as const;
const invalidChoices = ['error', 'output', 'repair'] as const;

export function readFinish(ctx: IExecuteFunctions, itemIndex: number): Finish {
	const options = ctx.getNodeParameter('options', itemIndex, {});
	const { ifBlocked = 'output', ifInvalid = 'output' } = options;
	return {
		ifBlocked: asChoice(ctx, ifBlocked, blockedChoices, 'If Blocked or Empty', itemIndex),
		ifInvalid: asChoice(ctx, ifInvalid, invalidChoices, 'If Response Is Invalid', itemIndex),
		isSimple: ctx.getNodeParameter('simplify', itemIndex, true) === true,
		hasSchema: options.jsonSchema !== undefined || options.exampleResponse !== undefined,
	};
}

/**
 * The JSON of an item's output; undefined for a skipped item.
 *
 * @throws NodeOperationError for a blocked, empty or invalid response, if the settings require it
 */
export function toOutput(
	ctx: IExecuteFunctions,
	itemIndex: number,
	model: string,
	{ ifBlocked, ifInvalid, isSimple, hasSchema }: Finish,
	fitted: Fitted,
): IDataObject | undefined {
	const answer = toAnswer(fitted.value);
	if (isUsable(answer)) {
		if (ifInvalid === 'error') refuseInvalid(ctx, fitted, hasSchema, itemIndex);
	} else {
		if (ifBlocked === 'error') throw toError(ctx, answer, itemIndex);
		if (ifBlocked === 'skip') return undefined;
	}
	return isSimple ? toSimple(model, answer, fitted) : { ...fitted.value };
}

function isUsable({ blocked, text }: Answer): boolean {
	return !blocked && text !== '';
}

function toError(ctx: IExecuteFunctions, answer: Answer, itemIndex: number): NodeOperationError {
	const message = answer.blocked
		? `Google blocked the response: ${answer.blockReason}`
		: "Google's response is empty";
	return new NodeOperationError(ctx.getNode(), `${message} [item ${itemIndex}]`, {
		itemIndex,
		description: answer.explanation ?? '',
	});
}

function refuseInvalid(ctx: IExecuteFunctions, { fit }: Fitted, hasSchema: boolean, itemIndex: number): void {
	const findings = listFindings(fit?.schemaFindings ?? []);
	if (findings.length === 0) return;
	const message = hasSchema ? "The response doesn't fit its schema" : "The response isn't JSON";
	throw new NodeOperationError(ctx.getNode(), `${message} [item ${itemIndex}]`, {
		itemIndex,
		description: findings.join(' '),
	});
}

function toSimple(
	model: string,
	{ candidates, ...answer }: Answer,
	{ fit, unrepaired, tries, milliseconds }: Fitted,
): IDataObject {
	return {
		model,
		...answer,
		...fit,
		...(unrepaired && { unrepaired }),
		...(candidates.length > 0 && { candidates }),
		tries,
		milliseconds,
	};
}
