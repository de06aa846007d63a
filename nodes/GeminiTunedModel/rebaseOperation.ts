import type { INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { defined } from '../shared/domain/defined';
import { toJobOutput } from '../shared/domain/jobOutput';
import { agentPermissionField, refuseAgents } from '../shared/runtime/agentGuard';
import { bucketLocator, readBucket } from '../shared/panel/bucketField';
import { baseModelLocator, readTunedModel, tunedModelLocator } from '../shared/panel/modelLocator';
import { asText, readText } from '../shared/panel/parameters';
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
			description: 'Name of the new tuned model. When empty, Google chooses the name.',
		},
		{
			displayName: 'Force New',
			name: 'forceNew',
			type: 'boolean',
			default: false,
			description:
				'Whether to start a new job even if an equal one exists. A retry of the same execution still starts only one job.',
		},
		{
			displayName: 'Replace at Endpoint',
			name: 'deployToSameEndpoint',
			type: 'boolean',
			default: true,
			description: 'Whether to replace the old model with the new one at its endpoint',
		},
	],
};

export const rebase: Operation = {
	name: 'Rebase',
	action: 'Rebase a tuned model',
	description: 'Tune a newer base model with the data of a tuned model',
	needs: (supports) => supports.rebase,
	fields: [
		tunedModelLocator('vertex', { description: 'The tuned model whose data is used again' }),
		baseModelLocator('vertex', 'tune', 'The newer model to tune. When empty, Google chooses it', {
			required: false,
		}),
		{
			...bucketLocator,
			required: true,
			description: 'The Cloud Storage bucket for the files that the job writes',
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
		throw new NodeOperationError(ctx.getNode(), `The Gemini API can't rebase models [item ${itemIndex}]`, {
			itemIndex,
			description: "Set 'API' to 'Vertex AI'.",
		});
	},
};
