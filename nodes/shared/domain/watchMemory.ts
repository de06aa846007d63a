/**
 * The memory of a trigger between polls, as JSON. All of its times are Google's, because clocks differ. It is stored as a whole, and as a
 * short copy with the time until which all jobs are known. Users or a database can damage either.
 */

import { creationKey } from './creationId';
import { isEventKind } from './eventKinds';
import { fieldsOf, isObject, isTextList } from './guards';
import type { Selection } from './selection';

export interface Memory {
	version: 1;
	/** Project of the jobs. */
	scope: string;
	/** Selection of the last look. */
	selection: Selection;
	/** Identities of finished jobs that were reported or excluded, oldest first. */
	settled: string[];
	/** Last reported step, or stage, of running jobs, by identity. */
	steps: Record<string, number | string>;
	/** Page where the last look stopped. */
	resumeAt?: string;
	/** RFC 3339, Google's time. Jobs that finished by then were reported or excluded. Empty: no job had finished. */
	since?: string;
	/** The same for a restored memory: a job that finished by then counts as known even if `settled` doesn't contain it. */
	knownUntil?: string;
	/** The stored memory was damaged, and no event has reported it yet. `logged`: n8n's log has. */
	damage?: 'found' | 'logged';
}

/** A memory, or its short copy, with a hash that reveals damage. */
type Sealed<T> = T & { seal?: string };

/** The static data. */
export interface Stored {
	memory: unknown;
	/** The short copy. */
	time: unknown;
}

/** Number of unlisted jobs that the memory keeps: an incomplete list must not make old jobs new. */
const absentees = 1000;

/** A memory without any known job. */
export function emptyMemory(scope: string, selection: Selection): Memory {
	return { version: 1, scope, selection, settled: [], steps: {} };
}

/** A memory in its stored form. */
export function toStored(memory: Memory): {
	memory: Sealed<Memory>;
	time: Sealed<{ scope: string; since: string }> | null;
} {
	const { scope, since } = memory;
	return { memory: sealed({ ...memory }), time: since === undefined ? null : sealed({ scope, since }) };
}

/**
 * Reads a stored memory. From a damaged one, it keeps the readable identities. Jobs that finished by the last readable time count as
 * known. Without a readable time, all other jobs are new: a repeat with the same event ID is better than a lost event.
 *
 * @param selection of the node; a damaged memory's isn't trusted
 * @returns undefined without a stored memory, or with one for another scope
 */
export function readMemory(
	{ memory, time }: Stored,
	scope: string,
	selection: Selection,
): Memory | undefined {
	const copy = readTime(time);
	const hasCopy = time !== undefined && time !== null;
	if (isMemory(memory) && (isSealed({ ...memory }) || (memory.seal === undefined && !hasCopy)))
		return memory.scope === scope ? withoutSeal(memory) : undefined;
	if (memory === undefined && !hasCopy) return undefined;
	if (copy !== undefined && copy.scope !== scope) return undefined;
	return restored(memory, copy?.since, emptyMemory(scope, selection));
}

function restored(memory: unknown, since: string | undefined, empty: Memory): Memory {
	const { settled, since: own } = fieldsOf(memory);
	const known = since ?? (isTime(own) ? own : undefined);
	return {
		...empty,
		settled: Array.isArray(settled) ? settled.filter((identity) => typeof identity === 'string') : [],
		...(known !== undefined && { since: known, knownUntil: known }),
		damage: 'found',
	};
}

/** @param listed all existing jobs; without it, all identities stay */
export function withoutOldAbsentees(identities: string[], listed: ReadonlySet<string> | undefined): string[] {
	if (!listed) return identities;
	const absent = identities.filter((identity) => !listed.has(identity));
	const old = new Set(absent.slice(0, Math.max(0, absent.length - absentees)));
	return identities.filter((identity) => !old.has(identity));
}

function sealed<T extends object>(fields: T): Sealed<T> {
	return { ...fields, seal: creationKey(Object.fromEntries(Object.entries(fields))) };
}

function isSealed({ seal, ...fields }: Record<string, unknown>): boolean {
	return seal === creationKey(fields);
}

function withoutSeal(memory: Sealed<Memory>): Memory {
	const copy = { ...memory };
	delete copy.seal;
	return copy;
}

function readTime(stored: unknown): { scope: string; since: string } | undefined {
	const fields = fieldsOf(stored);
	const { scope, since } = fields;
	return typeof scope === 'string' && isTime(since) && isSealed(fields) ? { scope, since } : undefined;
}

/** Accepts an empty text: no job had finished. */
function isTime(value: unknown): value is string {
	return typeof value === 'string' && (value === '' || !Number.isNaN(Date.parse(value)));
}

function isMemory(value: unknown): value is Sealed<Memory> {
	const { version, scope, selection, settled, steps, resumeAt, since, knownUntil, damage } = fieldsOf(value);
	return (
		version === 1 &&
		typeof scope === 'string' &&
		isSelection(selection) &&
		isTextList(settled) &&
		isObject(steps) &&
		Object.values(steps).every((step) => typeof step === 'number' || typeof step === 'string') &&
		[resumeAt, knownUntil, since].every((text) => text === undefined || typeof text === 'string') &&
		(damage === undefined || damage === 'found' || damage === 'logged')
	);
}

function isSelection(value: unknown): value is Selection {
	return (
		isObject(value) &&
		Array.isArray(value.events) &&
		value.events.every(isEventKind) &&
		(value.tunedModels === null || isTextList(value.tunedModels)) &&
		(value.displayName === null || typeof value.displayName === 'string')
	);
}
