/** What a trigger reports of jobs: each settled job once, and progress only when steps advance. */

import { createHash } from 'node:crypto';
import { defined } from './defined';
import { isSettled } from './job';
import type { Occasion, Selection, WatchedJob } from './selection';
import { awaits, occasionsOf, selects } from './selection';
import type { Memory } from './watchMemory';
import { withoutOldAbsentees } from './watchMemory';

export interface JobEvent<J extends WatchedJob> {
	/** `settled` where the service does not tell whether the job succeeded or was cancelled. */
	event: Occasion | 'settled';
	/** The same whenever the same thing is reported, so that whoever gets it twice can tell. */
	eventId: string;
	/** Why this event may be a repeat; absent unless the memory was damaged. */
	warning?: string;
	job: J;
}

/** What one look at the service showed. */
export interface Sighting<J extends WatchedJob> {
	/** Jobs that are news (see `newsOf`) carry their outcome. */
	jobs: J[];
	/** Identities of all jobs there are; absent when the look did not get to see them all. */
	listed?: ReadonlySet<string>;
	/** Where the next look goes on; absent for the beginning. */
	resumeAt?: string;
	/** Whether `jobs` lacks some of those that are listed. */
	hasGaps?: boolean;
}

export interface Observation<J extends WatchedJob> {
	memory: Memory;
	events: Array<JobEvent<J>>;
}

/**
 * Compares what was seen with what is remembered. What was not asked for at the look before is taken for known: a selection
 * counts from the moment it is made.
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
		if (selects(selection, job) && selects(memory.selection, job)) events.push(eventOf(job));
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

/** Tells the jobs whose end may have to be reported, so that their outcome has to be asked for. */
export function newsOf(memory: Memory, selection: Selection): (job: WatchedJob) => boolean {
	const isKnown = knownTo(memory);
	return (job) =>
		isSettled(job.state) && !isKnown(job) && awaits(selection, job) && awaits(memory.selection, job);
}

/** Tells the settled jobs that were reported, or are not to be. */
function knownTo({ settled, knownUntil }: Memory): (job: WatchedJob) => boolean {
	const identities = new Set(settled);
	const until = knownUntil === undefined ? -Infinity : Date.parse(knownUntil);
	return (job) => identities.has(job.identity) || (isSettled(job.state) && endOf(job) <= until);
}

/** Milliseconds since 1970, by Google's clock; NaN, which is later than nothing and earlier than nothing, where no time is given. */
function endOf({ endTime, updateTime, createTime }: WatchedJob): number {
	return Date.parse(endTime ?? updateTime ?? createTime ?? '');
}

/** The newest end of a job, or the time before if that is newer; empty where no job has ended. */
function newestEnd(jobs: readonly WatchedJob[], before = ''): string {
	const ends = jobs.filter(({ state }) => isSettled(state)).map(endOf);
	const newest = Math.max(...[...ends, Date.parse(before)].filter((end) => !Number.isNaN(end)));
	return Number.isFinite(newest) ? new Date(newest).toISOString() : '';
}

/** What is to be said of a job as it stands. */
export function eventOf<J extends WatchedJob>(job: J): JobEvent<J> {
	const [occasion = 'settled', ...others] = occasionsOf(job);
	return {
		event: others.length > 0 ? 'settled' : occasion,
		eventId: eventId(job.identity, isSettled(job.state) ? 'settled' : `step ${progressOf(job)}`),
		job,
	};
}

/** How far a running job has come: its step, or its stage where the service tells no steps. */
function progressOf({ completedSteps, stage }: WatchedJob): number | string {
	return completedSteps ?? stage ?? 0;
}

/** A list may show an older step than one before it; stages have no order here. */
function isFurther(reached: number | string, before: number | string): boolean {
	if (typeof reached === 'number') return typeof before === 'string' ? reached > 0 : reached > before;
	return reached !== before;
}

/** How a job ended does not count: a repeat may know it where the first report did not. */
function eventId(identity: string, what: string): string {
	return createHash('sha256')
		.update(JSON.stringify([identity, what]))
		.digest('hex')
		.slice(0, 32);
}
