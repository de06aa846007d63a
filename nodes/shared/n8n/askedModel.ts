import type { INodeProperties } from 'n8n-workflow';
import type { Connection } from './connect';
import type { ItemContext } from './context';
import {
	baseModelLocators,
	readBaseModel,
	tunedModelLocatorsWithNewest,
	tunedModelReader,
} from './modelLocator';
import { asText } from './parameters';

/** Picks a tuned model or a base model. The node registers `listSearch: { searchAskableModels, searchTunedModels }`. */
export const askedModelProperties: INodeProperties[] = [
	{
		displayName: 'Ask',
		name: 'ask',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Base Model', value: 'baseModel', description: 'One of Google’s models, to compare with' },
			{ name: 'Tuned Model', value: 'tunedModel', description: 'A model that was tuned on your rows' },
		],
		default: 'tunedModel',
	},
	...baseModelLocators('ask', 'The model that answers', { displayOptions: { show: { ask: ['baseModel'] } } }),
	...tunedModelLocatorsWithNewest({
		description: 'The tuned model that answers',
		displayOptions: { show: { ask: ['tunedModel'] } },
	}),
];

/** An entry of the node's `options`. */
export const checkpointField: INodeProperties = {
	displayName: 'Checkpoint ID',
	name: 'checkpointId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 2',
	description: 'Ask this checkpoint of the tuned model instead of the finished one',
	displayOptions: { show: { '/ask': ['tunedModel'] } },
};

/** Who is asked. */
export interface AskedModel {
	/** As the service takes it, see `TuningBackend.generate`. */
	name: string;
	kind: 'baseModel' | 'tunedModel';
	checkpointId?: string;
}

/** Reads whom an item's prompt is for. */
export function askedModelReader(
	ctx: ItemContext,
	connection: Connection,
): (itemIndex: number) => Promise<AskedModel> {
	const readTunedModel = tunedModelReader(ctx, connection);
	return async (itemIndex) => {
		if (ctx.getNodeParameter('ask', itemIndex, 'tunedModel') === 'baseModel')
			return { kind: 'baseModel', name: toBaseModelName(readBaseModel(ctx, itemIndex)) };
		const options = ctx.getNodeParameter('options', itemIndex, {});
		const checkpointId = asText(ctx, options.checkpointId, 'Checkpoint ID', itemIndex).trim();
		const name = await readTunedModel(itemIndex);
		return { kind: 'tunedModel', name, ...(checkpointId !== '' && { checkpointId }) };
	};
}

/** A bare ID would be taken for a tuned model's by the Gemini API. */
function toBaseModelName(text: string): string {
	return text.includes('/') ? text : `models/${text}`;
}
