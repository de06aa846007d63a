import fc from 'fast-check';
import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import {
	ConnectionError,
	GoogleApiError,
	UnclearStartError,
} from '../../../../../nodes/shared/backend/errors';
import type { RawHttp } from '../../../../../nodes/shared/backend/http.ts';
import { ensureBucket } from '../../../../../nodes/shared/backend/vertex/bucket.ts';
import { doubtMs, leaseMs, startTimeoutMs } from '../../../../../nodes/shared/backend/vertex/claim.ts';
import { isOwnName } from '../../../../../nodes/shared/backend/vertex/names.ts';
import type { OnceOptions, Outcome, Started } from '../../../../../nodes/shared/backend/vertex/once.ts';
import { startOnce, UnprovenAnswerError } from '../../../../../nodes/shared/backend/vertex/once.ts';
import { uploadUrl } from '../../../../../nodes/shared/backend/vertex/storage.ts';
import type { TuningJob } from '../../../../../nodes/shared/backend/vertex/wire.ts';
import { Simulation } from '../../../../simulation.ts';
import { storageAt } from '../../../../vertexClient.ts';

const bucket = 'emulator-claims';
const key = 'k'.repeat(20);
const place = { project: 'emulator-project', location: 'us-central1' };

let emulator: Emulator;
let simulation: Simulation;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
});

beforeEach(async () => {
	emulator.reset();
	simulation = new Simulation(emulator.clock);
	await ensureBucket(storageAt(emulator), bucket, { project: emulator.project, location: 'us-central1' });
	emulator.requests.clear();
});

afterAll(async () => await emulator.close());

/** Jobs as a service shows them that may be late in showing what it did. */
class Jobs {
	readonly started: TuningJob[] = [];
	readonly #visibleAt = new Map<TuningJob, number>();
	readonly #lagMs: number;

	constructor(lagMs = 0) {
		this.#lagMs = lagMs;
	}

	start(): TuningJob {
		const job = { name: `projects/1/locations/us-central1/tuningJobs/${this.started.length + 1}` };
		this.started.push(job);
		this.#visibleAt.set(job, simulation.now() + this.#lagMs);
		return job;
	}

	readonly find = async () =>
		this.started.find((job) => (this.#visibleAt.get(job) ?? Infinity) <= simulation.now());
	readonly read = async (name: string) => this.started.find((job) => job.name === name);
}

type Start = () => Promise<Started>;

const promptly =
	(jobs: Jobs): Start =>
	async () => {
		const job = jobs.start();
		return { name: job.name ?? '', job };
	};

function caller(jobs: Jobs, holder: string, changed: Partial<OnceOptions> = {}): OnceOptions {
	const { raw, origin } = storageAt(emulator);
	return {
		raw: async (request) => await simulation.work(async () => await raw(request)),
		origin,
		sleep: simulation.sleep,
		random: () => 0.5,
		now: simulation.now,
		holder,
		bucket,
		find: jobs.find,
		start: promptly(jobs),
		read: jobs.read,
		isOwn: (name) => isOwnName(name, place, 'tuningJobs'),
		unclear: { toError: (wanted, httpStatus) => new UnclearStartError(`${httpStatus}`, wanted) },
		...changed,
	};
}

const run = async (options: OnceOptions): Promise<Outcome> => await simulation.until(startOnce(options, key));

test('starts one job, which the next call adopts', async () => {
	const jobs = new Jobs();
	expect(await run(caller(jobs, 'a'))).toEqual({ job: jobs.started[0], adopted: false });
	expect(await run(caller(jobs, 'b'))).toEqual({ job: jobs.started[0], adopted: true });
	expect(jobs.started).toHaveLength(1);
});

test('adopts by the claim what no list shows yet', async () => {
	const jobs = new Jobs(1_000 * leaseMs);
	await run(caller(jobs, 'a'));
	expect(await run(caller(jobs, 'b'))).toEqual({ job: jobs.started[0], adopted: true });
});

test('adopts by the label what no claim tells', async () => {
	const jobs = new Jobs();
	jobs.start();
	expect(await run(caller(jobs, 'a'))).toEqual({ job: jobs.started[0], adopted: true });
});

test('twenty at once leave one job', async () => {
	const jobs = new Jobs(20_000);
	const calls = Array.from(
		{ length: 20 },
		async (_, index) => await startOnce(caller(jobs, `c${index}`), key),
	);
	const outcomes = await simulation.until(Promise.all(calls));
	expect(jobs.started).toHaveLength(1);
	expect(outcomes.filter(({ adopted }) => !adopted)).toHaveLength(1);
	expect(new Set(outcomes.map(({ job }) => job))).toEqual(new Set(jobs.started));
});

test('finds the job whose answer was lost, however late it shows', async () => {
	const jobs = new Jobs(20_000);
	const start = async () => {
		jobs.start();
		await simulation.sleep(startTimeoutMs);
		throw new ConnectionError('lost');
	};
	expect(await run(caller(jobs, 'a', { start }))).toEqual({ job: jobs.started[0], adopted: false });
	expect(jobs.started).toHaveLength(1);
});

test('starts again when the request got nowhere', async () => {
	const jobs = new Jobs();
	let tries = 0;
	const start = async () => {
		if (++tries === 1) throw new ConnectionError('reset');
		return await promptly(jobs)();
	};
	expect(await run(caller(jobs, 'a', { start }))).toMatchObject({ adopted: false });
	expect(tries).toBe(2);
});

test('gives up after three requests that got nowhere, and the next call looks before it starts', async () => {
	const jobs = new Jobs();
	let tries = 0;
	const start = async () => {
		tries++;
		throw new GoogleApiError(503, {});
	};
	await expect(run(caller(jobs, 'a', { start }))).rejects.toMatchObject({ httpStatus: 503 });
	expect(tries).toBe(3);
	jobs.start();
	expect(await run(caller(jobs, 'b'))).toMatchObject({ adopted: true });
	expect(jobs.started).toHaveLength(1);
});

test('a refusal is passed on, and whoever comes next need not wait', async () => {
	const jobs = new Jobs();
	const refusal = new GoogleApiError(400, {
		code: 400,
		status: 'INVALID_ARGUMENT',
		message: 'The adapter size is not supported for this base model.',
	});
	const start = async () => await Promise.reject(refusal);
	await expect(run(caller(jobs, 'a', { start }))).rejects.toBe(refusal);
	const before = simulation.now();
	expect(await run(caller(jobs, 'b'))).toMatchObject({ adopted: false });
	expect(simulation.now() - before).toBeLessThan(1_000);
});

test('a refusal that a job of its own lost request causes is none', async () => {
	const jobs = new Jobs(20_000);
	let tries = 0;
	const start = async () => {
		if (++tries > 1) throw new GoogleApiError(429, { message: 'quota exceeded' });
		void simulation.sleep(40_000).then(() => jobs.start());
		throw new ConnectionError('reset');
	};
	expect(await run(caller(jobs, 'a', { start }))).toEqual({ job: jobs.started[0], adopted: false });
});

test('a killed holder’s claim is taken over after its lease, not before', async () => {
	const jobs = new Jobs();
	const never = async () => await new Promise<never>(() => undefined);
	void startOnce(caller(jobs, 'a', { start: never }), key);
	const before = simulation.now();
	expect(await run(caller(jobs, 'b'))).toMatchObject({ adopted: false });
	expect(simulation.now() - before).toBeGreaterThanOrEqual(leaseMs);
	expect(jobs.started).toHaveLength(1);
});

const slowly = (jobs: Jobs, ms: number) => async () => {
	await simulation.sleep(ms);
	return await jobs.find();
};

test('a holder that was held up renews its lease before it starts', async () => {
	const jobs = new Jobs();
	const start = async () => {
		await simulation.sleep(startTimeoutMs - 1);
		return await promptly(jobs)();
	};
	const slow = startOnce(caller(jobs, 'a', { find: slowly(jobs, leaseMs - 5_000), start }), key);
	const other = startOnce(caller(jobs, 'b'), key);
	const [first, second] = await simulation.until(Promise.all([slow, other]));
	expect(first).toEqual({ job: jobs.started[0], adopted: false });
	expect(second).toEqual({ job: jobs.started[0], adopted: true });
	expect(jobs.started).toHaveLength(1);
});

test('a holder whose renewal takes too long starts nothing on a lease that is nearly over', async () => {
	const jobs = new Jobs();
	const slow = caller(jobs, 'a', { find: slowly(jobs, leaseMs - 60_000) });
	const raw: RawHttp = async (request) => {
		const response = await slow.raw(request);
		// The renewal is the second time that the claim is written.
		if (request.query?.ifGenerationMatch !== undefined && request.query.ifGenerationMatch !== '0') {
			await simulation.sleep(100_000);
		}
		return response;
	};
	const began = simulation.now();
	const startedAfter: number[] = [];
	const start = async () => {
		startedAfter.push(simulation.now() - began);
		return await promptly(jobs)();
	};
	const [first, second] = await simulation.until(
		Promise.all([startOnce({ ...slow, raw, start }, key), startOnce(caller(jobs, 'b'), key)]),
	);
	expect(startedAfter.filter((ms) => ms < 60_000 + leaseMs)).toEqual([]);
	expect(jobs.started).toHaveLength(1);
	expect(first.job).toBe(second.job);
});

test('a look that fails leaves no claim for others to wait for', async () => {
	const jobs = new Jobs();
	const find = async () => await Promise.reject(new GoogleApiError(403, { message: 'no list for you' }));
	await expect(run(caller(jobs, 'a', { find }))).rejects.toMatchObject({ httpStatus: 403 });
	const before = simulation.now();
	expect(await run(caller(jobs, 'b'))).toMatchObject({ adopted: false });
	expect(simulation.now() - before).toBeLessThan(1_000);
});

test('a holder that was held up too long leaves it to the one that took over', async () => {
	const jobs = new Jobs();
	const slow = startOnce(caller(jobs, 'a', { find: slowly(jobs, leaseMs + 20_000) }), key);
	await simulation.until(simulation.sleep(1));
	const start = async () => {
		await simulation.sleep(startTimeoutMs - 1);
		return await promptly(jobs)();
	};
	const other = startOnce(caller(jobs, 'b', { start }), key);
	const [first, second] = await simulation.until(Promise.all([slow, other]));
	expect(first).toEqual({ job: jobs.started[0], adopted: true });
	expect(second).toEqual({ job: jobs.started[0], adopted: false });
	expect(jobs.started).toHaveLength(1);
});

/** Writes a claim's object past the code that is tested. */
async function writeClaim(text: string): Promise<void> {
	const { raw, origin } = storageAt(emulator);
	await raw({
		method: 'POST',
		url: uploadUrl(origin, { bucket }),
		query: { uploadType: 'media', name: `n8n-gemini-tuning/claims/${key}.json` },
		headers: { 'content-type': 'application/json' },
		body: Buffer.from(text),
	});
}

describe('a claim whose note is no job of this project', () => {
	test.each([
		'',
		'null',
		'5',
		'[]',
		'{',
		'{"holder":"x","started":""}',
		'{"holder":"x","started":5}',
		'{"holder":"x","started":"unknown"}',
		'{"holder":"x","started":"projects/other/locations/us-central1/tuningJobs/1"}',
		'{"holder":"x","started":"projects/1/locations/europe-west4/tuningJobs/1"}',
		'{"holder":"x","started":"projects/1/locations/us-central1/tuningJobs/.."}',
		'{"holder":"x","started":"projects/1/locations/us-central1/models/1"}',
		'{"holder":"x","started":"projects/1/locations/us-central1/tuningJobs/77"}',
	])('%s: counts as nothing started, after the lease and looks', async (text) => {
		const jobs = new Jobs();
		await writeClaim(text);
		const before = simulation.now();
		expect(await run(caller(jobs, 'a'))).toEqual({ job: jobs.started[0], adopted: false });
		expect(simulation.now() - before).toBeGreaterThanOrEqual(leaseMs);
		expect(await run(caller(jobs, 'b'))).toEqual({ job: jobs.started[0], adopted: true });
	});

	test('does not hide the job that a list shows', async () => {
		const jobs = new Jobs();
		jobs.start();
		await writeClaim('{"holder":"x","started":""}');
		expect(await run(caller(jobs, 'a'))).toEqual({ job: jobs.started[0], adopted: true });
		expect(jobs.started).toHaveLength(1);
	});
});

test('a page in place of the claim’s content is no claim without a job', async () => {
	const jobs = new Jobs(1_000 * leaseMs);
	await run(caller(jobs, 'a'));
	simulation = new Simulation(emulator.clock);
	emulator.clock.advance(10 * leaseMs);
	const base = caller(jobs, 'b');
	const raw: RawHttp = async (request) => {
		const response = await base.raw(request);
		return request.query?.alt === 'media' ? { ...response, text: '<html>Sign in</html>' } : response;
	};
	await expect(run({ ...base, raw })).rejects.toBeInstanceOf(ConnectionError);
	expect(jobs.started).toHaveLength(1);
});

describe('an answer that proves nothing', () => {
	const unproven = (jobs: Jobs, httpStatus: number) => async () => {
		jobs.start();
		throw new UnprovenAnswerError(httpStatus);
	};

	test('is followed by looks, which find the job', async () => {
		const jobs = new Jobs(20_000);
		const start = unproven(jobs, 499);
		expect(await run(caller(jobs, 'a', { start }))).toEqual({ job: jobs.started[0], adopted: false });
	});

	test('starts no second job until the list has had ten minutes to show the first', async () => {
		const jobs = new Jobs(doubtMs - 60_000);
		const start = unproven(jobs, 499);
		const looksFor = async (holder: string) =>
			await run(caller(jobs, holder, { start })).catch((error: unknown) => error);
		expect(await looksFor('a')).toEqual(new UnclearStartError('499', key));
		for (const holder of 'bcdef') expect(await looksFor(holder)).toBeInstanceOf(UnclearStartError);
		await simulation.until(simulation.sleep(doubtMs));
		expect(await looksFor('g')).toEqual({ job: jobs.started[0], adopted: true });
		expect(jobs.started).toHaveLength(1);
	});

	test('that came of nothing makes room after ten minutes', async () => {
		const jobs = new Jobs();
		const start = async () => await Promise.reject(new UnprovenAnswerError(302));
		await expect(run(caller(jobs, 'a', { start }))).rejects.toThrow('302');
		await simulation.until(simulation.sleep(doubtMs));
		expect(await run(caller(jobs, 'b'))).toEqual({ job: jobs.started[0], adopted: false });
	});
});

test('a listed job without a name starts no other one', async () => {
	const jobs = new Jobs();
	const find = async () => ({ labels: { 'n8n-tuning-key': key } });
	await expect(run(caller(jobs, 'a', { find }))).rejects.toBeInstanceOf(UnclearStartError);
	expect(jobs.started).toEqual([]);
});

/** What may happen to one caller. */
interface Fate {
	/** After so many requests its process is gone; never when null. */
	diesAfter: number | null;
	/** Answers of Cloud Storage are lost where this says so, in turn: before or after it was carried out. */
	losses: Array<'none' | 'before' | 'after'>;
	/** How its requests to start fare, in turn. */
	starts: Array<'answered' | 'lost' | 'late' | 'nowhere'>;
	/** Milliseconds that a late one takes. */
	lateMs: number;
	/** Milliseconds that a look at all jobs takes. */
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

/** A caller that meets its fate. */
async function live(
	jobs: Jobs,
	holder: string,
	{ diesAfter, losses, starts, lateMs, findMs, arrivesAt }: Fate,
): Promise<Outcome> {
	const [lossesLeft, startsLeft] = [[...losses], [...starts]];
	let requests = 0;
	const gone = async () => await new Promise<never>(() => undefined);
	const isGone = () => diesAfter !== null && requests++ >= diesAfter;
	const base = caller(jobs, holder);
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
		const fares = startsLeft.shift() ?? 'answered';
		if (fares === 'answered') return await promptly(jobs)();
		if (fares === 'lost') jobs.start();
		if (fares === 'late') void simulation.sleep(lateMs).then(() => jobs.start());
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

test('whoever dies and whatever is lost, one job is started and every survivor has it', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fate, { minLength: 1, maxLength: 5 }),
			fc.constantFrom(0, 20_000),
			async (fates, lagMs) => {
				emulator.reset();
				simulation = new Simulation(emulator.clock);
				await ensureBucket(storageAt(emulator), bucket, {
					project: emulator.project,
					location: 'us-central1',
				});
				const jobs = new Jobs(lagMs);
				const lucky = { diesAfter: null, losses: [], starts: [], lateMs: 0, findMs: 0, arrivesAt: 0 };
				const lives = fates.map(async (each, index) => await live(jobs, `c${index}`, each));
				const outcomes = Promise.allSettled(lives.filter((_life, index) => fates[index]?.diesAfter === null));
				// What becomes of those that die is not looked at.
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
