import type { INodeProperties } from 'n8n-workflow';
import { toProgress } from '../shared/domain/progress';
import { agentPermissionField, refuseAgents } from '../shared/n8n/agentGuard';
import { readTunedModel, tunedModelLocator } from '../shared/n8n/modelLocator';
import { asText, readRequiredText } from '../shared/n8n/parameters';
import type { Call, Resource } from './operation';
import { jobOutput, simplify } from './jobOutput';
import { pagingFields, readPages } from './paging';
import { update } from './update';

const jobName: INodeProperties = {
	displayName: 'Job Name',
	name: 'jobName',
	type: 'string',
	required: true,
	default: '={{ $json.name }}',
	placeholder: 'e.g. tunedModels/number-predictor-4tq7yx8b2k1m/operations/qqlbwzfyzn0k',
	description: 'The name of the tuning operation, which Gemini Create Tuned Model puts out as name',
};

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'Filter',
			name: 'filter',
			type: 'string',
			default: '',
			placeholder: 'e.g. owner:me predictor',
			description:
				'Words in the display name or the description. Google also understands owner:me, writers:me, readers:me and readers:everyone, without which models shared with everyone are left out.',
		},
	],
};

/** A tuned model together with the job that makes it. */
export const tunedModel: Resource = {
	name: 'Tuned Model',
	defaultOperation: 'get',
	operations: {
		cancel: {
			name: 'Cancel Tuning',
			action: 'Cancel the tuning of a model',
			description:
				'Stop a running tuning job. What it has trained so far stays as a model of uncertain quality.',
			fields: [jobName],
			async run(call) {
				const name = readJobName(call);
				await call.backend.cancel(name);
				return [{ name, cancelRequested: true }];
			},
		},
		delete: {
			name: 'Delete',
			action: 'Delete a tuned model',
			description: 'Delete a tuned model for good',
			fields: [tunedModelLocator, agentPermissionField()],
			async run(call) {
				refuseAgents(call.ctx, 'delete a tuned model', call.itemIndex);
				await call.backend.remove(readTunedModel(call.ctx, call.itemIndex));
				return [{ deleted: true }];
			},
		},
		get: {
			name: 'Get',
			action: 'Get a tuned model',
			description: 'Get one tuned model and where its tuning stands',
			fields: [tunedModelLocator, simplify],
			async run(call) {
				const job = await call.backend.get(readTunedModel(call.ctx, call.itemIndex));
				return [jobOutput(call, job)];
			},
		},
		getAll: {
			name: 'Get Many',
			action: 'Get many tuned models',
			description: 'Get many tuned models, oldest first',
			fields: [...pagingFields, filters, simplify],
			async run(call) {
				const filter = readFilter(call);
				const jobs = await readPages(call, (page) => call.backend.list({ ...page, ...filter }));
				return jobs.map((job) => jobOutput(call, job));
			},
		},
		getProgress: {
			name: 'Get Progress',
			action: 'Get the progress of a tuning',
			description: 'Get how far a tuning job has come: percent, steps and the loss at each step',
			fields: [jobName],
			async run(call) {
				return [{ ...toProgress(await call.backend.get(readJobName(call))) }];
			},
		},
		update,
	},
};

function readJobName({ ctx, itemIndex }: Call): string {
	return readRequiredText(ctx, jobName.name, jobName.displayName, itemIndex).trim();
}

function readFilter({ ctx, itemIndex }: Call): { filter?: string } {
	const given = ctx.getNodeParameter('filters', itemIndex, {});
	const filter = asText(ctx, given.filter, 'Filter', itemIndex).trim();
	return filter === '' ? {} : { filter };
}
