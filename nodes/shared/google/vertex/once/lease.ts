/**
 * A lease: the exclusive right to create the job of an idempotency key, across executions, processes and machines. Vertex AI's
 * tuningJobs.create accepts no request ID.
 *
 * The lease is an object in Cloud Storage. Each write has a generation precondition, so only one caller can win. The object
 * contains the caller's ID (`owner`) and, after the start, the job's name (`started`).
 *
 * - Without `started`, the lease expires `leaseMs` after its last change, by Cloud Storage's clock. Then another caller can take it.
 * - After a response that proves nothing (`unproven`), nobody can take it for `unprovenMs`.
 * - A `started` that isn't the name of a job of this project counts as absent.
 */

import { hash } from 'node:crypto';
import { ConnectionError } from '../../http/googleErrors';
import { folder } from '../storage/storeLines';
import { storageHost } from '../hosts';
import type { Shaped } from '../../http/shape';
import { attempt, fields, number, parseJson, text } from '../../http/shape';
import type { ObjectPath, StorageOptions } from '../storage/storageCalls';
import { ask, objectUrl, read, storedObject, uploadUrl } from '../storage/storageCalls';

/** Time from acquiring a lease to the response of the start request. */
export const leaseMs = 120_000;

/** Time without a new start after a response that proves nothing. The job may exist, and lists may lag. */
export const unprovenMs = 600_000;

/** Timeout of the start request. */
export const startTimeoutMs = 60_000;

/** Part of the lease that must be left after a start request that times out. */
const marginMs = 15_000;

export interface LeaseOptions extends StorageOptions {
	/** Monotonic clock in milliseconds. */
	now: () => number;
	/** ID of the caller, unique even within a process. */
	owner: string;
	/** Whether a name belongs to a job of this project and location, or to the operation that creates it. */
	isOwn: (name: string) => boolean;
}

/** Its owner may start a job. */
export interface Lease {
	path: ObjectPath;
	/** Generation of the object that the owner wrote. */
	generation: string;
	/** When the owner sent that write, by its own clock; never later than Cloud Storage's time of the write. */
	since: number;
}

export type Acquisition =
	/** `takenOver`: an earlier owner may have started a job without recording it. */
	| { kind: 'acquired'; lease: Lease; takenOver: boolean }
	| { kind: 'started'; started: string }
	/** A job may exist: the response to an earlier start had this HTTP status and proves nothing. */
	| { kind: 'unproven'; httpStatus: number; lease: Lease }
	/** Another owner may start a job, for at most `leftMs`. */
	| { kind: 'busy'; leftMs: number };

/** `unproven` is the HTTP status of a response that proves nothing. */
export const leaseContent = fields({ owner: text, started: text, unproven: number });

type Content = Shaped<typeof leaseContent>;

/**
 * Tries to acquire the lease of an idempotency key.
 *
 * @param gone a recorded name that Google doesn't have; counts as absent
 */
export async function acquireLease(
	options: LeaseOptions,
	bucket: string,
	key: string,
	gone?: string,
): Promise<Acquisition> {
	const path = { bucket, name: `${folder}/leases/${key}.json` };
	const present = await look(options, path);
	if (!present) return toAcquisition(await write(options, path, '0', { owner: options.owner }), false);
	const { content, generation, ageMs } = present;
	const { started, unproven } = content;
	if (started !== undefined && started !== gone && options.isOwn(started))
		return { kind: 'started', started };
	if (unproven !== undefined && ageMs < unprovenMs) {
		return { kind: 'unproven', httpStatus: unproven, lease: { path, generation, since: options.now() } };
	}
	if (ageMs < leaseMs) return { kind: 'busy', leftMs: leaseMs - ageMs };
	return toAcquisition(await write(options, path, generation, { owner: options.owner }), true);
}

function toAcquisition(lease: Lease | undefined, takenOver: boolean): Acquisition {
	return lease ? { kind: 'acquired', lease, takenOver } : { kind: 'busy', leftMs: 0 };
}

/**
 * Returns the lease while enough of it is left for a start request, otherwise a renewed one.
 *
 * @returns undefined when another caller has taken the lease, or when renewing takes too long
 */
export async function renewIfShort(options: LeaseOptions, lease: Lease): Promise<Lease | undefined> {
	if (isLong(options, lease)) return lease;
	const renewed = await write(options, lease.path, lease.generation, { owner: options.owner });
	return renewed && isLong(options, renewed) ? renewed : undefined;
}

function isLong({ now }: LeaseOptions, { since }: Lease): boolean {
	return since + leaseMs - now() >= startTimeoutMs + marginMs;
}

/** Records the job's name in the lease, so that other callers find the job without a list. */
export async function recordStarted(options: LeaseOptions, lease: Lease, started: string): Promise<void> {
	await write(options, lease.path, lease.generation, { owner: options.owner, started });
}

/**
 * Records that a response proves nothing.
 *
 * @returns undefined when another caller has taken the lease
 */
export async function recordUnproven(
	options: LeaseOptions,
	lease: Lease,
	httpStatus: number,
): Promise<Lease | undefined> {
	const content = { owner: options.owner, unproven: httpStatus };
	return await write(options, lease.path, lease.generation, content);
}

/** Deletes the lease. Only for an owner that certainly started nothing. */
export async function releaseLease(options: LeaseOptions, { path, generation }: Lease): Promise<void> {
	const query = { ifGenerationMatch: generation };
	await ask(options, { method: 'DELETE', url: objectUrl(options.origin, path), query }, 404, 412);
}

/**
 * @param generation that the object must have; `0` if it must not exist
 * @returns undefined when the object has another generation
 */
async function write(
	options: LeaseOptions,
	path: ObjectPath,
	generation: string,
	content: Content,
): Promise<Lease | undefined> {
	const since = options.now();
	const request = {
		method: 'POST' as const,
		url: uploadUrl(options.origin, path),
		query: { uploadType: 'media', name: path.name, ifGenerationMatch: generation },
		headers: { 'content-type': 'application/json' },
		body: Buffer.from(JSON.stringify(content)),
	};
	const response = await ask(options, request, 412);
	if (response.status === 412) return await findOwn(options, path, content, since);
	return { path, generation: read(response, storedObject).generation, since };
}

/** After a lost response, the retry of a write gets 412 although the first request wrote the object. */
async function findOwn(
	options: LeaseOptions,
	path: ObjectPath,
	written: Content,
	since: number,
): Promise<Lease | undefined> {
	const present = await look(options, path);
	if (present === undefined) return undefined;
	const { owner, started, unproven } = present.content;
	const isOwn = owner === written.owner && started === written.started && unproven === written.unproven;
	return isOwn ? { path, generation: present.generation, since } : undefined;
}

interface Present {
	content: Content;
	generation: string;
	/** By Cloud Storage's clock alone: the `Date` of its response minus the object's `updated`. */
	ageMs: number;
}

/** Undefined when the object doesn't exist, or when it changes between the two requests. */
async function look(options: LeaseOptions, path: ObjectPath): Promise<Present | undefined> {
	const url = objectUrl(options.origin, path);
	const metadata = await ask(options, { method: 'GET', url }, 404);
	if (metadata.status === 404) return undefined;
	const { generation, updated = '', md5Hash } = read(metadata, storedObject);
	const content = await ask(options, { method: 'GET', url, query: { alt: 'media', generation } }, 404);
	if (content.status === 404) return undefined;
	const ageMs = Date.parse(metadata.headers.date ?? '') - Date.parse(updated);
	assertWhole(content.text, md5Hash);
	return { content: parseContent(content.text), generation, ageMs: Number.isNaN(ageMs) ? 0 : ageMs };
}

/** @throws ConnectionError for a response that isn't the object's content, such as a proxy's page */
function assertWhole(content: string, md5Hash: string | undefined): void {
	const isText = !content.includes('\uFFFD');
	if (isText && md5Hash !== undefined && hash('md5', content, 'base64') !== md5Hash) {
		throw new ConnectionError(`The response of ${storageHost} isn't the content of the lease`);
	}
}

/** A damaged object counts as a lease without a job. */
function parseContent(content: string): Content {
	const outcome = attempt(leaseContent, parseJson(content));
	return 'read' in outcome ? outcome.read : {};
}
