import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { credentialTypes } from '../shared/runtime/authentication';
import { searchBaseModels, searchBuckets, searchTunedModels } from '../shared/panel/listSearch';
import { searchLocations } from '../shared/panel/locationField';
import { runOperation, subtitleOf } from '../shared/panel/operations';
import { operations, properties } from './properties';

/** Creates one tuning job from all input items, or checks the items for it. */
export class GeminiCreateTunedModel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gemini Create Tuned Model',
		name: 'geminiCreateTunedModel',
		icon: { light: 'file:../../icons/gemini-tuning.svg', dark: 'file:../../icons/gemini-tuning.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleOf(operations),
		description: 'Tune a Gemini model on your rows, with one job for all input items',
		defaults: { name: 'Gemini Create Tuned Model' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialTypes,
		properties,
	};

	methods = { listSearch: { searchBaseModels, searchBuckets, searchLocations, searchTunedModels } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperation(this, operations);
	}
}
