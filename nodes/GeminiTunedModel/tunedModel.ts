import type { INodeProperties } from 'n8n-workflow';
import { toProgress } from '../shared/domain/progress';
import { shownFor } from '../shared/panel/apis';
import { agentPermissionField, refuseAgents } from '../shared/runtime/agentGuard';
import { readTunedModel, tunedModelLocators } from '../shared/panel/modelLocator';
import { readRequiredText } from '../shared/panel/parameters';
import type { Call, Resource } from './operation';
import { filterField, filtersOf, readFilter } from './filter';
import { jobOutput, simplify } from './jobItem';
import { pagingFields, readPages } from './paging';
import { rebase } from './rebaseOperation';
import { update } from './update';

const jobName: INodeProperties = {
	displayName: 'Job Name',
	name: 'jobName',
	type: 'string',
	required: true,
	default: '={{ $json.name }}',
	description: "The name of the tuning job, which Gemini Create Tuned Model returns as 'name'",
};

const jobNames: INodeProperties[] = [
	shownFor('gemini', {
		...jobName,
		placeholder: 'e.g. tunedModels/number-predictor-4tq7yx8b2k1m/operations/qqlbwzfyzn0k',
	}),
	shownFor('vertex', {
		...jobName,
		placeholder: 'e.g. projects/my-project/locations/us-central1/tuningJobs/4567890123456789012',
	}),
];

const filters = filtersOf(
	shownFor('gemini', {
		...filterField,
		placeholder: 'e.g. owner:me predictor',
		description:
			'Words in the display name or the description, or owner:me, writers:me, readers:me or readers:everyone. Only readers:everyone includes models shared with everyone. When empty, all your models match.',
	}),
	shownFor('vertex', {
		...filterField,
		placeholder: 'e.g. state=JOB_STATE_SUCCEEDED',
		description: 'A condition in the filter language of Vertex AI. When empty, all jobs match.',
	}),
);

/** A tuned model and its tuning job. */
export const tunedModel: Resource = {
	name: 'Tuned Model',
	defaultOperation: 'get',
	operations: {
		cancel: {
			name: 'Cancel Tuning',
			action: 'Cancel the tuning of a model',
			description:
				'Stop a running tuning job. The Gemini API keeps the partly trained model, whose quality is uncertain.',
			fields: jobNames,
			async run(call) {
				const name = readJobName(call);
				await call.backend.cancel(name);
				return [{ name, cancelRequested: true }];
			},
		},
		delete: {
			name: 'Delete',
			action: 'Delete a tuned model',
			description: 'Permanently delete a tuned model and the endpoints that serve only this model',
			fields: [...tunedModelLocators(), agentPermissionField()],
			async run(call) {
				refuseAgents(call.ctx, 'delete a tuned model', call.itemIndex);
				await call.backend.remove(readTunedModel(call.ctx, call.itemIndex));
				return [{ deleted: true }];
			},
		},
		get: {
			name: 'Get',
			action: 'Get a tuned model',
			description: 'Get one tuned model and the state of its tuning job',
			fields: [...tunedModelLocators(), simplify],
			async run(call) {
				const { backend } = call;
				const job = await backend.get(readTunedModel(call.ctx, call.itemIndex));
				return [jobOutput(call, await backend.withMetrics(job))];
			},
		},
		getAll: {
			name: 'Get Many',
			action: 'Get many tuned models',
			description: 'Get many tuned models with their tuning jobs',
			fields: [...pagingFields, filters, simplify],
			async run(call) {
				const filter = readFilter(call);
				const jobs = await readPages(call, 'tuned models', (page) =>
					call.backend.list({ ...page, ...filter }),
				);
				return jobs.map((job) => jobOutput(call, job));
			},
		},
		getProgress: {
			name: 'Get Progress',
			action: 'Get the progress of a tuning job',
			description: 'Get the progress of a tuning job in percent and steps, and the loss at each step',
			fields: jobNames,
			async run(call) {
				const { backend } = call;
				return [{ ...toProgress(await backend.withMetrics(await backend.get(readJobName(call)))) }];
			},
		},
		rebase,
		update,
	},
};

function readJobName({ ctx, itemIndex }: Call): string {
	return readRequiredText(ctx, jobName.name, jobName.displayName, itemIndex).trim();
}
