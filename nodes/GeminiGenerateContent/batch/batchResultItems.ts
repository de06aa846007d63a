import type { IDataObject } from 'n8n-workflow';
import type { BatchAnswer } from '../../shared/google/batchJobs';
import { toAnswer } from '../../shared/google/generation/toAnswer';
import { batchJobField, requireBatches } from '../../shared/panel/batchJobLocator';
import { choiceField } from '../../shared/panel/fields';
import type { Operation } from '../../shared/panel/operations';
import { breather } from '../../shared/runtime/breather';
import { ItemError } from '../../shared/runtime/itemError';
import { fitOf } from '../fit';
import { simplify } from '../generate';

/** An error lists this many failed prompts at most. */
const mostNamed = 5;

const ifFailed = choiceField({
	displayName: 'If Failed',
	name: 'ifFailed',
	options: [
		{
			name: 'Output Item With Reason',
			value: 'output',
			description: "Return the item with 'status' and 'reason'",
		},
		{ name: 'Skip Item', value: 'skip', description: 'Return nothing for the prompt' },
		{
			name: 'Stop With Error',
			value: 'error',
			description: "Fail the item with the reasons; the node's 'On Error' setting applies",
		},
	],
	default: 'output',
	description: 'What to do with a prompt without a response',
});

export const getBatchResults: Operation = {
	name: 'Get Batch Results',
	action: 'Get the results of a batch job',
	description: 'Get one item per prompt of a finished batch job, in the order of the prompts',
	needs: ({ batches }) => batches !== null,
	fields: [batchJobField.property, ifFailed.property, simplify.property],
	runs: 'each',
	async run({ ctx, backend, itemIndex }) {
		const name = batchJobField.read(ctx, itemIndex);
		const reaction = ifFailed.read(ctx, itemIndex);
		const isSimple = simplify.read(ctx, itemIndex);
		const items: IDataObject[] = [];
		const failed: BatchAnswer[] = [];
		const breathe = breather(ctx);
		for await (const answer of requireBatches(backend).results(name)) {
			await breathe();
			if (answer.status !== 'succeeded') failed.push(answer);
			if (answer.status === 'succeeded' || reaction === 'output')
				items.push(isSimple ? await toSimple(answer) : { ...answer });
		}
		if (reaction === 'error' && failed.length > 0) throw toError(failed);
		return items;
	},
};

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

function toError(failed: BatchAnswer[]): ItemError {
	const named = failed
		.slice(0, mostNamed)
		.map(({ index, customId, reason }) => `prompt ${index}${customId ? ` (${customId})` : ''}: ${reason}`);
	const more = failed.length > mostNamed ? `; and ${failed.length - mostNamed} more` : '';
	return new ItemError(
		`${failed.length} prompts of the batch job have no response`,
		`${named.join('; ')}${more}. Set '${ifFailed.property.displayName}' to 'Output Item With Reason' to get the other responses.`,
	);
}
