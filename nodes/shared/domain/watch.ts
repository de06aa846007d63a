/** Decides which jobs a trigger reports: each finished job once, and progress when steps advance. */

import { createHash } from 'node:crypto';
import { defined } from './defined';
import type { EventKind } from './eventKinds';
import { kindsOf } from './eventKinds';
import { isSettled } from './job';
import type { Selection, WatchedJob } from './selection';
import { awaits, selects } from './selection';
import type { Memory } from './watchMemory';
import { withoutOldAbsentees } from './watchMemory';

export interface JobEvent<J extends WatchedJob> {
	/** `finished` if the service doesn't report whether the job succeeded or was canceled. */
	event: EventKind | 'finished';
	/** Equal for equal events, so that a receiver can recognize a repeat. */
	eventId: string;
	/** Why this event may be a repeat. Only after the memory was damaged. */
	warning?: string;
	job: J;
}

/** Result of one look at the service. */
export interface Sighting<J extends WatchedJob> {
	/** Jobs that `newsOf` selects include their outcome. */
	jobs: J[];
	/** Identities of all existing jobs; absent if the look was incomplete. */
	listed?: ReadonlySet<string>;
	/** Page where the next look continues; absent for the first page. */
	resumeAt?: string;
	/** Whether `jobs` lacks some listed jobs. */
	hasGaps?: boolean;
}

export interface Observation<J extends WatchedJob> {
	memory: Memory;
	events: Array<JobEvent<J>>;
}

/**
 * Compares a look with the memory. Jobs that the previous selection excluded count as known: a new selection applies from the moment
 * it is made.
 */
export function observe<J extends WatchedJob>(
	memory: Memory,
	selection: Selection,
	{ jobs, listed, resumeAt, hasGaps = false }: Sighting<J>,
): Observation<J> {
	const isKnown = knownTo(memory);
	const settled = new Set(memory.settled);
	const isWhole = listed !== undefined && !hasGaps;
	const steps = new Map(Object.entries(memory.steps));
	const events: Array<JobEvent<J>> = [];
	for (const job of jobs) {
		if (settled.has(job.identity)) continue;
		if (isKnown(job)) {
			settled.add(job.identity);
			continue;
		}
		if (isSettled(job.state)) {
			settled.add(job.identity);
			steps.delete(job.identity);
		} else {
			const reached = progressOf(job);
			if (!selects(selection, job) || !isFurther(reached, steps.get(job.identity) ?? 0)) continue;
			steps.set(job.identity, reached);
		}
		if (selects(selection, job) && selects(memory.selection, job))
			events.push(eventOf(job, selection.events));
	}
	return {
		memory: {
			version: memory.version,
			scope: memory.scope,
			selection,
			settled: withoutOldAbsentees([...settled], listed),
			steps: Object.fromEntries(
				withoutOldAbsentees([...steps.keys()], listed).map((identity) => [
					identity,
					steps.get(identity) ?? 0,
				]),
			),
			...defined({
				resumeAt,
				since: isWhole ? newestEnd(jobs, memory.since) : memory.since,
				knownUntil: isWhole ? undefined : memory.knownUntil,
				damage: events.length > 0 || memory.damage === undefined ? undefined : ('logged' as const),
			}),
		},
		events,
	};
}

/** Selects finished jobs that may be reported, which need their outcome. */
export function newsOf(memory: Memory, selection: Selection): (job: WatchedJob) => boolean {
	const isKnown = knownTo(memory);
	return (job) =>
		isSettled(job.state) && !isKnown(job) && awaits(selection, job) && awaits(memory.selection, job);
}

/** Selects finished jobs that were reported or are excluded. */
function knownTo({ settled, knownUntil }: Memory): (job: WatchedJob) => boolean {
	const identities = new Set(settled);
	const until = knownUntil === undefined ? -Infinity : Date.parse(knownUntil);
	return (job) => identities.has(job.identity) || (isSettled(job.state) && endOf(job) <= until);
}

/** Milliseconds since 1970, by Google's clock. NaN without a time; no comparison with NaN is true. */
function endOf({ endTime, updateTime, createTime }: WatchedJob): number {
	return Date.parse(endTime ?? updateTime ?? createTime ?? '');
}

/** The newest end of a job, or `before` if that is newer; empty if no job has finished. */
function newestEnd(jobs: readonly WatchedJob[], before = ''): string {
	const ends = jobs.filter(({ state }) => isSettled(state)).map(endOf);
	const newest = Math.max(...[...ends, Date.parse(before)].filter((end) => !Number.isNaN(end)));
	return Number.isFinite(newest) ? new Date(newest).toISOString() : '';
}

/**
 * The event for a job's current state.
 *
 * @param selected the kinds to prefer if several fit a running job
 */
export function eventOf<J extends WatchedJob>(job: J, selected: readonly EventKind[] = []): JobEvent<J> {
	const kinds = kindsOf(job);
	const isUnclear = isSettled(job.state) && kinds.length > 1;
	const kind = kinds.find((each) => selected.includes(each)) ?? kinds[0] ?? 'finished';
	return {
		event: isUnclear ? 'finished' : kind,
		eventId: eventId(job.identity, isSettled(job.state) ? 'finished' : `step ${progressOf(job)}`),
		job,
	};
}

/** Progress of a running job: its step, or its stage if the service doesn't report steps. */
function progressOf({ completedSteps, stage }: WatchedJob): number | string {
	return completedSteps ?? stage ?? 0;
}

/** A list may show an older step than an earlier list. Stages have no order. */
function isFurther(reached: number | string, before: number | string): boolean {
	if (typeof reached === 'number') return typeof before === 'string' ? reached > 0 : reached > before;
	return reached !== before;
}

/** Without the outcome: a repeat may have one although the first event didn't. */
function eventId(identity: string, what: string): string {
	return createHash('sha256')
		.update(JSON.stringify([identity, what]))
		.digest('hex')
		.slice(0, 32);
}
