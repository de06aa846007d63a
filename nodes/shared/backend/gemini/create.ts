import type { Dataset } from '../../domain/dataset';
import type { TuningJob } from '../../domain/job';
import type { Trace } from '../../domain/series';
import { creationKey, modelIdFor, modelIdLength } from '../../domain/creationId';
import type { Creation, CreationKey, TuningSpec } from '../tuning';
import { GoogleApiError, ModelIdTakenError, ignoring } from '../errors';
import type { HttpClient } from '../http';
import { toJob, toSource, toTunedModel, withOperation } from './convert';
import { toMark, withMark } from './trace';
import * as wire from './wire';

/** With more failed predecessors than this, another attempt will hardly do better. */
const mostAttempts = 100;

/**
 * Milliseconds between looks at an ID that is taken but has no model: it has just been deleted, or is just being made and
 * not shown yet. Only when it stays so, the next ID is tried.
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
 * and adopts the job that is there. Only a job that failed, was cancelled or was deleted makes room for the next attempt's ID;
 * so does a model of somebody else, IDs being global.
 *
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
		const outcome = await startOrAdopt(calls, attemptAt(attempt));
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
async function hasAny({ get }: CreationCalls, attempts: Attempt[]): Promise<boolean> {
	const isNone = ({ httpStatus }: GoogleApiError) => [400, 403, 404].includes(httpStatus);
	const found = await Promise.all(
		attempts.map(async ({ id, mark }) => {
			const job = await get(`tunedModels/${id}`).catch(ignoring(isNone));
			return job !== undefined && carries(job, mark);
		}),
	);
	return found.includes(true);
}

/** Undefined when the ID is spent and the next attempt's is to be tried. */
async function startOrAdopt(
	calls: CreationCalls,
	attempt: Attempt,
): Promise<Omit<Creation, 'attempt'> | undefined> {
	for (const pauseMs of [...pausesMs, undefined]) {
		const started = await start(calls, attempt);
		if (started) return { job: started, adopted: false };
		const present = await read(calls, attempt);
		if (present === 'foreign') return undefined;
		if (present) return isSpent(present) ? undefined : { job: present, adopted: true };
		if (pauseMs !== undefined) await calls.sleep(pauseMs);
	}
	return undefined;
}

/** Undefined when the ID is taken. */
async function start(
	{ http, v1beta, get }: CreationCalls,
	{ id, body }: Attempt,
): Promise<TuningJob | undefined> {
	const request = {
		method: 'POST',
		url: `${v1beta}/tunedModels`,
		query: { tunedModelId: id },
		body,
	} as const;
	const operation = await http({ ...request, repeatable: true }, wire.operation).catch(
		ignoring(({ httpStatus }) => httpStatus === 409),
	);
	// The job runs from here on: not being able to read it must not hide it.
	return (
		operation &&
		(await get(operation.name).catch(() =>
			withOperation(toJob({ ...body, name: `tunedModels/${id}`, state: 'CREATING' }), operation),
		))
	);
}

/** The job that holds the ID, `foreign` when it is not this creation's, undefined when there is none. */
async function read(
	{ get }: CreationCalls,
	{ id, mark, isWanted }: Attempt,
): Promise<TuningJob | 'foreign' | undefined> {
	const job = await get(`tunedModels/${id}`).catch((error: unknown) => {
		if (error instanceof GoogleApiError && isSomebodyElses(error)) return 'foreign' as const;
		return ignoring(({ httpStatus }) => httpStatus === 404)(error);
	});
	if (job === undefined || (job !== 'foreign' && carries(job, mark))) return job;
	if (isWanted) throw new ModelIdTakenError(id);
	return 'foreign';
}

/** Google's word for a model of others has no reason; a project, a sign-in or a proxy that refuses says something else. */
function isSomebodyElses({ httpStatus, status, reason }: GoogleApiError): boolean {
	return httpStatus === 403 && status.status === 'PERMISSION_DENIED' && !reason;
}

function carries({ description }: TuningJob, mark = ''): boolean {
	return description.includes(mark);
}

function isSpent({ state }: TuningJob): boolean {
	return state === 'failed' || state === 'cancelled';
}
