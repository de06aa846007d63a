import type { INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { defined } from '../shared/domain/defined';
import { toJobOutput } from '../shared/domain/jobOutput';
import { agentPermissionField, refuseAgents } from '../shared/n8n/agentGuard';
import { bucketLocator, readBucket } from '../shared/n8n/bucket';
import { baseModelLocator, readTunedModel, tunedModelLocator } from '../shared/n8n/modelLocator';
import { asText, readText } from '../shared/n8n/parameters';
import type { Operation } from './operation';

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Display Name',
			name: 'displayName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Ticket Classifier 3.5',
			description: 'Name of the new tuned model',
		},
		{
			displayName: 'Force New',
			name: 'forceNew',
			type: 'boolean',
			default: false,
			description:
				'Whether to start a new job although an equal one exists. A retry of the same execution still makes only one.',
		},
		{
			displayName: 'Replace at Endpoint',
			name: 'deployToSameEndpoint',
			type: 'boolean',
			default: true,
			description: 'Whether the new model takes the place of the old one at its endpoint',
		},
	],
};

export const rebase: Operation = {
	name: 'Rebase',
	action: 'Rebase a tuned model',
	description: 'Tune a tuned model’s data again on a newer base model',
	needs: (supports) => supports.rebase,
	fields: [
		tunedModelLocator('vertex', { description: 'The tuned model to make anew' }),
		baseModelLocator('vertex', 'tune', 'The newer model to tune; chosen by Google when empty', {
			required: false,
		}),
		{
			...bucketLocator,
			required: true,
			description: 'The Cloud Storage bucket for what the job writes',
		},
		agentPermissionField(),
		options,
	],
	async run({ ctx, backend, project, itemIndex }) {
		refuseAgents(ctx, 'start a tuning job', itemIndex);
		const given = ctx.getNodeParameter('options', itemIndex, {});
		const spec = {
			bucket: readBucket(ctx, itemIndex),
			...defined({
				baseModel: readText(ctx, 'baseModel', 'Base Model', itemIndex).trim() || undefined,
				displayName: asText(ctx, given.displayName, 'Display Name', itemIndex).trim() || undefined,
				deployToSameEndpoint:
					given.deployToSameEndpoint === undefined ? undefined : given.deployToSameEndpoint === true,
			}),
		};
		const key = { project, ...(given.forceNew === true && { forceNew: ctx.getExecutionId() }) };
		const creation = await backend.rebase?.(readTunedModel(ctx, itemIndex), spec, key);
		if (creation) {
			const { job, reused, attempt } = creation;
			return [{ ...toJobOutput(job), reused, attempt }];
		}
		throw new NodeOperationError(ctx.getNode(), `This service rebases no models [item ${itemIndex}]`, {
			itemIndex,
			description: "Set 'API' to 'Vertex AI'.",
		});
	},
};
