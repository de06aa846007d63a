import type { TuningState } from '../../domain/job';
import type { Creation } from '../tuning';
import { ConnectionError, GoogleApiError } from '../errors';
import type { CreationCalls, Kind, Task } from './attempts';
import { createOnce } from './attempts';
import type { Calls } from './calls';
import { urlOf } from './calls';
import { toJob } from './convert';
import { getJob, jobsByKey } from './jobs';
import { parseResource, resourceName } from './names';
import { waitFor } from './operations';
import { toState } from './states';
import * as wire from './wire';

/**
 * Starts a tuning job, or adopts the one that an equal creation started. Only a job that failed, was cancelled or expired, or whose
 * model has been deleted, makes room for the next attempt.
 *
 * @throws GoogleApiError, ConnectionError, ConfigurationError
 */
export async function createJob(calls: CreationCalls, task: Task): Promise<Creation> {
	const { job, ...rest } = await createOnce(calls, tuningOf(calls), task);
	return { job: toJob(job), ...rest };
}

function tuningOf(calls: Calls): Kind<wire.TuningJob> {
	return {
		async finder() {
			const jobs = await jobsByKey(calls);
			return async (key) => await Promise.resolve(jobs.get(key));
		},
		read: async (name) => await readStarted(calls, name),
		isSpent: async (job) => await isSpent(calls, job),
	};
}

/** Reads a job by its name, or by the name of the operation that makes it; an operation that failed made a failed job. */
async function readStarted(calls: Calls, name: string): Promise<wire.TuningJob> {
	if (!name.includes('/operations/')) return await getJob(calls, name);
	const url = urlOf(calls, name);
	const operation = await calls.http({ method: 'GET', url }, wire.rebaseOperation);
	const { error, response } = await waitFor(calls, operation, wire.rebaseOperation);
	if (error) return { state: 'JOB_STATE_FAILED', error };
	if (response) return response;
	throw new ConnectionError(`The operation '${name}' ended without a job`);
}

const spentStates: ReadonlySet<TuningState> = new Set(['failed', 'cancelling', 'cancelled', 'expired']);

/** Whether a job makes room for another one: it has no model, and will make none. */
export async function isSpent(
	calls: Calls,
	{ state: rawState, tunedModel }: wire.TuningJob,
): Promise<boolean> {
	const state = toState(rawState ?? 'JOB_STATE_UNSPECIFIED');
	if (state !== 'succeeded') return spentStates.has(state);
	const model = parseResource(tunedModel?.model ?? '', calls.place);
	if (!model) return false;
	return await calls
		.http({ method: 'GET', url: urlOf(calls, resourceName(model)) }, wire.model)
		.then(() => false)
		.catch((error: unknown) => {
			// Not being allowed to look at the model is no reason to pay for another one.
			if (error instanceof GoogleApiError && error.httpStatus < 500) return error.httpStatus === 404;
			throw error;
		});
}
