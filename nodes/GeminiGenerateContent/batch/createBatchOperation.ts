import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { BatchPrompt, BatchSpec } from '../../shared/google/batchJobs';
import type { CreationKey } from '../../shared/google/tuning';
import { toBatchOutput } from '../../shared/domain/batchOutput';
import { defined } from '../../shared/domain/defined';
import { refuseAgents } from '../../shared/runtime/agentGuard';
import { askedModelReader } from '../../shared/panel/askedModel';
import { requireBatches } from '../../shared/panel/batchJobLocator';
import { breather } from '../../shared/runtime/breather';
import { readBucket } from '../../shared/panel/bucketField';
import type { Connection } from '../../shared/runtime/connect';
import type { NodeOutput } from '../../shared/runtime/items';
import { constantContext } from '../../shared/runtime/constantContext';
import { readLabels } from '../../shared/panel/labelFields';
import { readText } from '../../shared/panel/parameters';
import { readRequest } from '../generateRequest';

/** Settings of the job come from the first item: one run creates one job. */
const first = 0;

/**
 * Creates one batch job from all input items, or reuses the existing job for the same prompts and settings.
 *
 * @throws NodeOperationError with the item that doesn't fit into the job; creates nothing then
 */
export async function createBatchJob(
	context: IExecuteFunctions,
	connection: Connection,
): Promise<NodeOutput[]> {
	refuseAgents(context, 'start a batch job', first);
	const ctx = constantContext(context);
	const { backend, project } = connection;
	const batches = requireBatches(ctx, backend, first);
	const spec = await readSpec(ctx, connection);
	const prompts = await readPrompts(ctx, connection);
	const { job, ...rest } = await batches.create(spec, prompts, readKey(ctx, project));
	return [{ json: { ...toBatchOutput(job), ...rest, promptCount: prompts.length } }];
}

async function readSpec(ctx: IExecuteFunctions, connection: Connection): Promise<BatchSpec> {
	const options = ctx.getNodeParameter('options', first, {});
	const { createBucket } = options;
	return {
		model: await readModel(ctx, connection),
		...defined({
			displayName: readText(ctx, 'displayName', 'Display Name', first).trim() || undefined,
			labels: readLabels(ctx, options, first),
			bucket: readBucket(ctx, first) || undefined,
			createBucket: createBucket === undefined ? undefined : createBucket === true,
		}),
	};
}

/** @throws NodeOperationError for items with different models */
async function readModel(ctx: IExecuteFunctions, connection: Connection): Promise<string> {
	const read = askedModelReader(ctx, connection);
	const breathe = breather(ctx);
	const { name } = await read(first);
	for (const itemIndex of ctx.getInputData().keys()) {
		await breathe();
		const { name: other } = await read(itemIndex);
		if (other !== name) {
			const message = `A batch job can't use two models: this item has '${other}' instead of '${name}'`;
			throw itemError(ctx, message, 'Create one batch job per model.', itemIndex);
		}
	}
	return name;
}

async function readPrompts(ctx: IExecuteFunctions, { backend }: Connection): Promise<BatchPrompt[]> {
	const breathe = breather(ctx);
	const prompts: BatchPrompt[] = [];
	for (const itemIndex of ctx.getInputData().keys()) {
		await breathe();
		const request = readRequest(ctx, itemIndex, backend.supports);
		// Labels belong to the job: in a prompt, Vertex AI treats each key as a column name.
		delete request.labels;
		const customId = readText(ctx, 'customId', 'Custom ID', itemIndex);
		prompts.push({ request, ...(customId !== '' && { customId }) });
	}
	return prompts;
}

function readKey(ctx: IExecuteFunctions, project: string): CreationKey {
	if (ctx.getNodeParameter('options', first, {}).forceNew !== true) return { project };
	// Agents outside of workflows call a node without an execution.
	const executionId: string | undefined = ctx.getExecutionId();
	if (executionId) return { project, forceNew: executionId };
	const message = "'Force New' only works in a workflow execution";
	throw itemError(
		ctx,
		message,
		"Turn off 'Force New': without an execution ID, the node can't detect repeats.",
		first,
	);
}

function itemError(ctx: IExecuteFunctions, message: string, fix: string, itemIndex: number) {
	return new NodeOperationError(ctx.getNode(), `${message} [item ${itemIndex}]`, {
		itemIndex,
		description: `${fix} Nothing was created.`,
	});
}
