/** What a trigger keeps from one poll to the next, as JSON. No time is in it, since clocks differ. */

import type { Occasion, Selection } from './selection';

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
}

/** How many jobs stay remembered that are listed no more: a list that once comes out short must not make old jobs new. */
const absentees = 1000;

const occasions: ReadonlySet<string> = new Set<Occasion>(['cancelled', 'failed', 'progress', 'succeeded']);

/** A memory to which every job is new. */
export function emptyMemory(scope: string, selection: Selection): Memory {
	return { version: 1, scope, selection, settled: [], steps: {} };
}

/** Reads a stored memory; undefined when there is none or it was kept for another scope. */
export function readMemory(stored: unknown, scope: string): Memory | undefined {
	return isMemory(stored) && stored.scope === scope ? stored : undefined;
}

/** @param listed all there are; nothing is forgotten without */
export function withoutOldAbsentees(identities: string[], listed: ReadonlySet<string> | undefined): string[] {
	if (!listed) return identities;
	const absent = identities.filter((identity) => !listed.has(identity));
	const old = new Set(absent.slice(0, Math.max(0, absent.length - absentees)));
	return identities.filter((identity) => !old.has(identity));
}

function isMemory(value: unknown): value is Memory {
	return (
		isRecord(value) &&
		value.version === 1 &&
		typeof value.scope === 'string' &&
		isSelection(value.selection) &&
		isTexts(value.settled) &&
		isRecord(value.steps) &&
		Object.values(value.steps).every((step) => typeof step === 'number' || typeof step === 'string') &&
		(value.resumeAt === undefined || typeof value.resumeAt === 'string')
	);
}

function isSelection(value: unknown): value is Selection {
	return (
		isRecord(value) &&
		isTexts(value.occasions) &&
		value.occasions.every((occasion) => occasions.has(occasion)) &&
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
