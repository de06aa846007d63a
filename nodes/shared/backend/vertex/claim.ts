/**
 * Mutual exclusion between executions, processes and machines, by an object in Cloud Storage that is only ever written under a
 * generation precondition. Vertex AI's tuningJobs.create has no request ID of its own.
 *
 * A claim's object contains who is creating a job (`holder`) and, once a job exists, its name (`started`). Without a name, the
 * claim is a lease: when it hasn't changed for `leaseMs` by Cloud Storage's own clock, another holder may take it over. After an
 * answer that proves nothing (`unproven`), nobody takes it over for `doubtMs`. A `started` that isn't a job's name counts as absent.
 */

import { hash } from 'node:crypto';
import { ConnectionError } from '../errors';
import { parseJson } from '../parseJson';
import { folder } from './dataset';
import { storageHost } from './hosts';
import type { Shaped } from '../shape';
import { attempt, fields, number, text } from '../shape';
import type { ObjectPath, StorageOptions } from './storage';
import { ask, objectUrl, read, storedObject, uploadUrl } from './storage';

/** How long a holder may take from its claim to the answer of the request that starts a job. */
export const leaseMs = 120_000;

/** How long nobody starts a job after an answer that proves nothing: the job may exist, and a list may show it late. */
export const doubtMs = 600_000;

/** How long that request may take at most. */
export const startTimeoutMs = 60_000;

/** A holder starts nothing when less of its lease would be left. */
const marginMs = 15_000;

export interface ClaimOptions extends StorageOptions {
	/** Milliseconds of a clock that never jumps. */
	now: () => number;
	/** Tells this holder from all others, be they of the same process. */
	holder: string;
	/** Whether a name belongs to a job, or to the operation that makes it, of this project and location. */
	isOwn: (name: string) => boolean;
}

/** Whoever has it may start a job. */
export interface Hold {
	path: ObjectPath;
	/** Of the object as this holder wrote it. */
	generation: string;
	/** By the holder's own clock, a moment no later than the one Cloud Storage noted. */
	since: number;
}

export type Claim =
	/** `takenOver`: an earlier holder may have started something without noting it. */
	| { kind: 'held'; hold: Hold; takenOver: boolean }
	| { kind: 'started'; started: string }
	/** A job may exist: an earlier request got an answer with this HTTP status, which proves nothing. */
	| { kind: 'unproven'; httpStatus: number; hold: Hold }
	/** Another holder may start a job, for at most this long. */
	| { kind: 'busy'; leftMs: number };

/** `unproven` is the HTTP status of an answer that proves nothing. */
export const claimContent = fields({ holder: text, started: text, unproven: number });

type Content = Shaped<typeof claimContent>;

/**
 * Tries to get the claim for a key.
 *
 * @param gone a noted name that Google doesn't have, so that it counts as absent
 */
export async function takeClaim(
	options: ClaimOptions,
	bucket: string,
	key: string,
	gone?: string,
): Promise<Claim> {
	const path = { bucket, name: `${folder}/claims/${key}.json` };
	const present = await look(options, path);
	if (!present) return toClaim(await write(options, path, '0', { holder: options.holder }), false);
	const { content, generation, ageMs } = present;
	const { started, unproven } = content;
	if (started !== undefined && started !== gone && options.isOwn(started))
		return { kind: 'started', started };
	if (unproven !== undefined && ageMs < doubtMs) {
		return { kind: 'unproven', httpStatus: unproven, hold: { path, generation, since: options.now() } };
	}
	if (ageMs < leaseMs) return { kind: 'busy', leftMs: leaseMs - ageMs };
	return toClaim(await write(options, path, generation, { holder: options.holder }), true);
}

function toClaim(hold: Hold | undefined, takenOver: boolean): Claim {
	return hold ? { kind: 'held', hold, takenOver } : { kind: 'busy', leftMs: 0 };
}

/**
 * The hold itself while enough of its lease is left, else a new lease.
 *
 * @returns undefined when somebody else has taken the claim over, or when even renewing takes too long
 */
export async function renewIfShort(options: ClaimOptions, hold: Hold): Promise<Hold | undefined> {
	if (isLong(options, hold)) return hold;
	const renewed = await write(options, hold.path, hold.generation, { holder: options.holder });
	return renewed && isLong(options, renewed) ? renewed : undefined;
}

function isLong({ now }: ClaimOptions, { since }: Hold): boolean {
	return since + leaseMs - now() >= startTimeoutMs + marginMs;
}

/** Notes what was started, so that everybody finds it without searching. */
export async function noteStarted(options: ClaimOptions, hold: Hold, started: string): Promise<void> {
	await write(options, hold.path, hold.generation, { holder: options.holder, started });
}

/**
 * Notes that an answer proves nothing.
 *
 * @returns undefined when somebody else has taken the claim over
 */
export async function noteUnproven(
	options: ClaimOptions,
	hold: Hold,
	httpStatus: number,
): Promise<Hold | undefined> {
	const content = { holder: options.holder, unproven: httpStatus };
	return await write(options, hold.path, hold.generation, content);
}

/** Gives the claim up: for sure nothing was started under it. */
export async function giveUp(options: ClaimOptions, { path, generation }: Hold): Promise<void> {
	const query = { ifGenerationMatch: generation };
	await ask(options, { method: 'DELETE', url: objectUrl(options.origin, path), query }, 404, 412);
}

/** Undefined when the object is no longer, or not, of that generation (`0`: when there is one). */
async function write(
	options: ClaimOptions,
	path: ObjectPath,
	generation: string,
	content: Content,
): Promise<Hold | undefined> {
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

/** When the answer to a write was lost, its repeat is refused although the object is the one that was written. */
async function findOwn(
	options: ClaimOptions,
	path: ObjectPath,
	written: Content,
	since: number,
): Promise<Hold | undefined> {
	const present = await look(options, path);
	if (present === undefined) return undefined;
	const { holder, started, unproven } = present.content;
	const isOwn = holder === written.holder && started === written.started && unproven === written.unproven;
	return isOwn ? { path, generation: present.generation, since } : undefined;
}

interface Present {
	content: Content;
	generation: string;
	/** By Cloud Storage's clock alone: the `Date` of its answer less the object's `updated`. */
	ageMs: number;
}

/** Undefined when there is no claim, or when it changes while it is looked at. */
async function look(options: ClaimOptions, path: ObjectPath): Promise<Present | undefined> {
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

/** @throws ConnectionError for an answer that isn't the object's content, such as a proxy's page */
function assertWhole(content: string, md5Hash: string | undefined): void {
	const isText = !content.includes('\uFFFD');
	if (isText && md5Hash !== undefined && hash('md5', content, 'base64') !== md5Hash) {
		throw new ConnectionError(`The response of ${storageHost} isn't the content of the claim`);
	}
}

/** Whatever the object contains: a damaged one counts as a lease without a job. */
function parseContent(content: string): Content {
	const outcome = attempt(claimContent, parseJson(content));
	return 'read' in outcome ? outcome.read : {};
}
