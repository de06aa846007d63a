import type { BatchJob } from './batch/tables.ts';
import type { Endpoint, Model, Operation, TuningJob } from './tables.ts';

/** The content of Vertex AI. */
export class VertexTables {
	readonly jobs = new Map<string, TuningJob>();
	readonly models = new Map<string, Model>();
	readonly endpoints = new Map<string, Endpoint>();
	readonly batches = new Map<string, BatchJob>();
	/** IDs of the TensorBoards by project and location; Google creates one for all tuning jobs there. */
	readonly tensorboards = new Map<string, string>();
	/** By full name. */
	readonly operations = new Map<string, Operation>();
	/** All events up to this time have run. */
	settledTo = 0;

	clear(): void {
		this.jobs.clear();
		this.models.clear();
		this.endpoints.clear();
		this.batches.clear();
		this.tensorboards.clear();
		this.operations.clear();
	}
}
