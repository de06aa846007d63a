import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { refuseAgents } from '../shared/n8n/agentGuard';
import { credentialTypes } from '../shared/n8n/authentication';
import type { Connection } from '../shared/n8n/connect';
import type { NodeOutput } from '../shared/n8n/items';
import { allItems } from '../shared/n8n/items';
import { searchBaseModels, searchBuckets, searchTunedModels } from '../shared/n8n/listSearch';
import { searchLocations } from '../shared/n8n/location';
import { asChoice } from '../shared/n8n/parameters';
import { buildDataset } from './buildDataset';
import { checkDataset } from './checkDataset';
import { checkSetUp } from './checkSetUp';
import { createTunedModel } from './create';
import type { Operation } from './operations';
import { operations } from './operations';
import { properties } from './properties';

type Run = (context: IExecuteFunctions, connection: Connection) => Promise<NodeOutput[]>;

/** Beneath the node on the canvas; a creation is told by the name of its model. */
const subtitles: Readonly<Partial<Record<Operation, string>>> = {
	buildDataset: 'build dataset',
	checkDataset: 'check dataset',
	checkSetUp: 'check set-up',
};

/** Many items in, one tuning job out. */
export class GeminiCreateTunedModel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gemini Create Tuned Model',
		name: 'geminiCreateTunedModel',
		icon: { light: 'file:../../icons/gemini-tuning.svg', dark: 'file:../../icons/gemini-tuning.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: `={{ ${JSON.stringify(subtitles)}[$parameter.operation] ?? ($parameter.displayName || "one model from all rows") }}`,
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
			const operation = asChoice(this, this.getNodeParameter('operation', 0), operations, 'Operation', 0);
			return await runs[operation](this, connection);
		});
	}
}

const runs: Readonly<Record<Operation, Run>> = {
	buildDataset,
	checkDataset,
	checkSetUp,
	async create(context, connection) {
		refuseAgents(context, 'start a tuning job', 0);
		return await createTunedModel(context, connection);
	},
};
