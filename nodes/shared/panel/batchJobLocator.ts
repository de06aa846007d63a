/** Fields and readers for nodes with batch jobs. */
import type { TuningBackend } from '../google/backend';
import type { Batches } from '../google/batchJobs';
import { ItemError } from '../runtime/itemError';
import { nameField } from './fields';

export const batchJobField = nameField({
	displayName: 'Batch Job',
	name: 'batchJob',
	default: '={{ $json.name }}',
	placeholder: 'e.g. projects/my-project/locations/us-central1/batchPredictionJobs/4567890123456789012',
	description: "The name of the batch job, which 'Create Batch Job' and the trigger return as 'name'",
});

/** @throws ItemError if the service has no batch jobs */
export function requireBatches({ batches }: Pick<TuningBackend, 'batches'>): Batches {
	if (batches) return batches;
	throw new ItemError('The Gemini API has no batch jobs', "Set 'API' to 'Vertex AI'.");
}
