import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { toAnswer } from '../shared/backend/toAnswer';
import type { GenerateContentResponse } from '../shared/backend/content';
import type { Answer } from '../shared/domain/answer';
import type { Connection } from '../shared/n8n/connect';
import type { ItemRun } from '../shared/n8n/items';
import { tunedModelReader } from '../shared/n8n/modelLocator';
import { asChoice } from '../shared/n8n/parameters';
import { readRequest } from './request';

/** Sends each item's prompt to its tuned model. */
export function generateContent(ctx: IExecuteFunctions, connection: Connection): ItemRun {
	const readModel = tunedModelReader(ctx, connection);
	const { backend } = connection;
	return async (itemIndex) => {
		const request = readRequest(ctx, itemIndex, backend.supports);
		const ifBlocked = readIfBlocked(ctx, itemIndex);
		const isSimple = ctx.getNodeParameter('simplify', itemIndex, true) === true;
		const model = await readModel(itemIndex);
		const response = await backend.generate(model, request);
		const answer = toAnswer(response);
		if (!isUsable(answer) && ifBlocked === 'error') throw toError(ctx, answer, itemIndex);
		if (!isUsable(answer) && ifBlocked === 'skip') return [];
		return [isSimple ? toSimple(model, answer) : toRaw(response)];
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

function toSimple(model: string, { candidates, ...answer }: Answer): IDataObject {
	return { model, ...answer, ...(candidates.length > 0 && { candidates }) };
}

function toRaw(response: GenerateContentResponse): IDataObject {
	return { ...response };
}
