/** The interface of both tuning services. */

import type { Dataset, Example } from '../domain/dataset/dataset';
import type { TuningJob } from '../domain/job';
import type { Put } from '../domain/pieces';
import type { Trace } from '../domain/series';
import type { Batches } from './batchJobs';
import type { Capabilities } from './capabilities';
import type {
	CountTokensResponse,
	GenerateContentRequest,
	GenerateContentResponse,
} from './generation/content';
import type { Page, PageRequest } from './http/paginate';
import type { Registry } from './tunedModels';
import type { Sharing } from './permissions';
import type {
	Creation,
	CreationKey,
	ModelChange,
	Predecessor,
	PreflightCheck,
	RebaseSpec,
	StoredDataset,
	StoredSample,
	TuningSpec,
} from './tuning';

export interface TuningBackend {
	readonly kind: 'gemini' | 'vertex';
	readonly supports: Capabilities;
	/** Size of the examples in the request or upload, in bytes. */
	bytesOf(data: Dataset): number;
	/** Writes an example as a JSONL line in the service's format, with its newline. */
	readonly putLine: (example: Example, put: Put) => void;
	/**
	 * Starts a job, or reuses the one of an equal creation.
	 *
	 * @param trace stored with a new job; isn't part of the idempotency key
	 */
	create(spec: TuningSpec, data: Dataset, key: CreationKey, trace?: Trace): Promise<Creation>;
	/** The same with a dataset in Cloud Storage. Present where `supports.storage`. */
	createFromStored?(
		spec: TuningSpec,
		data: StoredDataset,
		key: CreationKey,
		trace?: Trace,
	): Promise<Creation>;
	/** Reads a sample of a dataset in Cloud Storage. Present where `supports.storage`. */
	sampleStored?(data: StoredDataset): Promise<StoredSample>;
	/**
	 * Finds the newest job of a series that has a model or can still get one. Running jobs count. Jobs that failed, were canceled or whose
	 * model was deleted don't.
	 */
	lastOfSeries(series: string): Promise<Predecessor | undefined>;
	/** @param name a tuned model's or a job's resource name, or a bare ID */
	get(name: string): Promise<TuningJob>;
	list(request?: PageRequest): Promise<Page<TuningJob>>;
	/** Adds what a list doesn't contain: whether a finished job was canceled, and why it failed. */
	withOutcome(job: TuningJob): Promise<TuningJob>;
	/** Adds the losses of the training. Never fails; `metricsProblem` has the reason if they can't be read. */
	withMetrics(job: TuningJob): Promise<TuningJob>;
	/** @param name the job's name, as `create` returns it */
	cancel(name: string): Promise<void>;
	update(name: string, change: ModelChange): Promise<TuningJob>;
	remove(name: string): Promise<void>;
	/**
	 * Sends one request; `trying` retries it.
	 *
	 * @param model a tuned model, its job or endpoint, or a base model
	 * @param checkpointId one of the tuned model's checkpoints instead of the finished model
	 */
	generate(
		model: string,
		request: GenerateContentRequest,
		checkpointId?: string,
		limits?: CallLimits,
	): Promise<GenerateContentResponse>;
	/**
	 * The same as a stream, which starts when Google accepts the request.
	 *
	 * @throws ConnectionError during reading, for an incomplete response
	 */
	stream(
		model: string,
		request: GenerateContentRequest,
		checkpointId?: string,
		limits?: CallLimits,
	): Promise<AsyncIterable<GenerateContentResponse>>;
	/** Counts the tokens of a prompt with one request. Present where `supports.countTokens`. */
	countTokens?(
		model: string,
		request: GenerateContentRequest,
		checkpointId?: string,
		limits?: CallLimits,
	): Promise<CountTokensResponse>;
	listBaseModels(request?: PageRequest): Promise<Page<BaseModel>>;
	/** Lists the project's buckets. Present where `supports.storage`. */
	listBuckets?(request?: PageRequest): Promise<Page<Bucket>>;
	/** Present where `supports.sharing`. */
	readonly sharing?: Sharing;
	/** Present where `supports.registry`. */
	readonly registry?: Registry;
	/** Present where `supports.batches`. */
	readonly batches?: Batches;
	/** Tunes a tuned model's data again on a newer base model, or reuses the job of an equal call. Present where `supports.rebase`. */
	rebase?(model: string, spec: RebaseSpec, key: CreationKey): Promise<Creation>;
	/** Checks everything that can prevent a job from starting or running. Creates nothing. */
	preflight(spec: TuningSpec, data?: StoredDataset): Promise<PreflightCheck[]>;
}

/** Limits of one call. */
export interface CallLimits {
	/** Milliseconds for one exchange, or for each piece of a stream; the client's default when absent. */
	timeoutMs?: number;
	/** The name of the panel's field that sets `timeoutMs`, for messages. */
	timeoutField?: string;
}

export interface BaseModel {
	/** Gemini API: `models/{model}`; Vertex AI: `{model}`. */
	name: string;
	displayName: string;
	description: string;
	canBeTuned: boolean;
}

export interface Bucket {
	name: string;
	/** In Cloud Storage's form: `US-CENTRAL1`, `EU`; null if absent. */
	location: string | null;
}
