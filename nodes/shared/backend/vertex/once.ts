/** Starting a paid job exactly once, however often and from wherever it is asked for. */

import { ConfigurationError, ConnectionError, GoogleApiError } from '../errors';
import { isProvenRefusal } from '../provenRefusal';
import type { ClaimOptions, Hold } from './claim';
import { giveUp, noteStarted, noteUnproven, renewIfShort, takeClaim } from './claim';
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
	start: StartJob<J>;
	/** Reads what was started by the name that was noted; undefined when the project has nothing of this name. */
	read: (name: string) => Promise<J | undefined>;
	unclear: Unclear;
}

/** Sends the request that starts a job with a key in its label. */
export type StartJob<J extends Named = wire.TuningJob> = (key: string) => Promise<Started<J>>;

/** The error for a start whose answer proves nothing. */
export interface Unclear {
	/** @param httpStatus of the answer */
	toError: (key: string, httpStatus: number) => Error;
	/** HTTP status that most likely is a refusal: one look is enough. None when absent. */
	likelyRefusal?: number | undefined;
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

/** An answer arrived, and it doesn't show whether a job was started. */
export class UnprovenAnswerError extends Error {
	override readonly name = 'UnprovenAnswerError';

	constructor(readonly httpStatus: number) {
		super(`The answer (HTTP status ${httpStatus}) does not show whether a job was started`);
	}
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
 * with the key's label, makes sure that its lease outlasts the request, and starts one. The holder leaves the claim with the job's
 * name in it, gives it up when Vertex AI refused, and lets it expire after a lost answer; a killed process does the same. Whoever
 * takes it over looks for the label several times before starting anything.
 *
 * An answer proves a start by the name of a job of this project, and a refusal by a google.rpc.Status that fits its HTTP status.
 * Any other answer comes from a gateway or proxy. The holder notes it in the claim and looks for the job; then, and for `doubtMs`,
 * callers look and start nothing. 408, 500 and above, and no answer at all are retried after the looks.
 *
 * What remains, since Vertex AI takes no request ID: a second job would come of a request without an answer that Vertex AI carries
 * out, or lists, after the looks that follow (37 seconds at the least, two and a half minutes after the sender was killed); of an
 * unproven answer whose job isn't listed for `doubtMs`; of a forged refusal by Google, such as 400 or 429, for a request that was
 * carried out and isn't listed yet; of a process that is frozen, with its clock, between the last look at its lease and its
 * request; of callers that use different buckets for their claims at the same moment; of a claim that somebody deletes or
 * overwrites while its job is being started.
 *
 * @throws GoogleApiError when Vertex AI refuses the job
 * @throws ConnectionError when the answer was lost each time and no job shows
 * @throws what `unclear` makes of an answer that proves nothing, when no job shows
 */
export async function startOnce<J extends Named>(options: OnceOptions<J>, key: string): Promise<Outcome<J>> {
	const deadline = options.now() + patienceMs;
	let gone: string | undefined;
	while (options.now() < deadline) {
		const claim = await takeClaim(options, options.bucket, key, gone);
		if (claim.kind === 'started') {
			const job = await options.read(claim.started);
			if (job) return { job, adopted: true };
			gone = claim.started;
			continue;
		}
		if (claim.kind === 'unproven') return await adopt(options, key, claim.hold, claim.httpStatus, true);
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
	if (job) return await finish(options, hold, job, lost.length === 0);
	if (lost.length === mostStarts) throw lost.at(-1);
	const renewed = await renewIfShort(options, hold);
	if (!renewed) return undefined;
	const started = await start(options, key, renewed, isUnclear);
	if ('outcome' in started) return started.outcome;
	return await startAsHolder(options, key, { hold: renewed, takenOver }, [...lost, started.lost]);
}

/** @param isUnclear whether a request sent before may still start, or have started, a job */
async function start<J extends Named>(
	options: OnceOptions<J>,
	key: string,
	hold: Hold,
	isUnclear: boolean,
): Promise<{ outcome: Outcome<J> } | { lost: unknown }> {
	const started = await options.start(key).catch((error: unknown) => ({ error }));
	if (!('error' in started)) return { outcome: await finish(options, hold, started, false) };
	const { error } = started;
	if (isLost(error)) return { lost: error };
	if (error instanceof UnprovenAnswerError) {
		// A claim without the note expires like any other.
		const noted = await noteUnproven(options, hold, error.httpStatus).catch(() => undefined);
		return { outcome: await adopt(options, key, noted ?? hold, error.httpStatus, false) };
	}
	// A job that came of an earlier request may be why this one is refused: it uses up the quota.
	const job = isUnclear ? await lookAgain(options, key) : undefined;
	if (job) return { outcome: await finish(options, hold, job, false) };
	const isRefusal = isProvenRefusal(error) || error instanceof ConfigurationError;
	if (isRefusal && !isUnclear) await tryToGiveUp(options, hold);
	throw error;
}

/** The job of a request whose answer proves nothing. */
async function adopt<J extends Named>(
	options: OnceOptions<J>,
	key: string,
	hold: Hold,
	httpStatus: number,
	adopted: boolean,
): Promise<Outcome<J>> {
	const { likelyRefusal, toError } = options.unclear;
	const job = await (httpStatus === likelyRefusal ? look(options, key) : lookAgain(options, key));
	if (job) return await finish(options, hold, job, adopted);
	throw toError(key, httpStatus);
}

/** A claim that is not given up expires by itself; what came before matters more. */
async function tryToGiveUp(options: ClaimOptions, hold: Hold): Promise<void> {
	await giveUp(options, hold).catch(() => undefined);
}

/** Whether Vertex AI may have carried a request out, and the same request may succeed a little later. */
export function isLost(error: unknown): boolean {
	if (error instanceof ConnectionError) return true;
	return error instanceof GoogleApiError && (error.httpStatus >= 500 || error.httpStatus === 408);
}

/** The look of a holder that nothing was started before; when it fails, nothing is started under the claim. */
async function lookOnce<J extends Named>(
	options: OnceOptions<J>,
	key: string,
	hold: Hold,
): Promise<FoundJob<J> | undefined> {
	return await look(options, key).catch(async (error: unknown) => {
		await tryToGiveUp(options, hold);
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

/** @throws what `unclear` makes of a list with a job of this key and without its name: starting another one would be wrong */
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
	hold: Hold,
	{ name, job }: Started<J>,
	adopted: boolean,
): Promise<Outcome<J>> {
	// The job runs: not being able to note its name must not hide it, and its label tells the same.
	await noteStarted(options, hold, name).catch(() => undefined);
	const shown = job ?? (await options.read(name));
	if (shown) return { job: shown, adopted };
	throw new ConnectionError(`'${name}' was started, and Vertex AI doesn't show it`);
}
