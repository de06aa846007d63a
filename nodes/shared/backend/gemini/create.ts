import type { Dataset } from '../../domain/dataset';
import type { TuningJob } from '../../domain/job';
import { creationKey, modelIdFor, modelIdLength } from '../../domain/creationId';
import type { Creation, CreationKey, TuningSpec } from '../backend';
import { GoogleApiError, ModelIdTakenError, ignoring } from '../errors';
import type { HttpClient } from '../http';
import { toJob, toTunedModel, withOperation } from './convert';
import type * as wire from './wire';

/** With more failed predecessors than this, another attempt will hardly do better. */
const mostAttempts = 100;

/** An ID that is taken but whose model is gone has just been deleted or is just being made: a look or two settles which. */
const looks = 3;

/** What creating asks of the rest of the backend. */
export interface CreationCalls {
	http: HttpClient;
	/** Up to and including the version: `https://…/v1beta` */
	v1beta: string;
	/** Reads a job by its operation's or tuned model's name. */
	get: (name: string) => Promise<TuningJob>;
}

/** One attempt: the ID it takes, and for the user's own ID the mark by which its model is known again. */
interface Attempt {
	id: string;
	mark?: string;
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
): Promise<Creation> {
	for (let attempt = 1; attempt <= mostAttempts; attempt++) {
		const outcome = await startOrAdopt(calls, toAttempt(spec, data, creation, attempt));
		if (outcome) return { ...outcome, attempt };
	}
	throw new Error(`${mostAttempts} earlier jobs for the same data and settings failed or were cancelled`);
}

function toAttempt(
	spec: TuningSpec,
	data: Dataset,
	{ project, forceNew }: CreationKey,
	attempt: number,
): Attempt {
	const { modelId, ...settings } = spec;
	const key = { project, forceNew, settings, data: data.fingerprint };
	if (!modelId) {
		const id = modelIdFor(spec.displayName ?? '', creationKey({ ...key, attempt }));
		return { id, body: toTunedModel(spec, data) };
	}
	const mark = `[${creationKey(key)}]`;
	const description = spec.description ? `${spec.description} ${mark}` : mark;
	return { id: ownId(modelId, attempt), mark, body: toTunedModel({ ...spec, description }, data) };
}

/** The user's own ID; later attempts number it, since the model of a failed job keeps its ID until it is deleted. */
function ownId(modelId: string, attempt: number): string {
	if (attempt === 1) return modelId;
	const suffix = `-${attempt}`;
	return `${modelId.slice(0, modelIdLength - suffix.length)}${suffix}`;
}

/** Undefined when the ID is spent and the next attempt's is to be tried. */
async function startOrAdopt(
	calls: CreationCalls,
	attempt: Attempt,
): Promise<Omit<Creation, 'attempt'> | undefined> {
	for (let look = 1; look <= looks; look++) {
		const started = await start(calls, attempt);
		if (started) return { job: started, adopted: false };
		const present = await read(calls, attempt);
		if (present === 'foreign') return undefined;
		if (present) return isSpent(present) ? undefined : { job: present, adopted: true };
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
	const operation = await http<wire.Operation>({ ...request, repeatable: true }).catch(
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

/** The job that holds the ID, `foreign` when it is somebody else's, undefined when there is none. */
async function read(
	{ get }: CreationCalls,
	{ id, mark }: Attempt,
): Promise<TuningJob | 'foreign' | undefined> {
	const job = await get(`tunedModels/${id}`).catch((error: unknown) => {
		if (error instanceof GoogleApiError && error.httpStatus === 403 && !error.reason)
			return 'foreign' as const;
		return ignoring(({ httpStatus }) => httpStatus === 404)(error);
	});
	const isOwn = job === undefined || (job !== 'foreign' && job.description.includes(mark ?? ''));
	if (mark && !isOwn) throw new ModelIdTakenError(id);
	return job;
}

function isSpent({ state }: TuningJob): boolean {
	return state === 'failed' || state === 'cancelled';
}
