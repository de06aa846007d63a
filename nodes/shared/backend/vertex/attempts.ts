import { creationKey } from '../../domain/creationId';
import type { TuningState } from '../../domain/job';
import type { Creation } from '../backend';
import { ConfigurationError, GoogleApiError } from '../errors';
import type { Calls } from './calls';
import { urlOf } from './calls';
import { toJob } from './convert';
import { getJob, jobsByKey } from './jobs';
import { parseResource, resourceName } from './names';
import type { Started } from './once';
import { startOnce } from './once';
import { waitFor } from './operations';
import { toState } from './states';
import type { StorageOptions } from './storage';
import type * as wire from './wire';

/** With more failed predecessors than this, another attempt will hardly do better. */
const mostAttempts = 100;

export interface CreationCalls extends Calls {
	storage: StorageOptions;
	/** Milliseconds of a clock that never jumps, whatever it counts from. */
	now: () => number;
	/** Makes an ID that nobody else has. */
	newId: () => string;
}

/** One creation, whatever it is that starts its job. */
export interface Task {
	/** What makes it that creation, apart from the attempt. */
	identity: Record<string, unknown>;
	/** Bucket that holds its claims. */
	bucket: string;
	/** Done once before the first job is started, and not at all where a job is adopted without a claim. */
	prepare: () => Promise<StartJob>;
}

/** Sends the request that starts a job with a key in its label. */
export type StartJob = (key: string) => Promise<Started>;

/**
 * Starts a job, or adopts the one that an equal creation started: repeated for whatever reason, from wherever, it arrives at the
 * same key. Only a job that failed, was cancelled or expired, or whose model has been deleted, makes room for the next
 * attempt's key. How a job is started once, and what remains, is said at `startOnce`.
 *
 * @throws GoogleApiError, ConnectionError, ConfigurationError
 */
export async function createJob(calls: CreationCalls, task: Task): Promise<Creation> {
	const earlier = await jobsByKey(calls);
	let prepared: Promise<StartJob> | undefined;
	for (let attempt = 1; attempt <= mostAttempts; attempt++) {
		const key = creationKey({ ...task.identity, attempt });
		const known = earlier.get(key);
		const { job, adopted } = known
			? { job: known, adopted: true }
			: await startOnce(
					{
						...calls.storage,
						now: calls.now,
						holder: calls.newId(),
						bucket: task.bucket,
						find: async (wanted) => (await jobsByKey(calls)).get(wanted),
						start: await (prepared ??= task.prepare()),
						read: async (name) => await readStarted(calls, name),
					},
					key,
				);
		if (!adopted || !(await isSpent(calls, job))) return { job: toJob(job), adopted, attempt };
	}
	throw new ConfigurationError(
		`${mostAttempts} earlier jobs for the same data and settings failed, were cancelled, or had their models deleted`,
		'Look at why they failed before creating another one.',
	);
}

/** Reads a job by its name, or by the name of the operation that makes it; an operation that failed made a failed job. */
async function readStarted(calls: Calls, name: string): Promise<wire.TuningJob> {
	if (!name.includes('/operations/')) return await getJob(calls, name);
	const url = urlOf(calls, name);
	const operation = await calls.http<wire.Operation<wire.TuningJob>>({ method: 'GET', url });
	const { error, response = {} } = await waitFor(calls, operation);
	return error ? { state: 'JOB_STATE_FAILED', error } : response;
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
		.http<wire.Model>({ method: 'GET', url: urlOf(calls, resourceName(model)) })
		.then(() => false)
		.catch((error: unknown) => {
			// Not being allowed to look at the model is no reason to pay for another one.
			if (error instanceof GoogleApiError && error.httpStatus < 500) return error.httpStatus === 404;
			throw error;
		});
}
