/** The one interface behind which a tuning service stands. */

import type { Dataset } from '../domain/dataset';
import type { DatasetLimits } from '../domain/checks';
import type { TuningJob } from '../domain/job';
import type { GenerateContentRequest, GenerateContentResponse } from './content';

/** What a service can do, as data: fields, limits and messages are derived from it. */
export interface Capabilities {
	/** Limits of the training examples. */
	dataset: DatasetLimits;
	/** Characters. */
	displayNameLength: number;
	/** Characters of all texts of one generateContent request. */
	promptLength: number;
	/** Whether readers and writers can be added to a tuned model. */
	sharing: boolean;
	/** Whether a training run reports its loss by step. */
	lossByStep: boolean;
}

export interface Page<T> {
	items: T[];
	/** Absent on the last page. */
	nextPageToken?: string;
}

export interface PageRequest {
	/** The service's default when absent. */
	pageSize?: number;
	pageToken?: string;
	/** In the service's own filter language. */
	filter?: string;
}

/** What is tuned and how. A value left out is chosen by the service. */
export interface TuningSpec {
	/** Either a base model (`models/…`) or a tuned model (`tunedModels/…`) to continue from. */
	source: { baseModel: string } | { tunedModel: string };
	/** The ID the user wants for the tuned model. */
	modelId?: string;
	displayName?: string;
	description?: string;
	epochCount?: number;
	batchSize?: number;
	learningRate?: number;
	learningRateMultiplier?: number;
	temperature?: number;
	topP?: number;
	topK?: number;
	readerProjectNumbers?: string[];
}

/** What makes a creation the same creation again: equal keys, equal data and an equal spec never start a second job. */
export interface CreationKey {
	project: string;
	/** Set to ask for a new job although an equal one exists: an ID that a retry of the same execution repeats. */
	forceNew?: string;
}

export interface Creation {
	job: TuningJob;
	/** True when the job was there already and none was started. */
	adopted: boolean;
	/** Counts from 1; grows where an earlier job for the same data and settings failed, was cancelled or deleted. */
	attempt: number;
}

/** Fields of a tuned model to change; those left out stay. */
export interface ModelChange {
	displayName?: string;
	description?: string;
	temperature?: number;
	topP?: number;
	topK?: number;
	readerProjectNumbers?: string[];
}

export interface BaseModel {
	/** `models/{model}` */
	name: string;
	displayName: string;
	description: string;
	canBeTuned: boolean;
}

export interface TuningBackend {
	readonly kind: 'gemini';
	readonly supports: Capabilities;
	/** Bytes the examples take as they travel. */
	bytesOf(data: Dataset): number;
	/** Starts a job, or adopts the one that an equal creation started before. */
	create(spec: TuningSpec, data: Dataset, key: CreationKey): Promise<Creation>;
	/** @param name a tuned model's or a job's resource name, or a bare ID */
	get(name: string): Promise<TuningJob>;
	list(request?: PageRequest): Promise<Page<TuningJob>>;
	/** Asks what a list does not tell of a settled job: whether it was cancelled and why it failed. */
	withOutcome(job: TuningJob): Promise<TuningJob>;
	/** @param name the job's name, as `create` answers it */
	cancel(name: string): Promise<void>;
	update(name: string, change: ModelChange): Promise<TuningJob>;
	remove(name: string): Promise<void>;
	generate(model: string, request: GenerateContentRequest): Promise<GenerateContentResponse>;
	listBaseModels(request?: PageRequest): Promise<Page<BaseModel>>;
	/** Present where `supports.sharing`. */
	readonly sharing?: Sharing;
}

export type Role = 'OWNER' | 'WRITER' | 'READER';

/** Whom a tuned model is shared with. */
export interface Permission {
	/** `tunedModels/{id}/permissions/{permission}` */
	name: string;
	granteeType: 'USER' | 'GROUP' | 'EVERYONE';
	/** Null for EVERYONE. */
	emailAddress: string | null;
	role: Role;
}

export type Grantee = { granteeType: 'USER' | 'GROUP'; emailAddress: string } | { granteeType: 'EVERYONE' };

export interface Sharing {
	list(model: string, request?: PageRequest): Promise<Page<Permission>>;
	add(model: string, grantee: Grantee, role: Role): Promise<Permission>;
	/** @param name a permission's resource name */
	changeRole(name: string, role: Role): Promise<Permission>;
	/** @param name a permission's resource name */
	remove(name: string): Promise<void>;
	transferOwnership(model: string, emailAddress: string): Promise<void>;
}
