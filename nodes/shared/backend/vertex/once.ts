/** Starting a paid job exactly once, however often and from wherever it is asked for. */

import { ConfigurationError, ConnectionError, GoogleApiError } from '../errors';
import type { ClaimOptions, Hold } from './claim';
import { giveUp, noteStarted, renewIfShort, takeClaim } from './claim';
import type * as wire from './wire';

/** What is started, as far as it matters here. */
export interface Named {
	name?: string;
}

export interface OnceOptions<J extends Named = wire.TuningJob> extends ClaimOptions {
	/** Bucket that holds the claims. */
	bucket: string;
	/** The job that carries the key in its label, as far as Vertex AI shows it by now. */
	find: (key: string) => Promise<J | undefined>;
	/** Sends the one request that starts a job labelled with the key; never sent again by itself. */
	start: (key: string) => Promise<Started<J>>;
	/** Reads what was started by the name that was noted. */
	read: (name: string) => Promise<J>;
}

export interface Started<J extends Named = wire.TuningJob> {
	/** Name by which `read` finds it. */
	name: string;
	/** Absent where it takes another request to see it. */
	job?: J;
}

export interface Outcome<J extends Named = wire.TuningJob> {
	job: J;
	/** True when an earlier call had started it. */
	adopted: boolean;
}

/** How long to wait for others that are creating the same job. */
const patienceMs = 600_000;
const busyPauseMs = 3_000;

/** Pauses before looks for a job whose start was not answered; a list may lag behind. */
const lookPausesMs = [2_000, 5_000, 10_000, 20_000];
const mostStarts = 3;

/**
 * Starts the job of a key, or finds the one that was started under it.
 *
 * Who wants to start a job needs the key's claim, which Cloud Storage gives to one caller alone. The holder looks for a job
 * with the key's label, makes sure that its lease outlasts the request, and starts one. A claim is left with the job's name in
 * it, given up when Vertex AI refused, and left to expire when nobody knows (a lost answer, a killed process): whoever takes
 * it over looks for the label several times before starting anything.
 *
 * What remains, since Vertex AI takes no request ID: a second job would come of a request whose answer was lost and that Vertex AI
 * carries out only after its sender's lease and the next holder's looks (together two and a half minutes at the least); of a
 * process that is frozen, with its clock, between the last look at its lease and its request; of callers that use different
 * buckets for their claims at the same moment; of a claim that somebody deletes while its job is being started.
 *
 * @throws GoogleApiError when Vertex AI refuses the job
 * @throws ConnectionError when the answer was lost each time and no job shows
 */
export async function startOnce<J extends Named>(options: OnceOptions<J>, key: string): Promise<Outcome<J>> {
	const deadline = options.now() + patienceMs;
	while (options.now() < deadline) {
		const claim = await takeClaim(options, options.bucket, key);
		if (claim.kind === 'started') return { job: await options.read(claim.started), adopted: true };
		const outcome = claim.kind === 'held' ? await startAsHolder(options, key, claim) : undefined;
		if (outcome) return outcome;
		await options.sleep(claim.kind === 'busy' ? Math.min(claim.leftMs, busyPauseMs) : busyPauseMs);
	}
	throw new ConnectionError(
		'Other executions have been creating the same job for ten minutes, and none of them has come to an end',
	);
}

/** Undefined when the claim was lost to another holder. */
async function startAsHolder<J extends Named>(
	options: OnceOptions<J>,
	key: string,
	{ hold, takenOver }: { hold: Hold; takenOver: boolean },
	lost: unknown[] = [],
): Promise<Outcome<J> | undefined> {
	const isUnclear = takenOver || lost.length > 0;
	const job = await (isUnclear ? lookAgain(options, key) : lookOnce(options, key, hold));
	if (job) return await finish(options, hold, { name: job.name ?? '', job }, lost.length === 0);
	if (lost.length === mostStarts) throw lost.at(-1);
	const renewed = await renewIfShort(options, hold);
	if (!renewed) return undefined;
	const started = await start(options, key, renewed, isUnclear);
	if ('name' in started) return await finish(options, renewed, started, false);
	return await startAsHolder(options, key, { hold: renewed, takenOver }, [...lost, started.lost]);
}

/** @param isUnclear whether a request sent before may still start, or have started, a job */
async function start<J extends Named>(
	options: OnceOptions<J>,
	key: string,
	hold: Hold,
	isUnclear: boolean,
): Promise<Started<J> | { lost: unknown }> {
	return await options.start(key).catch(async (error: unknown) => {
		if (isLost(error)) return { lost: error };
		// A job that came of an earlier request may be why this one is refused: it uses up the quota.
		const job = isUnclear ? await lookAgain(options, key) : undefined;
		if (job) return { name: job.name ?? '', job };
		const isRefusal = error instanceof GoogleApiError || error instanceof ConfigurationError;
		if (isRefusal && !isUnclear) await tryToGiveUp(options, hold);
		throw error;
	});
}

/** A claim that is not given up expires by itself; what came before matters more. */
async function tryToGiveUp(options: ClaimOptions, hold: Hold): Promise<void> {
	await giveUp(options, hold).catch(() => undefined);
}

/** Whether Vertex AI may have carried a request out although it did not say so. */
function isLost(error: unknown): boolean {
	if (error instanceof ConnectionError) return true;
	return error instanceof GoogleApiError && (error.httpStatus >= 500 || error.httpStatus === 408);
}

/** The look of a holder that nothing was started before; when it fails, nothing is started under the claim. */
async function lookOnce<J extends Named>(
	options: OnceOptions<J>,
	key: string,
	hold: Hold,
): Promise<J | undefined> {
	return await options.find(key).catch(async (error: unknown) => {
		await tryToGiveUp(options, hold);
		throw error;
	});
}

async function lookAgain<J extends Named>(
	{ find, sleep }: OnceOptions<J>,
	key: string,
): Promise<J | undefined> {
	for (const pauseMs of lookPausesMs) {
		const job = await find(key);
		if (job) return job;
		await sleep(pauseMs);
	}
	return await find(key);
}

async function finish<J extends Named>(
	options: OnceOptions<J>,
	hold: Hold,
	{ name, job }: Started<J>,
	adopted: boolean,
): Promise<Outcome<J>> {
	// The job runs: not being able to note its name must not hide it, and its label tells the same.
	await noteStarted(options, hold, name).catch(() => undefined);
	return { job: job ?? (await options.read(name)), adopted };
}
