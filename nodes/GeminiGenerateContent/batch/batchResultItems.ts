import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { BatchAnswer } from '../../shared/google/batchJobs';
import { toAnswer } from '../../shared/google/generation/toAnswer';
import { readBatchJob, requireBatches } from '../../shared/panel/batchJobLocator';
import { breather } from '../../shared/runtime/breather';
import type { Connection } from '../../shared/runtime/connect';
import type { ItemRun } from '../../shared/runtime/items';
import { asChoice } from '../../shared/panel/parameters';
import { fitOf } from '../fit';

const failedChoices = ['error', 'output', 'skip'] as const;
/** An error lists this many failed prompts at most. */
const mostNamed = 5;

/** Returns one item per prompt of an item's batch job, in the order of the prompts. */
export function batchResults(ctx: IExecuteFunctions, { backend }: Connection): ItemRun {
	return async (itemIndex) => {
		const batches = requireBatches(ctx, backend, itemIndex);
		const name = readBatchJob(ctx, itemIndex);
		const given = ctx.getNodeParameter('ifFailed', itemIndex, 'output');
		const ifFailed = asChoice(ctx, given, failedChoices, 'If Failed', itemIndex);
		const isSimple = ctx.getNodeParameter('simplify', itemIndex, true) === true;
		const items: IDataObject[] = [];
		const failed: BatchAnswer[] = [];
		const breathe = breather(ctx);
		for await (const answer of batches.results(name)) {
			await breathe();
			if (answer.status !== 'succeeded') failed.push(answer);
			if (answer.status === 'succeeded' || ifFailed === 'output')
				items.push(isSimple ? await toSimple(answer) : { ...answer });
		}
		if (ifFailed === 'error' && failed.length > 0) throw toError(ctx, failed, itemIndex);
		return items;
	};
}

async function toSimple({
	index,
	customId,
	status,
	reason,
	request,
	response,
}: BatchAnswer): Promise<IDataObject> {
	const place = { index, customId, status, reason };
	if (!response) return { ...place, text: null };
	const { candidates, ...answer } = toAnswer(response);
	const fit = request && (await fitOf(request, answer));
	return {
		...place,
		...answer,
		...fit,
		...(candidates.length > 0 && { candidates }),
	};
}

function toError(ctx: IExecuteFunctions, failed: BatchAnswer[], itemIndex: number): NodeOperationError {
	const named = failed
		.slice(0, mostNamed)
		.map(({ index, customId, reason }) => `prompt ${index}${customId ? ` (${customId})` : ''}: ${reason}`);
	const more = failed.length > mostNamed ? `; and ${failed.length - mostNamed} more` : '';
	const message = `${failed.length} prompts of the batch job have no response [item ${itemIndex}]`;
	return new NodeOperationError(ctx.getNode(), message, {
		itemIndex,
		description: `${named.join('; ')}${more}. Set 'If Failed' to 'Output Item With Reason' to get the other responses.`,
	});
}
