import type { Dataset } from '../../domain/dataset/dataset';
import type { TuningJob } from '../../domain/job';
import type { Trace } from '../../domain/series';
import { creationKey, modelIdFor, modelIdLength } from '../../domain/creationId';
import type { Creation, CreationKey, TuningSpec } from '../tuning';
import { ConnectionError, GoogleApiError, ModelIdTakenError, UnclearStartError } from '../http/googleErrors';
import type { HttpClient } from '../http/httpClient';
import { isProvenRefusal } from '../http/provenRefusal';
import { attempt } from '../http/shape';
import { toJob, toSource, toTunedModel, withOperation } from './geminiConvert';
import { isOperationOf } from './geminiNames';
import { toMark, withMark } from './descriptionMark';
import * as wire from './geminiWire';

/** After this many failed jobs, another attempt is unlikely to succeed. */
const mostAttempts = 100;

/**
 * Milliseconds between looks at an ID in use without a model. The model was just deleted, or isn't visible yet. If that doesn't change,
 * the next ID follows. After a response that proves nothing, no other ID follows.
 */
const pausesMs = [1_000, 2_000, 4_000];

/** Number of later attempts to look for, so that deleting the models of failed attempts doesn't start a second job. */
const aheadLooks = 3;

/** Dependencies of `create`. */
export interface CreationCalls {
	http: HttpClient;
	/** Up to and including the version: `https://…/v1beta` */
	v1beta: string;
	/** Reads a job by its operation's or tuned model's name. */
	get: (name: string) => Promise<TuningJob>;
	sleep: (milliseconds: number) => Promise<void>;
}

/** One attempt: its ID, and for the user's own ID the mark that identifies its model. */
interface Attempt {
	id: string;
	mark?: string;
	/** Whether the user entered this ID. */
	isWanted?: boolean;
	body: wire.TunedModel;
}

/**
 * Starts a job with an ID that contains the idempotency key. A repeat gets 409 ALREADY_EXISTS and reuses the existing job. The next
 * attempt's ID follows only after a job that failed, was canceled or was deleted, or after another owner's model: IDs are global.
 *
 * The operation of the requested model proves a start. A google.rpc.Status that fits its HTTP status proves that none started. After
 * any other response, the node looks for the model. A repeat with the same ID never starts a second job.
 *
 * @throws UnclearStartError when a response proves nothing and no model shows
 * @throws ModelIdTakenError when the user's own ID belongs to a model with other data, settings or owner
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
	throw new Error(`${mostAttempts} earlier jobs for the same data and settings failed or were canceled`);
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

/** @param marks text after the user's description */
function toBody(spec: TuningSpec, data: Dataset, marks: string): wire.TunedModel {
	const description = withMark(spec.description ?? '', marks);
	return toTunedModel({ ...spec, ...(description !== '' && { description }) }, data);
}

/** The user's own ID. Later attempts add a number, because the model of a failed job keeps its ID until it is deleted. */
function ownId(modelId: string, attempt: number): string {
	if (attempt === 1) return modelId;
	const suffix = `-${attempt}`;
	return `${modelId.slice(0, modelIdLength - suffix.length)}${suffix}`;
}

/** Whether one of the attempts exists. An unreadable model counts as absent or somebody else's. */
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

/** Undefined when the ID is spent and the next attempt follows. */
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

/** Undefined when the ID is in use. */
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
	// The job runs: a failed read must not hide it.
	const unread = () =>
		withOperation(toJob({ ...body, name: `tunedModels/${id}`, state: 'CREATING' }), operation);
	return { job: await readModel(calls, id, operation.name).catch(unread) };
}

/** Accepts any response; `isOperationOf` decides whether it proves a start. */
function startAnswer(value: unknown): Partial<wire.Operation> {
	const answer = attempt(wire.operation, value);
	return 'read' in answer ? answer.read : {};
}

/** @param error absent for a response without the requested operation */
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

/** The job with the ID; `foreign` for another creation's; undefined when it doesn't exist. */
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
 * @throws ConnectionError for a response that isn't the model
 */
async function readModel({ get }: CreationCalls, id: string, name = `tunedModels/${id}`): Promise<TuningJob> {
	const job = await get(name);
	if (job.tunedModel === `tunedModels/${id}`) return job;
	throw new ConnectionError(`The response doesn't contain the tuned model '${id}'`);
}

/** Google's 403 for another owner's model has no reason. A 403 of a project, sign-in or proxy has one. */
function isSomebodyElses(error: unknown): boolean {
	return isProvenRefusal(error, 403) && !error.reason;
}

function carries({ description }: TuningJob, mark = ''): boolean {
	return description.includes(mark);
}

function isSpent({ state }: TuningJob): boolean {
	return state === 'failed' || state === 'cancelled';
}
