import type { INodeProperties } from 'n8n-workflow';
import { defined } from '../domain/defined';
import type { Connection } from '../runtime/connect';
import type { ItemContext } from '../runtime/context';
import {
	baseModelLocators,
	readBaseModel,
	tunedModelLocatorsWithNewest,
	tunedModelReader,
} from './modelLocator';
import { choiceField, optionalTextField, readOption } from './fields';

const askField = choiceField({
	displayName: 'Ask',
	name: 'ask',
	noDataExpression: true,
	options: [
		{ name: 'Base Model', value: 'baseModel', description: 'One of Google’s models, e.g. for comparison' },
		{ name: 'Tuned Model', value: 'tunedModel', description: 'A model tuned on your rows' },
	],
	default: 'tunedModel',
});

/** Selects a tuned model or a base model. The node registers `listSearch: { searchAskableModels, searchTunedModels }`. */
export const askedModelProperties: INodeProperties[] = [
	askField.property,
	...baseModelLocators('ask', 'The model that gets the prompt', {
		displayOptions: { show: { ask: ['baseModel'] } },
	}),
	...tunedModelLocatorsWithNewest({
		description: 'The tuned model that gets the prompt',
		displayOptions: { show: { ask: ['tunedModel'] } },
	}),
];

/** An expression with the model for the line below the node. */
export const askedModelSubtitle =
	'$parameter.ask === "baseModel" ? $parameter.baseModel : $parameter.tunedModel';

/** An entry of the node's `options`. */
export const checkpointField = optionalTextField({
	displayName: 'Checkpoint ID',
	name: 'checkpointId',
	default: '',
	placeholder: 'e.g. 2',
	description: 'The checkpoint of the tuned model to use. When empty, the default checkpoint is used.',
	displayOptions: { show: { '/ask': ['tunedModel'] } },
	needs: ({ checkpoints }) => checkpoints,
});

/** The model that gets a prompt. */
export interface AskedModel {
	/** The name that `TuningBackend.generate` accepts. */
	name: string;
	kind: 'baseModel' | 'tunedModel';
	checkpointId?: string;
}

/** Reads the model of an item's prompt. */
export function askedModelReader(
	ctx: ItemContext,
	connection: Connection,
): (itemIndex: number) => Promise<AskedModel> {
	const readTunedModel = tunedModelReader(ctx, connection);
	return async (itemIndex) => {
		if (askField.read(ctx, itemIndex) === 'baseModel')
			return { kind: 'baseModel', name: toBaseModelName(readBaseModel(ctx, itemIndex)) };
		const checkpointId = readOption(checkpointField, ctx, itemIndex);
		return { kind: 'tunedModel', name: await readTunedModel(itemIndex), ...defined({ checkpointId }) };
	};
}

/** The Gemini API treats a bare ID as a tuned model's. */
function toBaseModelName(text: string): string {
	return text.includes('/') ? text : `models/${text}`;
}
