import type { INodeType, INodeTypeDescription, ISupplyDataFunctions, SupplyData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { credentialTypes } from '../shared/runtime/authentication';
import { askedModelSubtitle } from '../shared/panel/askedModel';
import { searchAskableModels, searchTunedModels } from '../shared/panel/listSearch';
import { searchLocations } from '../shared/panel/locationField';
import { properties } from './properties';
import { supplyChatModel } from './supply';

/** Supplies a tuned model or a base model to n8n's agents, chains and classifiers. */
export class GeminiTunedChatModel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gemini Tuned Chat Model',
		name: 'geminiTunedChatModel',
		icon: { light: 'file:../../icons/gemini-tuning.svg', dark: 'file:../../icons/gemini-tuning.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: `={{ ${askedModelSubtitle} }}`,
		description: 'Use a tuned Gemini model in AI Agents, chains and classifiers',
		defaults: { name: 'Gemini Tuned Chat Model' },
		inputs: [],
		outputs: [NodeConnectionTypes.AiLanguageModel],
		outputNames: ['Model'],
		credentials: credentialTypes,
		properties,
	};

	methods = { listSearch: { searchAskableModels, searchLocations, searchTunedModels } };

	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		return await supplyChatModel(this, itemIndex);
	}
}
