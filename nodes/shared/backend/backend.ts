/** The one interface behind which a tuning service stands. */

import type { BatchJob } from '../domain/batch';
import type { Dataset, Example } from '../domain/dataset';
import type { DatasetLimits } from '../domain/prepare/limits';
import type { TuningJob } from '../domain/job';
import type { Put } from '../domain/pieces';
import type { Changes } from '../domain/rowDigest';
import type { Missing, Trace } from '../domain/series';
import type {
	CountTokensResponse,
	GenerateContentRequest,
	GenerateContentResponse,
	GenerationConfig,
} from './content';

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
	/** What can be said of a job that is to be created. */
	tuning: ReadonlyArray<keyof TuningSpec>;
	/** What can be changed of a tuned model. */
	changes: ReadonlyArray<keyof ModelChange>;
	/** What a request to generate may carry beside contents and safety settings. */
	generation: ReadonlyArray<GenerationField>;
	/** Whether examples can be kept apart, to measure the model by. */
	validationData: boolean;
	/** Whether examples travel through Cloud Storage, so that a bucket is needed and a dataset there can be named instead. */
	storage: boolean;
	/** Whether jobs and models lie in locations of Google Cloud. */
	locations: boolean;
	/** Whether the model as it was at earlier points of its training can be called and tuned on. */
	checkpoints: boolean;
	/** Whether tuned models are kept and served apart from the jobs that made them. */
	registry: boolean;
	/** Whether a tuned model's data can be tuned again on a newer base model. */
	rebase: boolean;
	/** What a conversation may hold beside texts. */
	chat: Readonly<Record<ModelKind, ChatAbilities>>;
	/** Whether tokens can be counted as a tuned model counts them. */
	countTokens: boolean;
	/** What the service takes where a job is not told; null where nobody publishes it. */
	defaults: { epochCount: number | null; batchSize: number | null };
	/** Whether the training prices that this package knows are this service's. */
	trainingPrices: boolean;
	/** What one batch job takes; null where there are none. */
	batches: BatchLimits | null;
}

export interface BatchLimits {
	prompts: number;
	/** Of the file of prompts. */
	bytes: number;
}

/** Which of the two a model is. */
export type ModelKind = 'baseModel' | 'tunedModel';

export interface ChatAbilities {
	/** Whether it can have functions called. */
	functions: boolean;
	/** Whether it takes what it is told before the conversation apart from it. */
	systemInstruction: boolean;
	/** Whether its answer can be bound to a JSON Schema. */
	jsonSchema: boolean;
}

export type GenerationField = keyof GenerationConfig | 'systemInstruction' | 'labels';

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
	/**
	 * Either a base model or a tuned model to continue from, where a checkpoint of it may be picked. Gemini API: `models/…`,
	 * `tunedModels/…`; Vertex AI: `gemini-…`, `projects/…/models/{id}@{version}` or the job that made the model.
	 */
	source: { baseModel: string } | { tunedModel: string; checkpointId?: string };
	/** Preference tuning learns from a better and a worse answer to each input; supervised when absent. */
	method?: 'supervised' | 'preference';
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
	/** Rank of the adapter: 1, 2, 4, 8, 16 or 32. */
	adapterSize?: number;
	/** Preference tuning: how close the model keeps to the one it starts from, 0.01 to 0.5. */
	beta?: number;
	/** Whether only the finished model is kept and deployed, without its checkpoints. */
	exportLastCheckpointOnly?: boolean;
	/** Lower-case letters, digits, `_` and `-`, at most 64 characters each. */
	labels?: Record<string, string>;
	/** E-mail of the service account that the job runs as. */
	serviceAccount?: string;
	/** Resource name of the Cloud KMS key that encrypts what the job makes. */
	kmsKeyName?: string;
	/** Name of the Cloud Storage bucket through which the examples travel. */
	bucket?: string;
	/** Whether the bucket is made, where the job runs, when there is none of that name. */
	createBucket?: boolean;
}

/** JSONL files in Cloud Storage: `gs://{bucket}/{object}`. */
export interface StoredDataset {
	trainingUri: string;
	validationUri?: string;
}

/** Part of the training examples of a dataset in Cloud Storage. */
export interface StoredSample {
	/** Texts of each. */
	examples: string[][];
	/** About how much of all of them, up to 1. */
	share: number;
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

/** A job that another one of its series would follow. */
export interface Predecessor {
	job: TuningJob;
	/** Of its trace. */
	run: string | null;
	/** How rows differ from those it was created from. */
	compare(data: Dataset | StoredDataset): Promise<Changes | Missing>;
}

/** Fields of a tuned model to change; those left out stay. */
export interface ModelChange {
	displayName?: string;
	description?: string;
	temperature?: number;
	topP?: number;
	topK?: number;
	readerProjectNumbers?: string[];
	labels?: Record<string, string>;
}

export interface BaseModel {
	/** Gemini API: `models/{model}`; Vertex AI: `{model}`. */
	name: string;
	displayName: string;
	description: string;
	canBeTuned: boolean;
}

export interface TuningBackend {
	readonly kind: 'gemini' | 'vertex';
	readonly supports: Capabilities;
	/** Bytes the examples take as they travel. */
	bytesOf(data: Dataset): number;
	/** Writes an example as one line of a JSONL file in the service's own form, with its newline. */
	readonly putLine: (example: Example, put: Put) => void;
	/**
	 * Starts a job, or adopts the one that an equal creation started before.
	 *
	 * @param trace noted with a job that is started; makes no difference to which one is adopted
	 */
	create(spec: TuningSpec, data: Dataset, key: CreationKey, trace?: Trace): Promise<Creation>;
	/** The same with data that lies in Cloud Storage already. Present where `supports.storage`. */
	createFromStored?(
		spec: TuningSpec,
		data: StoredDataset,
		key: CreationKey,
		trace?: Trace,
	): Promise<Creation>;
	/** Some of the examples in Cloud Storage. Present where `supports.storage`. */
	sampleStored?(data: StoredDataset): Promise<StoredSample>;
	/**
	 * The newest job that was started with a trace of this series and has a model or may still make one: a running one counts,
	 * one that failed, was cancelled or whose model was deleted does not.
	 */
	lastOfSeries(series: string): Promise<Predecessor | undefined>;
	/** @param name a tuned model's or a job's resource name, or a bare ID */
	get(name: string): Promise<TuningJob>;
	list(request?: PageRequest): Promise<Page<TuningJob>>;
	/** Asks what a list does not tell of a settled job: whether it was cancelled and why it failed. */
	withOutcome(job: TuningJob): Promise<TuningJob>;
	/** @param name the job's name, as `create` answers it */
	cancel(name: string): Promise<void>;
	update(name: string, change: ModelChange): Promise<TuningJob>;
	remove(name: string): Promise<void>;
	/**
	 * Asks once; `trying` asks again.
	 *
	 * @param model a tuned model, a base model, or what leads to one: a job, an endpoint
	 * @param checkpointId one of the tuned model's checkpoints instead of the finished model
	 */
	generate(
		model: string,
		request: GenerateContentRequest,
		checkpointId?: string,
		limits?: CallLimits,
	): Promise<GenerateContentResponse>;
	/**
	 * The same, piece by piece, beginning when Google has taken the request.
	 *
	 * @throws ConnectionError while reading, when the answer breaks off
	 */
	stream(
		model: string,
		request: GenerateContentRequest,
		checkpointId?: string,
		limits?: CallLimits,
	): Promise<AsyncIterable<GenerateContentResponse>>;
	/** What a prompt would be counted as; asks once. Present where `supports.countTokens`. */
	countTokens?(
		model: string,
		request: GenerateContentRequest,
		checkpointId?: string,
		limits?: CallLimits,
	): Promise<CountTokensResponse>;
	listBaseModels(request?: PageRequest): Promise<Page<BaseModel>>;
	/** Buckets of the project. Present where `supports.storage`. */
	listBuckets?(request?: PageRequest): Promise<Page<Bucket>>;
	/** Present where `supports.sharing`. */
	readonly sharing?: Sharing;
	/** Present where `supports.registry`. */
	readonly registry?: Registry;
	/** Present where `supports.batches`. */
	readonly batches?: Batches;
	/** Tunes a tuned model's data again on a newer base model, or adopts the job of an equal call before. Present where `supports.rebase`. */
	rebase?(model: string, spec: RebaseSpec, key: CreationKey): Promise<Creation>;
	/** Everything that would keep a job from being created, or from running, as far as it can be seen. Creates nothing. */
	preflight(spec: TuningSpec, data?: StoredDataset): Promise<PreflightCheck[]>;
}

/** What holds for one call. */
export interface CallLimits {
	/** Milliseconds; the client's default when absent. */
	timeoutMs?: number;
}

export interface Bucket {
	name: string;
	/** As Cloud Storage writes it: `US-CENTRAL1`, `EU`; null where it is not told. */
	location: string | null;
}

export interface RebaseSpec {
	/** The newer base model; chosen by the service when absent. */
	baseModel?: string;
	displayName?: string;
	/** Whether the new model takes the place of the old one at its endpoint. */
	deployToSameEndpoint?: boolean;
	/** Bucket for what the job writes, and for the claim by which a repeat starts no second job. */
	bucket: string;
}

/** One thing that was looked at before anything is created. */
export interface PreflightCheck {
	/** The same for the same thing, whatever comes out. */
	id: string;
	/** `notChecked`: the caller may not see it. `warning`: a job may still run. */
	status: 'ok' | 'warning' | 'missing' | 'notChecked';
	/** What was found, and unless it is fine the way out. */
	message: string;
}

/** Tuned models and the endpoints at which they are called. */
export interface Registry {
	listModels(request?: PageRequest): Promise<Page<RegisteredModel>>;
	listEndpoints(request?: PageRequest): Promise<Page<Endpoint>>;
}

export interface RegisteredModel {
	/** `projects/{p}/locations/{l}/models/{id}` */
	name: string;
	version: string | null;
	displayName: string;
	description: string;
	labels: Record<string, string>;
	/** Resource names of the endpoints at which it is deployed. */
	endpoints: string[];
	createTime: string | null;
	updateTime: string | null;
}

export interface Endpoint {
	/** `projects/{p}/locations/{l}/endpoints/{id}` */
	name: string;
	displayName: string;
	deployedModels: DeployedModel[];
	createTime: string | null;
}

export interface DeployedModel {
	id: string;
	/** `projects/{p}/locations/{l}/models/{id}`, without a version. */
	model: string;
	version: string | null;
	checkpointId: string | null;
	displayName: string;
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

/** How a batch of prompts is answered. A value left out is chosen by the service. */
export interface BatchSpec {
	/** A tuned model, or what leads to one; a base model as `publishers/google/models/{model}`, `models/{model}` or `{model}`. */
	model: string;
	displayName?: string;
	labels?: Record<string, string>;
	/** Name of the Cloud Storage bucket through which prompts and answers travel. */
	bucket?: string;
	/** Whether the bucket is made, where the job runs, when there is none of that name. */
	createBucket?: boolean;
}

export interface BatchPrompt {
	request: GenerateContentRequest;
	/** The caller's own name for it, which comes back with its answer. */
	customId?: string;
}

export interface BatchCreation {
	job: BatchJob;
	/** True when the job was there already and none was started. */
	adopted: boolean;
	/** Counts from 1; grows where an earlier job for the same prompts and settings failed, was cancelled or deleted. */
	attempt: number;
}

/** What became of one prompt. */
export interface BatchAnswer {
	/** Its place among the prompts, from 0. */
	index: number;
	customId: string | null;
	/** `missing`: the job ended before its turn came. */
	status: 'succeeded' | 'failed' | 'missing';
	/** Google's reason where it was not answered. */
	reason: string | null;
	/** Present where it was answered. */
	response?: GenerateContentResponse;
	/** As it was sent. */
	request?: GenerateContentRequest;
}

/** Many prompts at once, answered later and for less. */
export interface Batches {
	/** Starts a job, or adopts the one that an equal creation started before. */
	create(spec: BatchSpec, prompts: readonly BatchPrompt[], key: CreationKey): Promise<BatchCreation>;
	/** @param name a job's resource name or ID, as are the names below */
	get(name: string): Promise<BatchJob>;
	list(request?: PageRequest): Promise<Page<BatchJob>>;
	cancel(name: string): Promise<void>;
	/** Deletes a job that has ended; what it wrote stays. */
	remove(name: string): Promise<void>;
	/** One for each prompt, in their order, whatever the order of the service. Holds a few megabytes at a time. */
	results(name: string): AsyncIterable<BatchAnswer>;
}
