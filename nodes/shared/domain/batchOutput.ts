import type { BatchJob } from './batch';
import type { JobError, TuningState } from './job';

/** A batch job as all nodes return it. Values that the service doesn't report are null. */
export interface BatchOutput {
	/** The job's name, for Get Batch Results. */
	name: string;
	displayName: string;
	model: string;
	state: TuningState;
	succeededCount: number | null;
	failedCount: number | null;
	incompleteCount: number | null;
	/** Not named `error`: n8n's Retry On Fail reads a top-level `error` as a failed run and would repeat it. */
	jobError: JobError | null;
	/** Why the job didn't succeed, and the fix. */
	explanation: string | null;
	inputUri: string | null;
	outputDirectory: string | null;
	labels: Record<string, string>;
	createTime: string | null;
	startTime: string | null;
	endTime: string | null;
}

export function toBatchOutput(job: BatchJob): BatchOutput {
	return {
		name: job.name,
		displayName: job.displayName,
		model: job.model,
		state: job.state,
		succeededCount: job.counts?.succeeded ?? null,
		failedCount: job.counts?.failed ?? null,
		incompleteCount: job.counts?.incomplete ?? null,
		jobError: job.jobError,
		explanation: explain(job),
		inputUri: job.inputUri,
		outputDirectory: job.outputDirectory,
		labels: job.labels,
		createTime: job.createTime,
		startTime: job.startTime,
		endTime: job.endTime,
	};
}

/** Fixes for known failures of batch jobs, by gRPC code. */
const waysOut: Readonly<Record<number, string>> = {
	3: 'Vertex AI imports the prompts as a table: fix the problem in the message.',
	7: "Grant the account in the message the role Storage Object User on the bucket. It is Google's service agent of this project.",
	9: "Check that the bucket exists and is in the job's location.",
};

const createAgain = 'Create the job again: a job that did not succeed does not block a new one.';

function explain({ state, jobError, outputDirectory }: BatchJob): string | null {
	const reason = jobError?.message ? `: ${jobError.message}` : '.';
	const partial = outputDirectory === null ? '' : " 'Get Batch Results' returns the responses so far.";
	if (state === 'cancelled') return `The job was canceled${reason}${partial} ${createAgain}`;
	if (state === 'expired')
		return `The job did not finish within its time limit${reason}${partial} ${createAgain}`;
	if (state !== 'failed') return null;
	const wayOut = waysOut[jobError?.code ?? 0];
	return `The job failed${reason} ${wayOut === undefined ? '' : `${wayOut} `}${createAgain}`;
}
