/** The one interface behind which a tuning service stands. */

import type { Dataset, Example } from '../domain/dataset';
import type { TuningJob } from '../domain/job';
import type { Put } from '../domain/pieces';
import type { Trace } from '../domain/series';
import type { Batches } from './batches';
import type { Capabilities } from './capabilities';
import type { CountTokensResponse, GenerateContentRequest, GenerateContentResponse } from './content';
import type { Page, PageRequest } from './paginate';
import type { Registry } from './registry';
import type { Sharing } from './sharing';
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
	/** Bytes the examples take as they travel. */
	bytesOf(data: Dataset): number;
	/** Writes an example as one line of a JSONL file in the service's own form, with its newline. */
	readonly putLine: (example: Example, put: Put) => void;
	/**
	 * Starts a job, or reuses the one that an equal creation started before.
	 *
	 * @param trace noted with a job that is started; makes no difference to which one is reused
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
	/** Tunes a tuned model's data again on a newer base model, or reuses the job of an equal call before. Present where `supports.rebase`. */
	rebase?(model: string, spec: RebaseSpec, key: CreationKey): Promise<Creation>;
	/** Everything that would keep a job from being created, or from running, as far as it can be seen. Creates nothing. */
	preflight(spec: TuningSpec, data?: StoredDataset): Promise<PreflightCheck[]>;
}

/** What holds for one call. */
export interface CallLimits {
	/** Milliseconds; the client's default when absent. */
	timeoutMs?: number;
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
	/** As Cloud Storage writes it: `US-CENTRAL1`, `EU`; null where it is not told. */
	location: string | null;
}
