import type { TuningState } from '../../../domain/job';
import type { Creation } from '../../tuning';
import { ConnectionError, GoogleApiError } from '../../http/googleErrors';
import { isProvenRefusal } from '../../http/provenRefusal';
import type { CreationCalls, Kind, Task } from '../once/attempts';
import { createOnce } from '../once/attempts';
import type { Calls } from '../calls';
import { urlOf } from '../calls';
import { toJob } from './vertexConvert';
import { getJob, jobsByKey, keyLabel } from './tuningJobs';
import { isOwnName, resourceIn, resourceName, withOwnProject } from '../resourceNames';
import { waitFor } from '../waitForOperation';
import { toState } from '../states';
import * as wire from '../vertexWire';

/**
 * Starts a tuning job, or reuses the one of an equal creation. Only a job that failed, was canceled or expired, or whose model was
 * deleted, allows the next attempt.
 *
 * @throws GoogleApiError, ConnectionError, ConfigurationError
 */
export async function createJob(calls: CreationCalls, task: Task): Promise<Creation> {
	const { job, ...rest } = await createOnce(calls, tuningOf(calls), task);
	return { job: toJob(job), ...rest };
}

function tuningOf(calls: Calls): Kind<wire.TuningJob> {
	const { place } = calls;
	return {
		async finder() {
			const jobs = await jobsByKey(calls);
			return async (key) => await Promise.resolve(jobs.get(key));
		},
		read: async (name) => await readStarted(calls, name).catch(unlessAbsent),
		isOwn: (name) => isOwnName(name, place, 'tuningJobs') || isOwnName(name, place, 'operations'),
		words: {
			job: 'tuning job',
			label: keyLabel,
			listUrl: `https://console.cloud.google.com/vertex-ai/studio/tuning?project=${encodeURIComponent(place.project)}`,
		},
		isSpent: async (job) => await isSpent(calls, job),
	};
}

/** Tuning jobs can't be deleted, so a recorded name that the project doesn't have never was a job. */
function unlessAbsent(error: unknown): undefined {
	if (!isProvenRefusal(error, 404)) throw error;
}

/**
 * Reads a job by its name, or by the name of the operation that creates it. A failed operation counts as a failed job.
 *
 * @throws ConnectionError for a response that isn't a job of this project and location
 */
async function readStarted(calls: Calls, name: string): Promise<wire.TuningJob> {
	const own = withOwnProject(name, calls.place);
	if (!name.includes('/operations/')) return requireOwn(calls, await getJob(calls, own), name);
	const operation = await calls.http({ method: 'GET', url: urlOf(calls, own) }, wire.rebaseOperation);
	const { error, response = {} } = await waitFor(calls, operation, wire.rebaseOperation);
	return error ? { state: 'JOB_STATE_FAILED', error } : requireOwn(calls, response, name);
}

function requireOwn({ place }: Calls, job: wire.TuningJob, asked: string): wire.TuningJob {
	if (isOwnName(job.name, place, 'tuningJobs')) return job;
	throw new ConnectionError(`The response to '${asked}' isn't a tuning job of this project and location`);
}

const spentStates: ReadonlySet<TuningState> = new Set(['failed', 'cancelling', 'cancelled', 'expired']);

/** Whether a job allows another attempt: it has no model and gets none. */
export async function isSpent(
	calls: Calls,
	{ state: rawState, tunedModel }: wire.TuningJob,
): Promise<boolean> {
	const state = toState(rawState ?? 'JOB_STATE_UNSPECIFIED');
	if (state !== 'succeeded') return spentStates.has(state);
	const model = resourceIn(tunedModel?.model ?? '', calls.place);
	if (!model) return false;
	return await calls
		.http({ method: 'GET', url: urlOf(calls, resourceName(model)) }, wire.model)
		.then(() => false)
		.catch((error: unknown) => {
			// A model that the account can't read may exist: another job would cost money.
			if (error instanceof GoogleApiError && error.httpStatus < 500) return isProvenRefusal(error, 404);
			throw error;
		});
}
