import fc from 'fast-check';
import type { TuningJob } from '../../../../nodes/shared/domain/job.ts';
import type { EventKind } from '../../../../nodes/shared/domain/eventKinds.ts';
import type { Selection } from '../../../../nodes/shared/domain/selection.ts';
import type { JobEvent } from '../../../../nodes/shared/domain/watch.ts';
import { eventOf, newsOf, observe } from '../../../../nodes/shared/domain/watch.ts';
import type { Memory } from '../../../../nodes/shared/domain/watchMemory.ts';
import { emptyMemory } from '../../../../nodes/shared/domain/watchMemory.ts';
import { jobOf } from './jobOf.ts';

const asking = (...events: EventKind[]): Selection => ({ events, tunedModels: null, displayName: null });
const ends = asking('cancelled', 'failed', 'succeeded');

const succeeded = (id: string) => jobOf(id, { state: 'succeeded' });
const failed = (id: string) =>
	jobOf(id, { state: 'failed', jobError: { code: 13, message: 'Internal error' } });
const at = (id: string, completedSteps: number) => jobOf(id, { completedSteps });

const eventsIn = (events: Array<JobEvent<TuningJob>>) =>
	events.map(({ event, job }) => [event, job.displayName]);

/** Runs looks one after the other and returns their events. */
function looks(
	selection: Selection,
	memory: Memory,
	...sightings: TuningJob[][]
): Array<ReturnType<typeof eventsIn>> {
	return sightings.map((jobs) => {
		const observation = observe(memory, selection, { jobs });
		memory = observation.memory;
		return eventsIn(observation.events);
	});
}

describe('a finished job', () => {
	test('is reported once', () => {
		expect(looks(ends, emptyMemory('p', ends), [jobOf('a')], [succeeded('a')], [succeeded('a')])).toEqual([
			[],
			[['succeeded', 'a']],
			[],
		]);
	});

	test('is reported when it has finished at first sight', () => {
		expect(looks(ends, emptyMemory('p', ends), [failed('a')])).toEqual([[['failed', 'a']]]);
	});

	test('is another job when its ID is used again', () => {
		const again = jobOf('a', { state: 'succeeded', identity: 'tunedModels/a@2025-01-01T00:00:00Z' });
		expect(looks(ends, emptyMemory('p', ends), [succeeded('a')], [again])).toEqual([
			[['succeeded', 'a']],
			[['succeeded', 'a']],
		]);
	});

	test('has the event finished if the service does not report how it ended', () => {
		const unclear = jobOf('a', { state: 'succeeded', outcomeKnown: false });
		expect(looks(asking('succeeded'), emptyMemory('p', asking('succeeded')), [unclear])).toEqual([
			[['finished', 'a']],
		]);
	});

	test('is not reported later when its outcome was not selected', () => {
		const onlySuccess = asking('succeeded');
		const { memory, events } = observe(emptyMemory('p', onlySuccess), onlySuccess, { jobs: [failed('a')] });
		expect(events).toEqual([]);
		expect(looks(ends, memory, [failed('a')])).toEqual([[]]);
	});
});

describe('a selection that is widened', () => {
	test('applies from then on, even if excluded jobs are no longer in the memory', () => {
		const before = emptyMemory('p', asking('succeeded'));
		expect(looks(ends, before, [failed('old'), succeeded('a')], [failed('old'), failed('new')])).toEqual([
			[['succeeded', 'a']],
			[['failed', 'new']],
		]);
	});

	test('requests no outcome of jobs that are not selected', () => {
		const named: Selection = { ...ends, tunedModels: ['a'] };
		const isNews = newsOf(emptyMemory('p', named), ends);
		expect([succeeded('a'), succeeded('b')].filter(isNews)).toEqual([succeeded('a')]);
	});
});

describe('progress', () => {
	const progress = asking('progress', 'succeeded');

	test('is reported when steps advance, and once a look', () => {
		const sightings = [[at('a', 0)], [at('a', 4)], [at('a', 4)], [at('a', 3)], [at('a', 9)]];
		expect(looks(progress, emptyMemory('p', progress), ...sightings)).toEqual([
			[],
			[['progress', 'a']],
			[],
			[],
			[['progress', 'a']],
		]);
	});

	test('ends with the job, although a slower look still saw it running', () => {
		expect(looks(progress, emptyMemory('p', progress), [at('a', 4)], [succeeded('a')], [at('a', 9)])).toEqual(
			[[['progress', 'a']], [['succeeded', 'a']], []],
		);
	});

	test('from before the selection is not reported', () => {
		expect(looks(progress, emptyMemory('p', ends), [at('a', 4)], [at('a', 5)])).toEqual([
			[],
			[['progress', 'a']],
		]);
	});

	test('has its own ID at each step, and so has the end', () => {
		const ids = [at('a', 1), at('a', 2), succeeded('a'), succeeded('b')].map((job) => eventOf(job).eventId);
		expect(new Set(ids).size).toBe(4);
		expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
	});
});

test('the ID of an event does not depend on the outcome', () => {
	const unclear = jobOf('a', { state: 'succeeded', outcomeKnown: false });
	const cancelled = jobOf('a', { state: 'cancelled', completedSteps: 12 });
	expect(eventOf(unclear).eventId).toBe(eventOf(cancelled).eventId);
});

describe('memory', () => {
	const many = (count: number, prefix: string) =>
		Array.from({ length: count }, (_, index) => succeeded(`${prefix}${index}`));
	const listOf = (jobs: TuningJob[]) => ({ jobs, listed: new Set(jobs.map(({ identity }) => identity)) });

	test('survives an incomplete list', () => {
		const jobs = many(300, 'job');
		const { memory } = observe(emptyMemory('p', ends), ends, listOf(jobs));
		const short = observe(memory, ends, listOf([]));
		expect(observe(short.memory, ends, listOf(jobs)).events).toEqual([]);
	});

	test('does not grow with jobs that were deleted', () => {
		let memory = emptyMemory('p', ends);
		for (let round = 0; round < 20; round++)
			({ memory } = observe(memory, ends, listOf(many(200, `${round}-`))));
		expect(memory.settled).toHaveLength(1200);
		expect(memory.settled.at(-1)).toContain('tunedModels/19-199@');
	});

	test('keeps no steps of a job that has ended', () => {
		const progress = asking('progress');
		const { memory } = observe(emptyMemory('p', progress), progress, { jobs: [at('a', 4), at('b', 2)] });
		expect(Object.values(memory.steps)).toEqual([4, 2]);
		expect(Object.values(observe(memory, progress, { jobs: [succeeded('a')] }).memory.steps)).toEqual([2]);
	});

	test('keeps where a look stopped until one gets to the end', () => {
		const stopped = observe(emptyMemory('p', ends), ends, { jobs: [], resumeAt: 'page-2' }).memory;
		expect(stopped.resumeAt).toBe('page-2');
		expect(observe(stopped, ends, { jobs: [] }).memory).not.toHaveProperty('resumeAt');
	});
});

/**
 * n8n and Google, as far as they matter here: Google's jobs settle; n8n keeps a memory in the process and saves it when a
 * workflow is activated or a poll returns events; polls can overlap, and are dropped when the workflow is deactivated.
 */
class World {
	readonly jobs: TuningJob[] = [];
	readonly executions: Array<JobEvent<TuningJob>> = [];
	/** Events whose execution was started, but which n8n was killed before saving. */
	readonly unsaved = new Set<string>();
	readonly known = new Set<string>();
	private live: Memory | undefined;
	private saved: Memory | undefined;
	private polls: TuningJob[][] = [];

	private readonly selection: Selection;

	constructor(selection: Selection) {
		this.selection = selection;
	}

	create() {
		this.jobs.push(jobOf(`job-${this.jobs.length}`));
	}

	change(pick: number, change: (job: TuningJob) => Partial<TuningJob>) {
		const index = pick % Math.max(1, this.jobs.length);
		const job = this.jobs[index];
		if (job?.state === 'running') this.jobs[index] = { ...job, ...change(job) };
	}

	/** The workflow is activated, or n8n starts with it active: n8n polls at once and saves. */
	activate() {
		this.polls = [];
		this.live = this.saved;
		if (this.live) {
			this.startPoll();
			this.endPoll(0);
		} else {
			const { memory } = observe(emptyMemory('p', this.selection), this.selection, { jobs: [...this.jobs] });
			for (const identity of memory.settled) this.known.add(identity);
			this.live = memory;
		}
		this.saved = this.live;
	}

	startPoll() {
		if (!this.live) return;
		const isNews = newsOf(this.live, this.selection);
		this.polls.push(
			this.jobs.map((job) => (isNews(job) ? job : { ...job, outcomeKnown: job.state === 'running' })),
		);
	}

	endPoll(pick: number, isKilled = false) {
		const [jobs] = this.polls.splice(pick % Math.max(1, this.polls.length), 1);
		if (!jobs || !this.live) return;
		const { memory, events } = observe(this.live, this.selection, { jobs });
		this.live = memory;
		this.executions.push(...events);
		if (isKilled) {
			for (const { eventId } of events) this.unsaved.add(eventId);
			this.activate();
		} else if (events.length > 0) this.saved = memory;
	}
}

type Move = (world: World) => void;

const move: fc.Arbitrary<Move> = fc.oneof(
	fc.constant<Move>((world) => world.create()),
	fc.tuple(fc.nat(30), fc.constantFrom('succeeded', 'failed', 'cancelled')).map(
		([pick, state]): Move =>
			(world) =>
				world.change(pick, () => ({ state })),
	),
	fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 9 })).map(
		([pick, more]): Move =>
			(world) =>
				world.change(pick, ({ completedSteps }) => ({ completedSteps: (completedSteps ?? 0) + more })),
	),
	fc.constant<Move>((world) => world.startPoll()),
	fc.nat(9).map(
		(pick): Move =>
			(world) =>
				world.endPoll(pick),
	),
	fc.nat(9).map(
		(pick): Move =>
			(world) =>
				world.endPoll(pick, true),
	),
	// A restart and a reactivation are the same to the memory.
	fc.constant<Move>((world) => world.activate()),
);

/** A history that ends with an undisturbed poll. */
function afterwards(selection: Selection, moves: Move[]): World {
	const world = new World(selection);
	for (const act of moves) act(world);
	world.activate();
	world.startPoll();
	world.endPoll(0);
	return world;
}

describe('in any order of events,', () => {
	const everything = asking('cancelled', 'failed', 'progress', 'succeeded');

	test('each finished job is reported once, and again only with the same ID when n8n died before saving', () => {
		fc.assert(
			fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
				const world = afterwards(everything, moves);
				for (const job of world.jobs.filter(({ state }) => state !== 'running')) {
					const { eventId } = eventOf(job);
					const reports = world.executions.filter(
						(event) => event.job.identity === job.identity && event.event !== 'progress',
					);
					expect(reports.every((event) => event.eventId === eventId)).toBe(true);
					if (world.known.has(job.identity)) expect(reports).toEqual([]);
					else if (world.unsaved.has(eventId)) expect(reports.length).toBeGreaterThanOrEqual(1);
					else expect(reports).toHaveLength(1);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	test('progress only grows, each step is reported once, and nothing follows the end', () => {
		fc.assert(
			fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
				const { jobs, executions, unsaved } = afterwards(everything, moves);
				// An event repeats if n8n died before saving.
				if (unsaved.size > 0) return;
				for (const { identity } of jobs) {
					const reports = executions.filter(({ job }) => job.identity === identity);
					const steps = reports.map(({ event, job }) =>
						event === 'progress' ? (job.completedSteps ?? 0) : Infinity,
					);
					expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
				}
			}),
			{ numRuns: 1000 },
		);
	});

	test('an event contains how the job ended', () => {
		fc.assert(
			fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
				const { executions } = afterwards(everything, moves);
				for (const { event, job } of executions)
					expect(event).toBe(job.state === 'running' ? 'progress' : job.state);
			}),
			{ numRuns: 300 },
		);
	});
});
