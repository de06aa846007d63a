import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { CallLimits } from '../shared/backend/backend';
import type { GenerateContentRequest } from '../shared/backend/content';
import type { Connection } from '../shared/n8n/connect';
import type { AskedModel } from '../shared/n8n/askedModel';

/** What a prompt would be billed as; null stands for what the service does not tell. */
export async function countTokens(
	ctx: IExecuteFunctions,
	{ backend }: Connection,
	{ name, checkpointId }: AskedModel,
	request: GenerateContentRequest,
	itemIndex: number,
	limits: CallLimits,
): Promise<IDataObject> {
	const counted = await backend.countTokens?.(name, request, checkpointId, limits);
	if (!counted) {
		throw new NodeOperationError(ctx.getNode(), `This service counts no tokens [item ${itemIndex}]`, {
			itemIndex,
			description: "Set 'API' to 'Vertex AI'.",
		});
	}
	const { totalTokens, totalBillableCharacters = null } = counted;
	return { model: name, totalTokens, totalBillableCharacters };
}
