import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { toAnswer } from '../shared/backend/toAnswer';
import type { Answer } from '../shared/domain/answer';
import { asChoice } from '../shared/n8n/parameters';
import { tellFindings } from './fit';
import type { Fitted } from './repair';

/** What becomes of the answer to one item. */
export interface Finish {
	ifBlocked: (typeof blockedChoices)[number];
	ifNotFitting: (typeof fittingChoices)[number];
	isSimple: boolean;
	/** Whether the answer is to be more than any JSON. */
	hasSchema: boolean;
}

const blockedChoices = ['error', 'output', 'skip'] as const;
const fittingChoices = ['error', 'output', 'repair'] as const;

export function readFinish(ctx: IExecuteFunctions, itemIndex: number): Finish {
	const options = ctx.getNodeParameter('options', itemIndex, {});
	const { ifBlocked = 'output', ifNotFitting = 'output' } = options;
	return {
		ifBlocked: asChoice(ctx, ifBlocked, blockedChoices, 'If Blocked or Empty', itemIndex),
		ifNotFitting: asChoice(ctx, ifNotFitting, fittingChoices, 'If the Answer Does Not Fit', itemIndex),
		isSimple: ctx.getNodeParameter('simplify', itemIndex, true) === true,
		hasSchema: options.jsonSchema !== undefined || options.exampleAnswer !== undefined,
	};
}

/**
 * The JSON of an item's output; undefined where it is to be skipped.
 *
 * @throws NodeOperationError for an answer that is blocked or empty or does not fit, where the user wants that
 */
export function toOutput(
	ctx: IExecuteFunctions,
	itemIndex: number,
	model: string,
	{ ifBlocked, ifNotFitting, isSimple, hasSchema }: Finish,
	fitted: Fitted,
): IDataObject | undefined {
	const answer = toAnswer(fitted.value);
	if (isUsable(answer)) {
		if (ifNotFitting === 'error') refuseUnfit(ctx, fitted, hasSchema, itemIndex);
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
	const message = answer.blocked ? `Google blocked the answer: ${answer.blockReason}` : 'The answer is empty';
	return new NodeOperationError(ctx.getNode(), `${message} [item ${itemIndex}]`, {
		itemIndex,
		description: answer.explanation ?? '',
	});
}

function refuseUnfit(ctx: IExecuteFunctions, { fit }: Fitted, hasSchema: boolean, itemIndex: number): void {
	const findings = tellFindings(fit?.schemaFindings ?? []);
	if (findings.length === 0) return;
	const message = hasSchema ? 'The answer does not fit its schema' : 'The answer is no JSON';
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
