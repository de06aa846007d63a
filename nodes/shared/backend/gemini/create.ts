import type { Dataset } from '../../domain/dataset';
import type { TuningJob } from '../../domain/job';
import type { Trace } from '../../domain/series';
import { creationKey, modelIdFor, modelIdLength } from '../../domain/creationId';
import type { Creation, CreationKey, TuningSpec } from '../tuning';
import { ConnectionError, GoogleApiError, ModelIdTakenError, UnclearStartError } from '../errors';
import type { HttpClient } from '../http';
import { isProvenRefusal } from '../provenRefusal';
import { attempt } from '../shape';
import { toJob, toSource, toTunedModel, withOperation } from './convert';
import { isOperationOf } from './names';
import { toMark, withMark } from './trace';
import * as wire from './wire';

/** With more failed predecessors than this, another attempt will hardly do better. */
const mostAttempts = 100;

/**
 * Milliseconds between looks at an ID that is taken but has no model: it has just been deleted, or is just being made and
 * not shown yet. Only when it stays so, the next ID is tried. After an answer that proves nothing, no other ID is tried.
 */
const pausesMs = [1_000, 2_000, 4_000];

/** How many later attempts are looked for, so that deleting the models of failed ones does not start a second job. */
const aheadLooks = 3;

/** What creating asks of the rest of the backend. */
export interface CreationCalls {
	http: HttpClient;
	/** Up to and including the version: `https://…/v1beta` */
	v1beta: string;
	/** Reads a job by its operation's or tuned model's name. */
	get: (name: string) => Promise<TuningJob>;
	sleep: (milliseconds: number) => Promise<void>;
}

/** One attempt: the ID it takes, and for the user's own ID the mark by which its model is known again. */
interface Attempt {
	id: string;
	mark?: string;
	/** Whether the user asked for just this ID. */
	isWanted?: boolean;
	body: wire.TunedModel;
}

/**
 * Starts a job under an ID that an equal creation arrives at again: repeated for whatever reason, it meets 409 ALREADY_EXISTS
 * and reuses the job that is there. Only a job that failed, was cancelled or was deleted makes room for the next attempt's ID;
 * so does a model of somebody else, IDs being global.
 *
 * An answer proves a start by the operation of the model that was asked for, and a refusal by a google.rpc.Status that fits its HTTP
 * status. After any other answer the model is looked for; a repeat under the same ID never starts a second job.
 *
 * @throws UnclearStartError when an answer proves nothing and no model shows
 * @throws ModelIdTakenError when the user's own ID belongs to a model of other data or settings, or of somebody else
 */
export async function create(
	calls: CreationCalls,
	spec: TuningSpec,
	data: Dataset,
	creation: CreationKey,
	trace?: Trace,
): Promise<Creation> {
	const noted = trace ? toMark(trace, data) : '';
	const attemptAt = (attempt: number) => toAttempt(spec, data, creation, attempt, noted);
	for (let attempt = 1; attempt <= mostAttempts; attempt++) {
		const isOutdated = await hasAny(
			calls,
			Array.from({ length: aheadLooks }, (_, ahead) => attemptAt(attempt + ahead + 1)),
		);
		if (isOutdated) continue;
		const outcome = await startOrReuse(calls, attemptAt(attempt));
		if (outcome) return { ...outcome, attempt };
	}
	throw new Error(`${mostAttempts} earlier jobs for the same data and settings failed or were cancelled`);
}

function toAttempt(
	spec: TuningSpec,
	data: Dataset,
	{ project, forceNew }: CreationKey,
	attempt: number,
	noted: string,
): Attempt {
	const { modelId, source, ...settings } = spec;
	const key = { project, forceNew, settings: { ...settings, ...toSource(source) }, data: data.fingerprint };
	if (!modelId) {
		const id = modelIdFor(spec.displayName ?? '', creationKey({ ...key, attempt }));
		return { id, body: toBody(spec, data, noted) };
	}
	const mark = `[${creationKey(key)}]`;
	const id = ownId(modelId, attempt);
	return { id, mark, isWanted: attempt === 1, body: toBody(spec, data, withMark(mark, noted)) };
}

/** @param marks what follows the user's own description */
function toBody(spec: TuningSpec, data: Dataset, marks: string): wire.TunedModel {
	const description = withMark(spec.description ?? '', marks);
	return toTunedModel({ ...spec, ...(description !== '' && { description }) }, data);
}

/** The user's own ID; later attempts number it, since the model of a failed job keeps its ID until it is deleted. */
function ownId(modelId: string, attempt: number): string {
	if (attempt === 1) return modelId;
	const suffix = `-${attempt}`;
	return `${modelId.slice(0, modelIdLength - suffix.length)}${suffix}`;
}

/** Whether one of the attempts has been made; what cannot be read is taken for somebody else's, or for none. */
async function hasAny(calls: CreationCalls, attempts: Attempt[]): Promise<boolean> {
	const found = await Promise.all(
		attempts.map(async ({ id, mark }) => {
			const job = await readModel(calls, id).catch((error: unknown) => {
				if (![400, 403, 404].some((status) => isProvenRefusal(error, status))) throw error;
			});
			return job !== undefined && carries(job, mark);
		}),
	);
	return found.includes(true);
}

/** Undefined when the ID is spent and the next attempt's is to be tried. */
async function startOrReuse(
	calls: CreationCalls,
	attempt: Attempt,
): Promise<Omit<Creation, 'attempt'> | undefined> {
	for (const pauseMs of [...pausesMs, undefined]) {
		const started = await start(calls, attempt);
		if (started && 'job' in started) return { job: started.job, reused: false };
		const present = await (started ? lookAgain(calls, attempt) : read(calls, attempt));
		if (present === 'foreign') return undefined;
		if (present) return isSpent(present) ? undefined : { job: present, reused: true };
		if (started) throw started.unclear;
		if (pauseMs !== undefined) await calls.sleep(pauseMs);
	}
	return undefined;
}

/** Undefined when the ID is taken. */
async function start(
	calls: CreationCalls,
	{ id, body }: Attempt,
): Promise<{ job: TuningJob } | { unclear: unknown } | undefined> {
	const request = {
		method: 'POST',
		url: `${calls.v1beta}/tunedModels`,
		query: { tunedModelId: id },
		body,
	} as const;
	const answer = await calls
		.http({ ...request, repeatable: true }, startAnswer)
		.then((operation) => ({ operation }))
		.catch((error: unknown) => ({ error }));
	if ('error' in answer) {
		if (isProvenRefusal(answer.error, 409)) return undefined;
		if (isProvenRefusal(answer.error)) throw answer.error;
		return { unclear: toUnclear(id, answer.error) };
	}
	const { operation } = answer;
	if (!isOperationOf(operation, `tunedModels/${id}`)) return { unclear: toUnclear(id) };
	// The job runs from here on: not being able to read it must not hide it.
	const unread = () =>
		withOperation(toJob({ ...body, name: `tunedModels/${id}`, state: 'CREATING' }), operation);
	return { job: await readModel(calls, id, operation.name).catch(unread) };
}

/** Lets every answer through: `isOperationOf` decides whether it proves a start. */
function startAnswer(value: unknown): Partial<wire.Operation> {
	const answer = attempt(wire.operation, value);
	return 'read' in answer ? answer.read : {};
}

/** @param error absent for an answer without the operation that was asked for */
function toUnclear(id: string, error?: unknown): unknown {
	if (error !== undefined && !(error instanceof GoogleApiError && error.httpStatus < 500)) return error;
	const answer = error
		? `the response has HTTP status ${error.httpStatus} and no error of Google's own`
		: "the response doesn't name its operation";
	return new UnclearStartError(
		`It isn't certain whether the Gemini API started the job of the tuned model '${id}': ${answer}`,
		"The tuned model may exist: look for its ID with 'Get' in Gemini Tuned Model. Check the API Endpoint of the credential and any proxy, then run this again with the same settings: the ID stays the same, so the node reuses the job if it exists.",
	);
}

async function lookAgain(calls: CreationCalls, attempt: Attempt): Promise<TuningJob | 'foreign' | undefined> {
	for (const pauseMs of pausesMs) {
		const present = await read(calls, attempt);
		if (present) return present;
		await calls.sleep(pauseMs);
	}
	return await read(calls, attempt);
}

/** The job that holds the ID, `foreign` when it is not this creation's, undefined when there is none. */
async function read(
	calls: CreationCalls,
	{ id, mark, isWanted }: Attempt,
): Promise<TuningJob | 'foreign' | undefined> {
	const job = await readModel(calls, id).catch((error: unknown) => {
		if (isSomebodyElses(error)) return 'foreign' as const;
		if (isProvenRefusal(error, 404)) return undefined;
		throw error;
	});
	if (job === undefined || (job !== 'foreign' && carries(job, mark))) return job;
	if (isWanted) throw new ModelIdTakenError(id);
	return 'foreign';
}

/**
 * @param name of the model or its operation
 * @throws ConnectionError for an answer that isn't the model
 */
async function readModel({ get }: CreationCalls, id: string, name = `tunedModels/${id}`): Promise<TuningJob> {
	const job = await get(name);
	if (job.tunedModel === `tunedModels/${id}`) return job;
	throw new ConnectionError(`The response doesn't contain the tuned model '${id}'`);
}

/** Google's word for a model of others has no reason; a project, a sign-in or a proxy that refuses says something else. */
function isSomebodyElses(error: unknown): boolean {
	return isProvenRefusal(error, 403) && !error.reason;
}

function carries({ description }: TuningJob, mark = ''): boolean {
	return description.includes(mark);
}

function isSpent({ state }: TuningJob): boolean {
	return state === 'failed' || state === 'cancelled';
}
