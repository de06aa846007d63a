import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { BatchPrompt, BatchSpec } from '../../shared/backend/batches';
import type { CreationKey } from '../../shared/backend/tuning';
import { toBatchOutput } from '../../shared/domain/batchOutput';
import { defined } from '../../shared/domain/defined';
import { refuseAgents } from '../../shared/n8n/agentGuard';
import { askedModelReader } from '../../shared/n8n/askedModel';
import { requireBatches } from '../../shared/n8n/batches';
import { breather } from '../../shared/n8n/breather';
import { readBucket } from '../../shared/n8n/bucket';
import type { Connection } from '../../shared/n8n/connect';
import type { NodeOutput } from '../../shared/n8n/items';
import { constantContext } from '../../shared/n8n/constantContext';
import { readLabels } from '../../shared/n8n/labels';
import { readText } from '../../shared/n8n/parameters';
import { readRequest } from '../request';

/** What is not of one prompt is read for the first item: one run makes one job. */
const first = 0;

/**
 * Creates one batch job from all input items, or reuses the one that was created for them before.
 *
 * @throws NodeOperationError naming the item that cannot go into it; nothing is created then
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

/** @throws NodeOperationError where not all items ask the same model */
async function readModel(ctx: IExecuteFunctions, connection: Connection): Promise<string> {
	const read = askedModelReader(ctx, connection);
	const breathe = breather(ctx);
	const { name } = await read(first);
	for (const itemIndex of ctx.getInputData().keys()) {
		await breathe();
		const { name: other } = await read(itemIndex);
		if (other !== name) {
			const message = `A batch job asks one model, and this item asks another: '${other}' instead of '${name}'`;
			throw refusal(ctx, message, 'Make one batch job for each model.', itemIndex);
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
		// They are the job's: in a prompt, Vertex AI would take each key for the name of a column.
		delete request.labels;
		const customId = readText(ctx, 'customId', 'Custom ID', itemIndex);
		prompts.push({ request, ...(customId !== '' && { customId }) });
	}
	return prompts;
}

function readKey(ctx: IExecuteFunctions, project: string): CreationKey {
	if (ctx.getNodeParameter('options', first, {}).forceNew !== true) return { project };
	// Agents that run outside of workflows call a node without an execution.
	const executionId: string | undefined = ctx.getExecutionId();
	if (executionId) return { project, forceNew: executionId };
	const message = "'Force New' works only in an execution of a workflow";
	throw refusal(ctx, message, 'Without one, a repeat cannot be told from a new wish. Switch it off.', first);
}

function refusal(ctx: IExecuteFunctions, message: string, wayOut: string, itemIndex: number) {
	return new NodeOperationError(ctx.getNode(), `${message} [item ${itemIndex}]`, {
		itemIndex,
		description: `${wayOut} Nothing was created.`,
	});
}
