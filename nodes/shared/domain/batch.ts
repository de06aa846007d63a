import type { JobError, TuningState } from './job';

/** How the prompts of a batch job came out; null stands for what the service does not tell. */
export interface BatchCounts {
	succeeded: number;
	failed: number;
	/** Not answered by the end of the job. */
	incomplete: number | null;
}

/** Many prompts that are answered together, later and for less. Times are RFC 3339 in UTC. */
export interface BatchJob {
	/** `projects/{p}/locations/{l}/batchPredictionJobs/{id}` */
	name: string;
	/** What stays the same from the first sight of a job to the last, and is used by no other job. */
	identity: string;
	displayName: string;
	/** The model that answers: `publishers/google/models/{model}` or `projects/{p}/locations/{l}/models/{id}`. */
	model: string;
	state: TuningState;
	/** The service's own word for `state`. */
	rawState: string;
	jobError: JobError | null;
	/** Null until the job has ended. */
	counts: BatchCounts | null;
	/** `gs://…`, the file of prompts. */
	inputUri: string | null;
	/** `gs://…`, the folder with the answers; null until the job runs. */
	outputDirectory: string | null;
	labels: Record<string, string>;
	createTime: string | null;
	startTime: string | null;
	endTime: string | null;
	updateTime: string | null;
}
