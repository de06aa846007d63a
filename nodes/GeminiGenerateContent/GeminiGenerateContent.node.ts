import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { credentialTypes } from '../shared/runtime/authentication';
import { searchAskableModels, searchBuckets, searchTunedModels } from '../shared/panel/listSearch';
import { searchLocations } from '../shared/panel/locationField';
import { runOperation, subtitleOf } from '../shared/panel/operations';
import { operations, properties } from './properties';

/** Sends one prompt per item to a tuned model or a base model, or all prompts in one batch job. */
export class GeminiGenerateContent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gemini Generate Content',
		name: 'geminiGenerateContent',
		icon: { light: 'file:../../icons/gemini-tuning.svg', dark: 'file:../../icons/gemini-tuning.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleOf(operations),
		description: 'Generate text with a tuned Gemini model, one response per item',
		defaults: { name: 'Gemini Generate Content' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialTypes,
		hints: [
			{
				message: "The prompt is the same for every item. To change that, drag a field into 'Prompt'.",
				type: 'info',
				location: 'inputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $input.all().length > 1 && $parameter.operation !== "getBatchResults" && !$rawParameter.prompt?.startsWith("=") }}',
			},
		],
		properties,
	};

	methods = { listSearch: { searchAskableModels, searchBuckets, searchLocations, searchTunedModels } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperation(this, operations);
	}
}
