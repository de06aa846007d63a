import fc from 'fast-check';
import { ConnectionError } from '../../../../../nodes/shared/google/http/googleErrors';
import type { RawHttp } from '../../../../../nodes/shared/google/http/httpClient.ts';
import { leaseMs, startTimeoutMs } from '../../../../../nodes/shared/google/vertex/once/lease.ts';
import type { Outcome, Started } from '../../../../../nodes/shared/google/vertex/once/startOnce.ts';
import { startOnce } from '../../../../../nodes/shared/google/vertex/once/startOnce.ts';
import { caller, Jobs, key, promptly, restart, simulation } from './onceScene.ts';

/** Faults of one caller. */
interface Fate {
	/** Number of requests after which the process dies; never when null. */
	diesAfter: number | null;
	/** Losses of Cloud Storage's responses, in order: before or after the request was executed. */
	losses: Array<'none' | 'before' | 'after'>;
	/** Results of its start requests, in order. */
	starts: Array<'answered' | 'lost' | 'late' | 'nowhere'>;
	/** Milliseconds that a late start takes. */
	lateMs: number;
	/** Milliseconds that a list of all jobs takes. */
	findMs: number;
	arrivesAt: number;
}

const fate: fc.Arbitrary<Fate> = fc.record({
	diesAfter: fc.constantFrom(null, null, 1, 2, 3, 4, 5, 6, 8, 12),
	losses: fc.array(fc.constantFrom('none', 'none', 'none', 'before', 'after'), { maxLength: 10 }),
	starts: fc.array(fc.constantFrom('answered', 'lost', 'late', 'late', 'nowhere'), {
		minLength: 2,
		maxLength: 2,
	}),
	lateMs: fc.constantFrom(0, startTimeoutMs, startTimeoutMs),
	findMs: fc.constantFrom(0, 45_000, 100_000),
	arrivesAt: fc.constantFrom(0, 1_000, 50_000, leaseMs, leaseMs + 30_000),
});

/** Runs a caller with its faults. */
async function live(
	jobs: Jobs,
	owner: string,
	{ diesAfter, losses, starts, lateMs, findMs, arrivesAt }: Fate,
): Promise<Outcome> {
	const [lossesLeft, startsLeft] = [[...losses], [...starts]];
	let requests = 0;
	const gone = async () => await new Promise<never>(() => undefined);
	const isGone = () => diesAfter !== null && requests++ >= diesAfter;
	const base = caller(jobs, owner);
	const raw: RawHttp = async (request) => {
		if (isGone()) return await gone();
		const loss = lossesLeft.shift() ?? 'none';
		if (loss === 'before') throw new ConnectionError('lost before');
		const response = await base.raw(request);
		if (loss === 'after') throw new ConnectionError('lost after');
		return response;
	};
	const start = async (): Promise<Started> => {
		if (isGone()) return await gone();
		const result = startsLeft.shift() ?? 'answered';
		if (result === 'answered') return await promptly(jobs)();
		if (result === 'lost') jobs.start();
		if (result === 'late') void simulation.sleep(lateMs).then(() => jobs.start());
		await simulation.sleep(startTimeoutMs);
		throw new ConnectionError('lost');
	};
	const find = async () => {
		if (isGone()) return await gone();
		const seen = await jobs.find();
		await simulation.sleep(findMs);
		return seen;
	};
	await simulation.sleep(arrivesAt);
	return await startOnce({ ...base, raw, start, find }, key);
}

test('one job starts and every survivor gets it, whichever callers die and responses are lost', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fate, { minLength: 1, maxLength: 5 }),
			fc.constantFrom(0, 20_000),
			async (fates, lagMs) => {
				await restart();
				const jobs = new Jobs(lagMs);
				const lucky = { diesAfter: null, losses: [], starts: [], lateMs: 0, findMs: 0, arrivesAt: 0 };
				const lives = fates.map(async (each, index) => await live(jobs, `c${index}`, each));
				const outcomes = Promise.allSettled(lives.filter((_life, index) => fates[index]?.diesAfter === null));
				// The results of callers that die don't matter.
				void Promise.allSettled(lives);
				const last = live(jobs, 'last', { ...lucky, arrivesAt: 200_000 });
				const endings = await simulation.until(Promise.all([outcomes, Promise.allSettled([last])]));
				expect(jobs.started).toHaveLength(1);
				for (const ending of endings.flat()) {
					if (ending.status === 'fulfilled') expect(ending.value.job).toBe(jobs.started[0]);
					else expect(ending.reason).toBeInstanceOf(ConnectionError);
				}
				const isSlow = fates.some(({ findMs }) => findMs > 0);
				if (!isSlow) expect(endings.flat().at(-1)?.status).toBe('fulfilled');
			},
		),
		{ numRuns: 100 },
	);
}, 120_000);
