import type { IExecuteFunctions } from 'n8n-workflow';
import type { TuningBackend } from '../shared/google/backend';
import { isTemporary } from '../shared/google/http/retry';
import { isSettled } from '../shared/domain/job';
import type { TuningJob } from '../shared/domain/job';
import { flagField, numberField } from '../shared/panel/fields';
import { cancellableSleep } from '../shared/runtime/sleep';

const pauseMs = 10_000;
const msPerMinute = 60_000;

const isWaiting = flagField({
	displayName: 'Wait for Completion',
	name: 'waitForCompletion',
	default: false,
	description:
		'Whether to wait until the job has finished. The execution then takes minutes or hours. To avoid this, use the Gemini Wait for Tuning Trigger.',
});

const timeout = numberField({
	displayName: 'Timeout (Minutes)',
	name: 'timeout',
	typeOptions: { minValue: 1 },
	default: 60,
	description: 'How long to wait at most. The job continues afterwards.',
	displayOptions: { show: { waitForCompletion: [true] } },
});

export const waitFields = [isWaiting.property, timeout.property];

/** Undefined if 'Wait for Completion' is off. */
export function readTimeoutMs(ctx: IExecuteFunctions, itemIndex: number): number | undefined {
	return isWaiting.read(ctx, itemIndex) ? timeout.read(ctx, itemIndex) * msPerMinute : undefined;
}

export interface Waited {
	job: TuningJob;
	/** Whether the job was still running at the timeout. */
	timedOut: boolean;
}

/**
 * Gets the job every ten seconds until it has finished or the timeout is reached.
 *
 * @throws ManualExecutionCancelledError when the user stops the execution; the job continues
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

/** The job continues during a temporary error of Google or the network, so the wait does too. */
function stillAs(job: TuningJob, error: unknown): TuningJob {
	if (isTemporary(error)) return job;
	throw error;
}
