import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { credentialTypes } from '../shared/runtime/authentication';
import { allItems, eachItem } from '../shared/runtime/items';
import { manyItems } from '../shared/runtime/lanes';
import { showLimits } from '../shared/runtime/processLimiters';
import { searchAskableModels, searchBuckets, searchTunedModels } from '../shared/panel/listSearch';
import { searchLocations } from '../shared/panel/locationField';
import { answerItems } from './answerItems';
import { createBatchJob } from './batch/createBatchOperation';
import { createOperation, resultsOperation } from './batch/batchFields';
import { batchResults } from './batch/batchResultItems';
import type { Pacing } from './pacing';
import { readPacing } from './pacing';
import { properties } from './properties';

/** Sends one prompt per item to a tuned model or a base model, or all prompts in one batch job. */
export class GeminiGenerateContent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gemini Generate Content',
		name: 'geminiGenerateContent',
		icon: { light: 'file:../../icons/gemini-tuning.svg', dark: 'file:../../icons/gemini-tuning.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ $parameter.operation === "getBatchResults" ? "results of a batch job" : $parameter.ask === "baseModel" ? $parameter.baseModel : $parameter.tunedModel }}',
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
		const operation = this.getNodeParameter('operation', 0, 'generate');
		if (operation === createOperation)
			return await allItems(this, async (connection) => await createBatchJob(this, connection));
		if (operation === resultsOperation)
			return await eachItem(this, (connection) => batchResults(this, connection));
		let pacing: Pacing | undefined;
		const outputs = await manyItems(this, (ctx, connection, signal) =>
			answerItems(ctx, connection, (pacing ??= readPacing(ctx, signal))),
		);
		showLimits(this, pacing?.limiters ?? []);
		return outputs;
	}
}
