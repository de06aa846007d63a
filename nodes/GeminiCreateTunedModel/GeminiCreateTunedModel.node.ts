import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { refuseAgents } from '../shared/runtime/agentGuard';
import { credentialTypes } from '../shared/runtime/authentication';
import type { Connection } from '../shared/runtime/connect';
import type { NodeOutput } from '../shared/runtime/items';
import { allItems } from '../shared/runtime/items';
import { searchBaseModels, searchBuckets, searchTunedModels } from '../shared/panel/listSearch';
import { searchLocations } from '../shared/panel/locationField';
import { asChoice } from '../shared/panel/parameters';
import { buildDataset } from './buildDatasetOperation';
import { checkDataset } from './checkDataset';
import { checkSetUp } from './checkSetUp';
import { createTunedModel } from './createOperation';
import type { Operation } from './createOperations';
import { operations } from './createOperations';
import { properties } from './properties';

type Run = (context: IExecuteFunctions, connection: Connection) => Promise<NodeOutput[]>;

/** Beneath the node on the canvas; a creation is told by the name of its model. */
const subtitles: Readonly<Partial<Record<Operation, string>>> = {
	buildDataset: 'build dataset',
	checkDataset: 'check dataset',
	checkSetUp: 'check setup',
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
