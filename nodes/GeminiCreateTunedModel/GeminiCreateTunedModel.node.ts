import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { refuseAgents } from '../shared/n8n/agentGuard';
import { credentialTypes } from '../shared/n8n/authentication';
import { allItems } from '../shared/n8n/items';
import { searchBaseModels, searchBuckets, searchTunedModels } from '../shared/n8n/listSearch';
import { searchLocations } from '../shared/n8n/location';
import { createTunedModel } from './create';
import { checkSetUp } from './checkSetUp';
import { properties } from './properties';

/** Many items in, one tuning job out. */
export class GeminiCreateTunedModel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gemini Create Tuned Model',
		name: 'geminiCreateTunedModel',
		icon: { light: 'file:../../icons/gemini-tuning.svg', dark: 'file:../../icons/gemini-tuning.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ $parameter.operation === "checkSetUp" ? "check set-up" : $parameter.displayName || "one model from all items" }}',
		description:
			'Tune a Gemini model on the rows that arrive: all input items become the examples of one job',
		defaults: { name: 'Gemini Create Tuned Model' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialTypes,
		properties,
	};

	methods = { listSearch: { searchBaseModels, searchBuckets, searchLocations, searchTunedModels } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await allItems(this, async (connection) => {
			const operation = this.getNodeParameter('operation', 0);
			if (operation === 'checkSetUp') return await checkSetUp(this, connection);
			refuseAgents(this, 'start a tuning job', 0);
			return [await createTunedModel(this, connection)];
		});
	}
}
