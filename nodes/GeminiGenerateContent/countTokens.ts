import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { CallLimits } from '../shared/google/backend';
import type { GenerateContentRequest } from '../shared/google/generation/content';
import type { Connection } from '../shared/runtime/connect';
import type { AskedModel } from '../shared/panel/askedModel';

/** Counts the billable tokens and characters of a prompt; null for a number that Google doesn't return. */
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
		throw new NodeOperationError(
			ctx.getNode(),
			`The Gemini API can't count the tokens of tuned models [item ${itemIndex}]`,
			{
				itemIndex,
				description: "Set 'API' to 'Vertex AI'.",
			},
		);
	}
	const { totalTokens, totalBillableCharacters = null } = counted;
	return { model: name, totalTokens, totalBillableCharacters };
}
