/**
 * What a trigger keeps from one poll to the next, as JSON. Its only times are Google's, since clocks differ. It is kept twice: whole, and
 * as a short copy of the time up to which all jobs are known. Either can be damaged, by hand or by a database.
 */

import { creationKey } from './creationId';
import type { Selection } from './selection';
import { occasions } from './selection';

export interface Memory {
	version: 1;
	/** Which project the jobs belong to. */
	scope: string;
	/** What was asked for at the last look. */
	selection: Selection;
	/** Identities of the jobs that were reported, or are not to be, oldest first. */
	settled: string[];
	/** Last reported step, or stage, of running jobs, by identity. */
	steps: Record<string, number | string>;
	/** Page at which the last look had to stop. */
	resumeAt?: string;
	/** RFC 3339, in Google's time: jobs that ended by then were reported, or are not to be. Empty: no job had ended. */
	since?: string;
	/** The same for a restored memory: a job that ended by then counts as known although `settled` doesn't contain it. */
	knownUntil?: string;
	/** What was stored was damaged, and no event has shown it yet. `logged`: n8n's log has. */
	damage?: 'found' | 'logged';
}

/** A memory, or its short copy, with a hash by which damage shows. */
type Sealed<T> = T & { seal?: string };

/** What lies in the static data. */
export interface Stored {
	memory: unknown;
	/** The short copy. */
	time: unknown;
}

/** How many jobs stay remembered that are listed no more: a list that once comes out short must not make old jobs new. */
const absentees = 1000;

/** A memory to which every job is new. */
export function emptyMemory(scope: string, selection: Selection): Memory {
	return { version: 1, scope, selection, settled: [], steps: {} };
}

/** A memory as it is stored. */
export function toStored(memory: Memory): {
	memory: Sealed<Memory>;
	time: Sealed<{ scope: string; since: string }> | null;
} {
	const { scope, since } = memory;
	return { memory: sealed({ ...memory }), time: since === undefined ? null : sealed({ scope, since }) };
}

/**
 * Reads a stored memory. Of a damaged one it keeps the readable identities, and takes jobs for known that ended by the last readable
 * time. Without a readable time, all other jobs are new: reporting some again, with the same event IDs, is better than losing one.
 *
 * @param selection of the node; a damaged memory's isn't trusted
 * @returns undefined when nothing was stored, or when it was kept for another scope
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

/** @param listed all there are; nothing is forgotten without */
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

/** Empty where no job had ended. */
function isTime(value: unknown): value is string {
	return typeof value === 'string' && (value === '' || !Number.isNaN(Date.parse(value)));
}

function isMemory(value: unknown): value is Sealed<Memory> {
	const { version, scope, selection, settled, steps, resumeAt, since, knownUntil, damage } = fieldsOf(value);
	return (
		version === 1 &&
		typeof scope === 'string' &&
		isSelection(selection) &&
		isTexts(settled) &&
		isRecord(steps) &&
		Object.values(steps).every((step) => typeof step === 'number' || typeof step === 'string') &&
		[resumeAt, knownUntil, since].every((text) => text === undefined || typeof text === 'string') &&
		(damage === undefined || damage === 'found' || damage === 'logged')
	);
}

function isSelection(value: unknown): value is Selection {
	return (
		isRecord(value) &&
		isTexts(value.occasions) &&
		value.occasions.every((given) => occasions.some((occasion) => occasion === given)) &&
		(value.tunedModels === null || isTexts(value.tunedModels)) &&
		(value.displayName === null || typeof value.displayName === 'string')
	);
}

function isTexts(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsOf(value: unknown): Record<string, unknown> {
	return isRecord(value) ? value : {};
}
