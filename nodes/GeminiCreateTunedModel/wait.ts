import type { IExecuteFunctions } from 'n8n-workflow';
import type { TuningBackend } from '../shared/google/backend';
import { isTemporary } from '../shared/google/http/retry';
import { isSettled } from '../shared/domain/job';
import type { TuningJob } from '../shared/domain/job';
import { cancellableSleep } from '../shared/runtime/sleep';

const pauseMs = 10_000;

export interface Waited {
	job: TuningJob;
	/** True when the job was still running at the end of the time. */
	timedOut: boolean;
}

/**
 * Looks at a job every ten seconds until it has settled or the time is over.
 *
 * @throws ManualExecutionCancelledError when the user stops the execution; the job goes on
 */
export async function waitForCompletion(
	context: IExecuteFunctions,
	backend: TuningBackend,
	started: TuningJob,
	timeoutMs: number,
): Promise<Waited> {
	const sleep = cancellableSleep(context);
	const name = started.name ?? started.tunedModel;
	const deadline = Date.now() + timeoutMs;
	let job = started;
	while (name && !isSettled(job.state)) {
		const leftMs = deadline - Date.now();
		if (leftMs <= 0) return { job: await backend.withMetrics(job), timedOut: true };
		await sleep(Math.min(pauseMs, leftMs));
		job = await backend.get(name).catch((error: unknown) => stillAs(job, error));
	}
	return { job: await backend.withMetrics(job), timedOut: false };
}

/** The job trains on while Google or the network is out of order, so the wait goes on too. */
function stillAs(job: TuningJob, error: unknown): TuningJob {
	if (isTemporary(error)) return job;
	throw error;
}
