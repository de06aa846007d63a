import type { IExecuteFunctions } from 'n8n-workflow';
import { asText } from '../shared/n8n/parameters';
import type { Connection } from '../shared/n8n/connect';
import { readBaseModel, tunedModelReader } from '../shared/n8n/modelLocator';

/** Who is asked. */
export interface AskedModel {
	/** As the service takes it, see `TuningBackend.generate`. */
	name: string;
	checkpointId?: string;
}

/** Reads whom an item's prompt is for. */
export function askedModelReader(
	ctx: IExecuteFunctions,
	connection: Connection,
): (itemIndex: number) => Promise<AskedModel> {
	const readTunedModel = tunedModelReader(ctx, connection);
	return async (itemIndex) => {
		if (ctx.getNodeParameter('ask', itemIndex, 'tunedModel') === 'baseModel')
			return { name: toBaseModelName(readBaseModel(ctx, itemIndex)) };
		const options = ctx.getNodeParameter('options', itemIndex, {});
		const checkpointId = asText(ctx, options.checkpointId, 'Checkpoint ID', itemIndex).trim();
		return { name: await readTunedModel(itemIndex), ...(checkpointId !== '' && { checkpointId }) };
	};
}

/** A bare ID would be taken for a tuned model's by the Gemini API. */
function toBaseModelName(text: string): string {
	return text.includes('/') ? text : `models/${text}`;
}
