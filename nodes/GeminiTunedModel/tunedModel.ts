import type { IExecuteFunctions } from 'n8n-workflow';
import { toProgress } from '../shared/domain/progress';
import { shownFor } from '../shared/panel/apis';
import { requiredTextField } from '../shared/panel/fields';
import { readTunedModel } from '../shared/panel/modelLocator';
import type { OperationTable } from '../shared/panel/operations';
import { filterField, filtersOf } from './filter';
import { jobOutput, simplify, tunedModelFields } from './jobItem';
import { pagingFields, readLimit, readPages } from './paging';
import { rebase } from './rebaseOperation';
import { update } from './update';

const jobName = requiredTextField({
	displayName: 'Job Name',
	name: 'jobName',
	default: '={{ $json.name }}',
	description: "The name of the tuning job, which Gemini Create Tuned Model returns as 'name'",
});

const jobNames = [
	shownFor('gemini', {
		...jobName.property,
		placeholder: 'e.g. tunedModels/number-predictor-4tq7yx8b2k1m/operations/qqlbwzfyzn0k',
	}),
	shownFor('vertex', {
		...jobName.property,
		placeholder: 'e.g. projects/my-project/locations/us-central1/tuningJobs/4567890123456789012',
	}),
];

const filters = filtersOf(
	shownFor(
		'gemini',
		filterField({
			placeholder: 'e.g. owner:me predictor',
			description:
				'Words in the display name or the description, or owner:me, writers:me, readers:me or readers:everyone. Only readers:everyone includes models shared with everyone. When empty, all your models match.',
		}).property,
	),
	shownFor(
		'vertex',
		filterField({
			placeholder: 'e.g. state=JOB_STATE_SUCCEEDED',
			description: 'A condition in the filter language of Vertex AI. When empty, all jobs match.',
		}).property,
	),
);

/** A tuned model and its tuning job. */
export const tunedModel: OperationTable = {
	name: 'Tuned Model',
	defaultOperation: 'get',
	operations: {
		cancel: {
			name: 'Cancel Tuning',
			action: 'Cancel the tuning of a model',
			description:
				'Stop a running tuning job. The Gemini API keeps the partly trained model, whose quality is uncertain.',
			fields: jobNames,
			runs: 'each',
			async run({ ctx, backend, itemIndex }) {
				const name = readJobName(ctx, itemIndex);
				await backend.cancel(name);
				return [{ name, cancelRequested: true }];
			},
		},
		delete: {
			name: 'Delete',
			action: 'Delete a tuned model',
			description: 'Permanently delete a tuned model and the endpoints that serve only this model',
			fields: tunedModelFields,
			agentsNeedPermissionTo: 'delete a tuned model',
			runs: 'each',
			async run({ ctx, backend, itemIndex }) {
				await backend.remove(readTunedModel(ctx, itemIndex));
				return [{ deleted: true }];
			},
		},
		get: {
			name: 'Get',
			action: 'Get a tuned model',
			description: 'Get one tuned model and the state of its tuning job',
			fields: [...tunedModelFields, simplify.property],
			runs: 'each',
			async run({ ctx, backend, itemIndex }) {
				const model = readTunedModel(ctx, itemIndex);
				const isSimple = simplify.read(ctx, itemIndex);
				return [jobOutput(await backend.withMetrics(await backend.get(model)), isSimple)];
			},
		},
		getAll: {
			name: 'Get Many',
			action: 'Get many tuned models',
			description: 'Get many tuned models with their tuning jobs',
			fields: [...pagingFields, filters.property, simplify.property],
			runs: 'each',
			async run({ ctx, backend, itemIndex }) {
				const limit = readLimit(ctx, itemIndex);
				const filter = filters.read(ctx, itemIndex);
				const isSimple = simplify.read(ctx, itemIndex);
				const jobs = await readPages('tuned models', limit, (page) => backend.list({ ...page, ...filter }));
				return jobs.map((job) => jobOutput(job, isSimple));
			},
		},
		getProgress: {
			name: 'Get Progress',
			action: 'Get the progress of a tuning job',
			description: 'Get the progress of a tuning job in percent and steps, and the loss at each step',
			fields: jobNames,
			runs: 'each',
			async run({ ctx, backend, itemIndex }) {
				const job = await backend.get(readJobName(ctx, itemIndex));
				return [{ ...toProgress(await backend.withMetrics(job)) }];
			},
		},
		rebase,
		update,
	},
};

function readJobName(ctx: IExecuteFunctions, itemIndex: number): string {
	return jobName.read(ctx, itemIndex).trim();
}
