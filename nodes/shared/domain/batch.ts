import type { JobError, TuningState } from './job';

/** Number of prompts of a batch job by result; null if the service doesn't report it. */
export interface BatchCounts {
	succeeded: number;
	failed: number;
	/** Prompts that the job didn't process. */
	incomplete: number | null;
}

/** A batch job: many prompts at a lower price, with delayed responses. Times are RFC 3339 in UTC. */
export interface BatchJob {
	/** `projects/{p}/locations/{l}/batchPredictionJobs/{id}` */
	name: string;
	/** A name that never changes and that no other job has. */
	identity: string;
	displayName: string;
	/** The model: `publishers/google/models/{model}` or `projects/{p}/locations/{l}/models/{id}`. */
	model: string;
	state: TuningState;
	/** The service's name of `state`. */
	rawState: string;
	jobError: JobError | null;
	/** Null until the job has finished. */
	counts: BatchCounts | null;
	/** `gs://…`, the file of prompts. */
	inputUri: string | null;
	/** `gs://…`, the folder of the responses; null until the job runs. */
	outputDirectory: string | null;
	labels: Record<string, string>;
	createTime: string | null;
	startTime: string | null;
	endTime: string | null;
	updateTime: string | null;
}
