import type { BatchJob } from './batch';
import type { JobError, TuningState } from './job';

/** A batch job as every node puts it out; `null` stands for what the service does not tell. */
export interface BatchOutput {
	/** What Get Batch Results asks for. */
	name: string;
	displayName: string;
	model: string;
	state: TuningState;
	succeededCount: number | null;
	failedCount: number | null;
	incompleteCount: number | null;
	/** Never called `error`: n8n's Retry On Fail reads a top-level `error` as a failed run and would repeat it. */
	jobError: JobError | null;
	/** Why a job did not succeed, and what to do about it. */
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

/** By gRPC code: what was seen to end a batch job, with the way out. */
const waysOut: Readonly<Record<number, string>> = {
	3: 'Vertex AI takes the prompts in as a table: mend what the message names.',
	7: "Grant the account that the message names the role Storage Object User on the bucket: it is Google's own for this project.",
	9: 'Check that the bucket is there and lies where the job runs.',
};

const createAgain = 'Create the job again: one that did not succeed does not stand in the way of a new one.';

function explain({ state, jobError, outputDirectory }: BatchJob): string | null {
	const reason = jobError?.message ? `: ${jobError.message}` : '.';
	const answered =
		outputDirectory === null ? '' : ' What had been answered by then can be read all the same.';
	if (state === 'cancelled') return `The job was cancelled${reason}${answered} ${createAgain}`;
	if (state === 'expired')
		return `The job did not get done in the time it had${reason}${answered} ${createAgain}`;
	if (state !== 'failed') return null;
	const wayOut = waysOut[jobError?.code ?? 0];
	return `The job failed${reason} ${wayOut === undefined ? '' : `${wayOut} `}${createAgain}`;
}
