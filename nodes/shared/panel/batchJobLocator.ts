/** Fields and readers for nodes with batch jobs. */
import type { INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { TuningBackend } from '../google/backend';
import type { Batches } from '../google/batchJobs';
import type { ItemContext } from '../runtime/context';
import { readName } from './parameters';

export const batchJobField: INodeProperties = {
	displayName: 'Batch Job',
	name: 'batchJob',
	type: 'string',
	required: true,
	default: '={{ $json.name }}',
	placeholder: 'e.g. projects/my-project/locations/us-central1/batchPredictionJobs/4567890123456789012',
	description: "The name of the batch job, which 'Create Batch Job' and the trigger return as 'name'",
};

/** @throws NodeOperationError for a blank or invalid name */
export function readBatchJob(ctx: ItemContext, itemIndex: number): string {
	return readName(ctx, batchJobField.name, batchJobField.displayName, itemIndex);
}

/** @throws NodeOperationError if the service has no batch jobs */
export function requireBatches(
	ctx: ItemContext,
	{ batches }: Pick<TuningBackend, 'batches'>,
	itemIndex: number,
): Batches {
	if (batches) return batches;
	throw new NodeOperationError(ctx.getNode(), `The Gemini API has no batch jobs [item ${itemIndex}]`, {
		itemIndex,
		description: "Set 'API' to 'Vertex AI'.",
	});
}
