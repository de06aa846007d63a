import type { granteeType, role } from './enums.ts';
import type { Json } from './json.ts';
import type { TuningRun } from './run.ts';
import { StorageTables } from './storage/tables.ts';
import { VertexTables } from './vertex/vertexTables.ts';

export type GranteeType = Exclude<keyof typeof granteeType, 'GRANTEE_TYPE_UNSPECIFIED'>;
export type Role = Exclude<keyof typeof role, 'ROLE_UNSPECIFIED'>;

export interface Permission {
	/** `everyone`, or 21 digits. */
	id: string;
	granteeType: GranteeType;
	emailAddress?: string;
	role: Role;
	/** The creator's permission; applies only in the model's own project. */
	ofCreator: boolean;
}

export interface Hyperparameters {
	epochCount: number;
	batchSize: number;
	/** Exactly one of the two, as in the request. */
	learningRate?: number;
	learningRateMultiplier?: number;
}

/** A tuned model of the Gemini API together with its job. */
export interface TunedModel {
	id: string;
	operationId: string;
	/** Order of creation, which sorts models of the same microsecond. */
	sequence: number;
	/** API version of the creation, part of its messages' type names. */
	version: string;
	/** ID of the project that it was created in. */
	project: string;
	/** Full name of the base model. */
	baseModel: string;
	/** Full name of the tuned model that it continues from. */
	tunedFrom?: string;
	displayName: string;
	description: string;
	temperature: number;
	topP: number;
	topK?: number;
	readerProjectNumbers: string[];
	hyperparameters: Hyperparameters;
	createTime: number;
	patchTime?: number;
	permissions: Permission[];
	run: TuningRun;
}

/** A batch of requests to a tuned model of the Gemini API. */
export interface Batch {
	id: string;
	/** Full name of the tuned model. */
	model: string;
	/** ID of the project that it was created in. */
	project: string;
	displayName: string;
	createTime: number;
	endTime: number;
	results: readonly { response?: Json; error?: { code: number; message: string }; metadata?: Json }[];
}

/** Everything in this emulator; each dialect has its own table. */
export class Store {
	/** By ID; all projects share the IDs. */
	readonly tunedModels = new Map<string, TunedModel>();
	readonly batches = new Map<string, Batch>();
	readonly storage = new StorageTables();
	readonly vertex = new VertexTables();
	#sequence = 0;

	clear(): void {
		this.tunedModels.clear();
		this.batches.clear();
		this.storage.clear();
		this.vertex.clear();
	}

	nextSequence(): number {
		this.#sequence += 1;
		return this.#sequence;
	}
}
