/** Starts a paid job exactly once, for any number of callers on any number of machines. */

import { ConfigurationError, ConnectionError, GoogleApiError } from '../../http/googleErrors';
import { isProvenRefusal } from '../../http/provenRefusal';
import type { Lease, LeaseOptions } from './lease';
import { acquireLease, recordStarted, recordUnproven, releaseLease, renewIfShort } from './lease';
import type * as wire from '../vertexWire';

/** A job, reduced to its name. */
export interface Named {
	name?: string;
}

export interface OnceOptions<J extends Named = wire.TuningJob> extends LeaseOptions {
	/** Bucket that contains the leases. */
	bucket: string;
	/** Finds the job whose label is the key. Vertex AI's list can lag. */
	find: (key: string) => Promise<J | undefined>;
	/** Sends the start request once, without retries. */
	start: StartJob<J>;
	/** Reads the job by the recorded name; undefined when the project doesn't have it. */
	read: (name: string) => Promise<J | undefined>;
	unclear: Unclear;
}

/** Sends the request that starts a job and labels it with the key. */
export type StartJob<J extends Named = wire.TuningJob> = (key: string) => Promise<Started<J>>;

/** Handles a start whose response proves nothing. */
interface Unclear {
	/** @param httpStatus of the response */
	toError: (key: string, httpStatus: number) => Error;
	/** HTTP status that most likely means that nothing started, so one look is enough. */
	likelyRefusal?: number | undefined;
}

export interface Started<J extends Named = wire.TuningJob> {
	/** Name by which `read` finds it. */
	name: string;
	/** Absent if reading it takes another request. */
	job?: J;
}

export interface Outcome<J extends Named = wire.TuningJob> {
	job: J;
	/** Whether an earlier call started the job. */
	reused: boolean;
}

/** A response arrived, and it doesn't show whether a job started. */
export class UnprovenAnswerError extends Error {
	override readonly name = 'UnprovenAnswerError';

	constructor(readonly httpStatus: number) {
		super(`The response (HTTP status ${httpStatus}) doesn't show whether a job started`);
	}
}

/** Longest wait for other callers that create the same job. */
const longestWaitMs = 600_000;
const busyPauseMs = 3_000;

/** Pauses between looks for a job whose start response was lost. Lists may lag. */
const lookPausesMs = [2_000, 5_000, 10_000, 20_000];
const mostStarts = 3;

/**
 * Starts the job of an idempotency key, or reuses the one that exists.
 *
 * A caller needs the key's lease before it starts a job; see `acquireLease`. The owner of the lease:
 * 1. looks for a job whose label is the key, several times if an earlier owner's lease expired
 * 2. renews the lease unless it outlasts the start request
 * 3. sends the start request
 * 4. records the job's name in the lease
 *
 * After an error from Google, the owner releases the lease. After a lost response or a killed process, the lease expires.
 *
 * The name of a job of this project proves a start. A google.rpc.Status that fits its HTTP status proves that none started.
 * Any other response comes from a gateway or proxy: the owner records it and looks for the job. For `unprovenMs`, other callers only
 * look. After 408, 500 and above, or no response, the owner looks, then retries.
 *
 * Remaining risks, because Vertex AI accepts no request ID. A second job is possible in these cases:
 * - Vertex AI executes or lists a request without a response after the last look. The looks take 37 seconds, or two and a half
 *   minutes after the sender was killed.
 * - No list shows the job of an unproven response for `unprovenMs`.
 * - A gateway forwards the request, then imitates an error of Google such as 400 or 429, and the list lags.
 * - A process freezes, with its clock, between its last check of the lease and its request.
 * - Callers use different buckets at the same moment.
 * - Somebody deletes or overwrites the lease during the start.
 *
 * @throws GoogleApiError when Vertex AI returns an error
 * @throws ConnectionError when each response was lost and no job shows
 * @throws the error of `unclear` when a response proves nothing and no job shows
 */
export async function startOnce<J extends Named>(options: OnceOptions<J>, key: string): Promise<Outcome<J>> {
	const deadline = options.now() + longestWaitMs;
	let gone: string | undefined;
	while (options.now() < deadline) {
		const acquisition = await acquireLease(options, options.bucket, key, gone);
		if (acquisition.kind === 'started') {
			const job = await options.read(acquisition.started);
			if (job) return { job, reused: true };
			gone = acquisition.started;
			continue;
		}
		if (acquisition.kind === 'unproven') {
			const { lease, httpStatus } = acquisition;
			return await findUnproven(options, key, lease, httpStatus, true);
		}
		const outcome =
			acquisition.kind === 'acquired' ? await startAsOwner(options, key, acquisition) : undefined;
		if (outcome) return outcome;
		const leftMs = acquisition.kind === 'busy' ? acquisition.leftMs : busyPauseMs;
		await options.sleep(Math.min(leftMs, busyPauseMs));
	}
	throw new ConnectionError(
		'Other executions have tried to create the same job for ten minutes, and none of them has finished',
	);
}

/** Undefined when another caller has taken the lease. */
async function startAsOwner<J extends Named>(
	options: OnceOptions<J>,
	key: string,
	{ lease, takenOver }: { lease: Lease; takenOver: boolean },
	lost: unknown[] = [],
): Promise<Outcome<J> | undefined> {
	const isUnclear = takenOver || lost.length > 0;
	const job = await (isUnclear ? lookAgain(options, key) : lookOnce(options, key, lease));
	if (job) return await finish(options, lease, job, lost.length === 0);
	if (lost.length === mostStarts) throw lost.at(-1);
	const renewed = await renewIfShort(options, lease);
	if (!renewed) return undefined;
	const started = await start(options, key, renewed, isUnclear);
	if ('outcome' in started) return started.outcome;
	return await startAsOwner(options, key, { lease: renewed, takenOver }, [...lost, started.lost]);
}

/** @param isUnclear whether an earlier request may have started a job, or may still start one */
async function start<J extends Named>(
	options: OnceOptions<J>,
	key: string,
	lease: Lease,
	isUnclear: boolean,
): Promise<{ outcome: Outcome<J> } | { lost: unknown }> {
	const started = await options.start(key).catch((error: unknown) => ({ error }));
	if (!('error' in started)) return { outcome: await finish(options, lease, started, false) };
	const { error } = started;
	if (isLost(error)) return { lost: error };
	if (error instanceof UnprovenAnswerError) {
		// A lease without the record expires like any other.
		const recorded = await recordUnproven(options, lease, error.httpStatus).catch(() => undefined);
		return { outcome: await findUnproven(options, key, recorded ?? lease, error.httpStatus, false) };
	}
	// The job of an earlier request can cause this error: it uses up the quota.
	const job = isUnclear ? await lookAgain(options, key) : undefined;
	if (job) return { outcome: await finish(options, lease, job, false) };
	const isRefusal = isProvenRefusal(error) || error instanceof ConfigurationError;
	if (isRefusal && !isUnclear) await tryToRelease(options, lease);
	throw error;
}

/** Finds the job of a request whose response proves nothing. */
async function findUnproven<J extends Named>(
	options: OnceOptions<J>,
	key: string,
	lease: Lease,
	httpStatus: number,
	reused: boolean,
): Promise<Outcome<J>> {
	const { likelyRefusal, toError } = options.unclear;
	const job = await (httpStatus === likelyRefusal ? look(options, key) : lookAgain(options, key));
	if (job) return await finish(options, lease, job, reused);
	throw toError(key, httpStatus);
}

/** Without it, the lease expires. The original error matters more than this one. */
async function tryToRelease(options: LeaseOptions, lease: Lease): Promise<void> {
	await releaseLease(options, lease).catch(() => undefined);
}

/** Whether Vertex AI may have executed the request, and a retry may succeed. */
export function isLost(error: unknown): boolean {
	if (error instanceof ConnectionError) return true;
	return error instanceof GoogleApiError && (error.httpStatus >= 500 || error.httpStatus === 408);
}

/** For a lease without an earlier owner. If the look fails, nothing starts under this lease. */
async function lookOnce<J extends Named>(
	options: OnceOptions<J>,
	key: string,
	lease: Lease,
): Promise<FoundJob<J> | undefined> {
	return await look(options, key).catch(async (error: unknown) => {
		await tryToRelease(options, lease);
		throw error;
	});
}

async function lookAgain<J extends Named>(
	options: OnceOptions<J>,
	key: string,
): Promise<FoundJob<J> | undefined> {
	for (const pauseMs of lookPausesMs) {
		const found = await look(options, key);
		if (found) return found;
		await options.sleep(pauseMs);
	}
	return await look(options, key);
}

interface FoundJob<J extends Named> extends Started<J> {
	job: J;
}

/** @throws the error of `unclear` if a listed job has the key and no usable name: another start would be wrong */
async function look<J extends Named>(
	{ find, isOwn, unclear }: OnceOptions<J>,
	key: string,
): Promise<FoundJob<J> | undefined> {
	const job = await find(key);
	if (job === undefined) return undefined;
	if (typeof job.name === 'string' && isOwn(job.name)) return { name: job.name, job };
	throw unclear.toError(key, 200);
}

async function finish<J extends Named>(
	options: OnceOptions<J>,
	lease: Lease,
	{ name, job }: Started<J>,
	reused: boolean,
): Promise<Outcome<J>> {
	// The job runs, and its label contains the key. A failed record must not hide it.
	await recordStarted(options, lease, name).catch(() => undefined);
	const shown = job ?? (await options.read(name));
	if (shown) return { job: shown, reused };
	throw new ConnectionError(`The job '${name}' started, but Vertex AI doesn't return it`);
}
