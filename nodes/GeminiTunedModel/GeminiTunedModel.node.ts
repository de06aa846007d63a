import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { apiProperty } from '../shared/panel/apis';
import { authenticationProperty, credentialTypes } from '../shared/runtime/authentication';
import { searchBaseModels, searchBuckets, searchTunedModels } from '../shared/panel/listSearch';
import { locationField, searchLocations } from '../shared/panel/locationField';
import { runOperation } from '../shared/panel/operations';
import { findTable, properties } from './panel';
import { searchPermissions } from './permissionLocator';

/** Manages tuned models, their permissions, endpoints and batch jobs. Other nodes create and call the models. */
export class GeminiTunedModel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gemini Tuned Model',
		name: 'geminiTunedModel',
		icon: { light: 'file:../../icons/gemini-tuning.svg', dark: 'file:../../icons/gemini-tuning.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'List, update, share, cancel and delete tuned Gemini models',
		defaults: { name: 'Gemini Tuned Model' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialTypes,
		hints: [
			{
				message: 'This permanently deletes one tuned model per input item.',
				type: 'warning',
				location: 'inputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter.resource === "tunedModel" && $parameter.operation === "delete" && $input.all().length > 1 }}',
			},
		],
		properties: [authenticationProperty, apiProperty, locationField, ...properties],
	};

	methods = {
		listSearch: { searchBaseModels, searchBuckets, searchLocations, searchPermissions, searchTunedModels },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperation(this, findTable(this.getNodeParameter('resource', 0)));
	}
}
