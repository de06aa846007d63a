import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { authenticationProperty, credentialTypes } from '../shared/n8n/authentication';
import { eachItem } from '../shared/n8n/items';
import { searchTunedModels } from '../shared/n8n/listSearch';
import { tunedModelLocatorWithNewest } from '../shared/n8n/modelLocator';
import { generateContent } from './generate';
import { options } from './options';

/** One prompt in, one answer of a tuned model out. */
export class GeminiGenerateContent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gemini Generate Content',
		name: 'geminiGenerateContent',
		icon: { light: 'file:../../icons/gemini-tuning.svg', dark: 'file:../../icons/gemini-tuning.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter.tunedModel }}',
		description: 'Generate text with a tuned Gemini model, one answer for each item',
		defaults: { name: 'Gemini Generate Content' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialTypes,
		hints: [
			{
				message:
					'The prompt is the same for every item. Drag a field into it to ask about each item its own thing.',
				type: 'info',
				location: 'inputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $input.all().length > 1 && !$rawParameter.prompt?.startsWith("=") }}',
			},
		],
		properties: [
			authenticationProperty,
			{ ...tunedModelLocatorWithNewest, description: 'The tuned model that answers' },
			{
				displayName: 'Prompt',
				name: 'prompt',
				type: 'string',
				typeOptions: { rows: 4 },
				required: true,
				default: '',
				placeholder: 'e.g. twenty two',
				description: 'What the model is asked, best in the form of the inputs that it was tuned on',
			},
			{
				displayName: 'Simplify',
				name: 'simplify',
				type: 'boolean',
				default: true,
				description: 'Whether to return a simplified version of the response instead of the raw data',
			},
			options,
		],
	};

	methods = { listSearch: { searchTunedModels } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await eachItem(this, (connection) => generateContent(this, connection));
	}
}
