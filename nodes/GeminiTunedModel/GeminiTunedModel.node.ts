import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import { apiProperty } from '../shared/n8n/apis';
import { authenticationProperty, credentialTypes } from '../shared/n8n/authentication';
import { eachItem } from '../shared/n8n/items';
import { searchBaseModels, searchBuckets, searchTunedModels } from '../shared/n8n/listSearch';
import { locationField, searchLocations } from '../shared/n8n/location';
import { findOperation, properties } from './panel';
import { searchPermissions } from './permissionLocator';

/** Everything that is done with a tuned model besides making and using it. */
export class GeminiTunedModel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gemini Tuned Model',
		name: 'geminiTunedModel',
		icon: { light: 'file:../../icons/gemini-tuning.svg', dark: 'file:../../icons/gemini-tuning.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Look after tuned Gemini models: list, follow, change, share, cancel and delete them',
		defaults: { name: 'Gemini Tuned Model' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialTypes,
		hints: [
			{
				message: 'This deletes a tuned model for every item that arrives, for good.',
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
		return await eachItem(this, ({ backend, project }) => async (itemIndex) => {
			const resource = this.getNodeParameter('resource', itemIndex);
			const name = this.getNodeParameter('operation', itemIndex, '');
			const operation = findOperation(resource, name);
			if (operation) return await operation.run({ ctx: this, backend, project, itemIndex });
			const message = `The operation '${name}' of '${resource}' is not offered here [item ${itemIndex}]`;
			const description = "Pick another one, or another 'API': not every API has all of them.";
			throw new NodeOperationError(this.getNode(), message, { itemIndex, description });
		});
	}
}
