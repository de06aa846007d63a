import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { TuningBackend } from '../../shared/backend/backend';
import type { Batches } from '../../shared/backend/batches';

/** @throws NodeOperationError where the service has no batch jobs */
export function requireBatches(
	ctx: IExecuteFunctions,
	{ batches }: TuningBackend,
	itemIndex: number,
): Batches {
	if (batches) return batches;
	throw new NodeOperationError(ctx.getNode(), `This service has no batch jobs [item ${itemIndex}]`, {
		itemIndex,
		description: "Set 'API' to 'Vertex AI'.",
	});
}
