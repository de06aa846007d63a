import type { IDataObject } from 'n8n-workflow';
import type { BatchPrompt, BatchSpec } from '../../shared/google/batchJobs';
import type { CreationKey } from '../../shared/google/tuning';
import { toBatchOutput } from '../../shared/domain/batchOutput';
import { defined } from '../../shared/domain/defined';
import { askedModelProperties, askedModelReader, askedModelSubtitle } from '../../shared/panel/askedModel';
import { requireBatches } from '../../shared/panel/batchJobLocator';
import { bucketField, createBucketField } from '../../shared/panel/bucketField';
import {
	flagField,
	optionalTextField,
	propertiesOf,
	readEntries,
	readOptions,
	textField,
} from '../../shared/panel/fields';
import type { Call, Operation } from '../../shared/panel/operations';
import { breather } from '../../shared/runtime/breather';
import { constantContext } from '../../shared/runtime/constantContext';
import { ItemError, readItem } from '../../shared/runtime/itemError';
import { labels, prompt, readRequest, requestOptions } from '../generateRequest';

const bucket = bucketField({
	description:
		"The Cloud Storage bucket for prompts and responses, best in the job's location. When empty, a bucket named after project and location, e.g. 'my-project-tuning-us-central1', is used.",
});

const createBucket = createBucketField();

const customId = textField({
	displayName: 'Custom ID',
	name: 'customId',
	default: '',
	placeholder: 'e.g. T-1042',
	description:
		'An ID for each prompt, e.g. the row ID, for merging results with rows. Each result contains it. When empty, results have no custom ID.',
});

const displayName = optionalTextField({
	displayName: 'Display Name',
	name: 'displayName',
	default: '',
	placeholder: 'e.g. Tickets of May',
	description: 'Name of the batch job, which the trigger can watch. When empty, the node chooses a name.',
});

const forceNew = flagField({
	displayName: 'Force New',
	name: 'forceNew',
	default: false,
	description:
		'Whether to start a new job even if one with the same prompts and settings exists. A retry of the same execution still starts only one job.',
});

export const createBatchJob: Operation = {
	name: 'Create Batch Job',
	action: 'Create a batch job',
	description: 'Send all items in one batch job, usually finished within a day and at half the price',
	subtitle: askedModelSubtitle,
	needs: ({ batches }) => batches !== null,
	fields: [...askedModelProperties, ...propertiesOf({ prompt, bucket, customId, displayName })],
	options: [...requestOptions, ...propertiesOf({ createBucket, forceNew })],
	agentsNeedPermissionTo: 'start a batch job',
	runs: 'all',
	async run(call) {
		const batches = requireBatches(call.backend);
		const ctx = constantContext(call.ctx);
		const options = readOptions(ctx, call.itemIndex);
		const key = readKey({ ...call, ctx }, options);
		const spec = await readSpec({ ...call, ctx }, options);
		const prompts = await readPrompts({ ...call, ctx });
		const { job, ...rest } = await batches.create(spec, prompts, key);
		return [{ json: { ...toBatchOutput(job), ...rest, promptCount: prompts.length } }];
	},
};

/** Reads the settings of the job from the first item. */
async function readSpec(call: Call, options: IDataObject): Promise<BatchSpec> {
	const { ctx, itemIndex } = call;
	return {
		...defined({
			displayName: displayName.read(ctx, itemIndex),
			bucket: bucket.read(ctx, itemIndex) || undefined,
		}),
		...readEntries({ labels, createBucket }, options),
		model: await readModel(call),
	};
}

/** @throws ItemError for items with different models */
async function readModel({ ctx, itemIndex: first, ...connection }: Call): Promise<string> {
	const read = askedModelReader(ctx, connection);
	const breathe = breather(ctx);
	const { name } = await read(first);
	for (const itemIndex of ctx.getInputData().keys()) {
		await breathe();
		const { name: other } = await read(itemIndex);
		if (other !== name)
			throw new ItemError(
				`A batch job can't use two models: this item has '${other}' instead of '${name}'`,
				'Create one batch job per model. Nothing was created.',
				itemIndex,
			);
	}
	return name;
}

async function readPrompts({ ctx, backend: { supports } }: Call): Promise<BatchPrompt[]> {
	const breathe = breather(ctx);
	const prompts: BatchPrompt[] = [];
	for (const itemIndex of ctx.getInputData().keys()) {
		await breathe();
		const request = readItem(itemIndex, () => readRequest(ctx, itemIndex, supports.promptLength));
		// Labels belong to the job: in a prompt, Vertex AI treats each key as a column name.
		delete request.labels;
		const id = customId.read(ctx, itemIndex);
		prompts.push({ request, ...(id !== '' && { customId: id }) });
	}
	return prompts;
}

function readKey({ ctx, project }: Call, options: IDataObject): CreationKey {
	if (!forceNew.parse(options.forceNew)) return { project };
	// Agents outside of workflows call a node without an execution.
	const executionId: string | undefined = ctx.getExecutionId();
	if (executionId) return { project, forceNew: executionId };
	const { displayName: label } = forceNew.property;
	throw new ItemError(
		`'${label}' only works in a workflow execution`,
		`Turn off '${label}': without an execution ID, the node can't detect repeats. Nothing was created.`,
	);
}
