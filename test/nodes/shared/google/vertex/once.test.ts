import {
	ConnectionError,
	GoogleApiError,
	UnclearStartError,
} from '../../../../../nodes/shared/google/http/googleErrors';
import type { RawHttp } from '../../../../../nodes/shared/google/http/httpClient.ts';
import { leaseMs, startTimeoutMs, unprovenMs } from '../../../../../nodes/shared/google/vertex/once/lease.ts';
import { startOnce, UnprovenAnswerError } from '../../../../../nodes/shared/google/vertex/once/startOnce.ts';
import { uploadUrl } from '../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import { storageAt } from '../../../../vertexClient.ts';
import { bucket, caller, emulator, Jobs, key, promptly, restartTime, run, simulation } from './onceScene.ts';

test('starts one job, which the next call reuses', async () => {
	const jobs = new Jobs();
	expect(await run(caller(jobs, 'a'))).toEqual({ job: jobs.started[0], reused: false });
	expect(await run(caller(jobs, 'b'))).toEqual({ job: jobs.started[0], reused: true });
	expect(jobs.started).toHaveLength(1);
});

test('a lease with a job name is enough to reuse a job that no list shows yet', async () => {
	const jobs = new Jobs(1_000 * leaseMs);
	await run(caller(jobs, 'a'));
	expect(await run(caller(jobs, 'b'))).toEqual({ job: jobs.started[0], reused: true });
});

test('a label is enough to reuse a job without a lease', async () => {
	const jobs = new Jobs();
	jobs.start();
	expect(await run(caller(jobs, 'a'))).toEqual({ job: jobs.started[0], reused: true });
});

test('twenty at once leave one job', async () => {
	const jobs = new Jobs(20_000);
	const calls = Array.from(
		{ length: 20 },
		async (_, index) => await startOnce(caller(jobs, `c${index}`), key),
	);
	const outcomes = await simulation.until(Promise.all(calls));
	expect(jobs.started).toHaveLength(1);
	expect(outcomes.filter(({ reused }) => !reused)).toHaveLength(1);
	expect(new Set(outcomes.map(({ job }) => job))).toEqual(new Set(jobs.started));
});

test('finds the job of a lost response, even if the list lags', async () => {
	const jobs = new Jobs(20_000);
	const start = async () => {
		jobs.start();
		await simulation.sleep(startTimeoutMs);
		throw new ConnectionError('lost');
	};
	expect(await run(caller(jobs, 'a', { start }))).toEqual({ job: jobs.started[0], reused: false });
	expect(jobs.started).toHaveLength(1);
});

test('retries a request that never arrived', async () => {
	const jobs = new Jobs();
	let tries = 0;
	const start = async () => {
		if (++tries === 1) throw new ConnectionError('reset');
		return await promptly(jobs)();
	};
	expect(await run(caller(jobs, 'a', { start }))).toMatchObject({ reused: false });
	expect(tries).toBe(2);
});

test('stops after three requests that never arrived, and the next call looks before it starts', async () => {
	const jobs = new Jobs();
	let tries = 0;
	const start = async () => {
		tries++;
		throw new GoogleApiError(503, {});
	};
	await expect(run(caller(jobs, 'a', { start }))).rejects.toMatchObject({ httpStatus: 503 });
	expect(tries).toBe(3);
	jobs.start();
	expect(await run(caller(jobs, 'b'))).toMatchObject({ reused: true });
	expect(jobs.started).toHaveLength(1);
});

test('an error from Google is passed on, and the next caller does not wait', async () => {
	const jobs = new Jobs();
	const rejection = new GoogleApiError(400, {
		code: 400,
		status: 'INVALID_ARGUMENT',
		message: 'The adapter size is not supported for this base model.',
	});
	const start = async () => await Promise.reject(rejection);
	await expect(run(caller(jobs, 'a', { start }))).rejects.toBe(rejection);
	const before = simulation.now();
	expect(await run(caller(jobs, 'b'))).toMatchObject({ reused: false });
	expect(simulation.now() - before).toBeLessThan(1_000);
});

test('an error that the job of its own lost request causes is ignored', async () => {
	const jobs = new Jobs(20_000);
	let tries = 0;
	const start = async () => {
		if (++tries > 1) throw new GoogleApiError(429, { message: 'quota exceeded' });
		void simulation.sleep(40_000).then(() => jobs.start());
		throw new ConnectionError('reset');
	};
	expect(await run(caller(jobs, 'a', { start }))).toEqual({ job: jobs.started[0], reused: false });
});

test('another caller takes a killed owner’s lease after it expires, not before', async () => {
	const jobs = new Jobs();
	const never = async () => await new Promise<never>(() => undefined);
	void startOnce(caller(jobs, 'a', { start: never }), key);
	const before = simulation.now();
	expect(await run(caller(jobs, 'b'))).toMatchObject({ reused: false });
	expect(simulation.now() - before).toBeGreaterThanOrEqual(leaseMs);
	expect(jobs.started).toHaveLength(1);
});

const slowly = (jobs: Jobs, ms: number) => async () => {
	await simulation.sleep(ms);
	return await jobs.find();
};

test('a delayed owner renews its lease before it starts', async () => {
	const jobs = new Jobs();
	const start = async () => {
		await simulation.sleep(startTimeoutMs - 1);
		return await promptly(jobs)();
	};
	const slow = startOnce(caller(jobs, 'a', { find: slowly(jobs, leaseMs - 5_000), start }), key);
	const other = startOnce(caller(jobs, 'b'), key);
	const [first, second] = await simulation.until(Promise.all([slow, other]));
	expect(first).toEqual({ job: jobs.started[0], reused: false });
	expect(second).toEqual({ job: jobs.started[0], reused: true });
	expect(jobs.started).toHaveLength(1);
});

test('an owner whose renewal takes too long starts nothing on a lease that is about to expire', async () => {
	const jobs = new Jobs();
	const slow = caller(jobs, 'a', { find: slowly(jobs, leaseMs - 60_000) });
	const raw: RawHttp = async (request) => {
		const response = await slow.raw(request);
		// The renewal is the second write of the lease.
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

test('a failed look leaves no lease behind', async () => {
	const jobs = new Jobs();
	const find = async () =>
		await Promise.reject(new GoogleApiError(403, { message: 'Permission denied on the list' }));
	await expect(run(caller(jobs, 'a', { find }))).rejects.toMatchObject({ httpStatus: 403 });
	const before = simulation.now();
	expect(await run(caller(jobs, 'b'))).toMatchObject({ reused: false });
	expect(simulation.now() - before).toBeLessThan(1_000);
});

test('an owner that was delayed too long reuses the job of the caller that took over', async () => {
	const jobs = new Jobs();
	const slow = startOnce(caller(jobs, 'a', { find: slowly(jobs, leaseMs + 20_000) }), key);
	await simulation.until(simulation.sleep(1));
	const start = async () => {
		await simulation.sleep(startTimeoutMs - 1);
		return await promptly(jobs)();
	};
	const other = startOnce(caller(jobs, 'b', { start }), key);
	const [first, second] = await simulation.until(Promise.all([slow, other]));
	expect(first).toEqual({ job: jobs.started[0], reused: true });
	expect(second).toEqual({ job: jobs.started[0], reused: false });
	expect(jobs.started).toHaveLength(1);
});

/** Writes a lease's object directly. */
async function writeLease(text: string): Promise<void> {
	const { raw, origin } = storageAt(emulator);
	await raw({
		method: 'POST',
		url: uploadUrl(origin, { bucket }),
		query: { uploadType: 'media', name: `n8n-gemini-tuning/leases/${key}.json` },
		headers: { 'content-type': 'application/json' },
		body: Buffer.from(text),
	});
}

describe('a lease with a name that isn’t a job of this project', () => {
	test.each([
		'',
		'null',
		'5',
		'[]',
		'{',
		'{"owner":"x","started":""}',
		'{"owner":"x","started":5}',
		'{"owner":"x","started":"unknown"}',
		'{"owner":"x","started":"projects/other/locations/us-central1/tuningJobs/1"}',
		'{"owner":"x","started":"projects/1/locations/europe-west4/tuningJobs/1"}',
		'{"owner":"x","started":"projects/1/locations/us-central1/tuningJobs/.."}',
		'{"owner":"x","started":"projects/1/locations/us-central1/models/1"}',
		'{"owner":"x","started":"projects/1/locations/us-central1/tuningJobs/77"}',
	])('%s: counts as nothing started after the lease and looks', async (text) => {
		const jobs = new Jobs();
		await writeLease(text);
		const before = simulation.now();
		expect(await run(caller(jobs, 'a'))).toEqual({ job: jobs.started[0], reused: false });
		expect(simulation.now() - before).toBeGreaterThanOrEqual(leaseMs);
		expect(await run(caller(jobs, 'b'))).toEqual({ job: jobs.started[0], reused: true });
	});

	test('does not hide the job that a list shows', async () => {
		const jobs = new Jobs();
		jobs.start();
		await writeLease('{"owner":"x","started":""}');
		expect(await run(caller(jobs, 'a'))).toEqual({ job: jobs.started[0], reused: true });
		expect(jobs.started).toHaveLength(1);
	});
});

test('a page in place of the lease’s content does not count as a lease without a job', async () => {
	const jobs = new Jobs(1_000 * leaseMs);
	await run(caller(jobs, 'a'));
	restartTime();
	emulator.clock.advance(10 * leaseMs);
	const base = caller(jobs, 'b');
	const raw: RawHttp = async (request) => {
		const response = await base.raw(request);
		return request.query?.alt === 'media' ? { ...response, text: '<html>Sign in</html>' } : response;
	};
	await expect(run({ ...base, raw })).rejects.toBeInstanceOf(ConnectionError);
	expect(jobs.started).toHaveLength(1);
});

describe('a response that proves nothing', () => {
	const unproven = (jobs: Jobs, httpStatus: number) => async () => {
		jobs.start();
		throw new UnprovenAnswerError(httpStatus);
	};

	test('is followed by looks that find the job', async () => {
		const jobs = new Jobs(20_000);
		const start = unproven(jobs, 499);
		expect(await run(caller(jobs, 'a', { start }))).toEqual({ job: jobs.started[0], reused: false });
	});

	test('starts no second job until the list has had ten minutes to show the first', async () => {
		const jobs = new Jobs(unprovenMs - 60_000);
		const start = unproven(jobs, 499);
		const looksFor = async (owner: string) =>
			await run(caller(jobs, owner, { start })).catch((error: unknown) => error);
		expect(await looksFor('a')).toEqual(new UnclearStartError('499', key));
		for (const owner of 'bcdef') expect(await looksFor(owner)).toBeInstanceOf(UnclearStartError);
		await simulation.until(simulation.sleep(unprovenMs));
		expect(await looksFor('g')).toEqual({ job: jobs.started[0], reused: true });
		expect(jobs.started).toHaveLength(1);
	});

	test('and has no job allows a new start after ten minutes', async () => {
		const jobs = new Jobs();
		const start = async () => await Promise.reject(new UnprovenAnswerError(302));
		await expect(run(caller(jobs, 'a', { start }))).rejects.toThrow('302');
		await simulation.until(simulation.sleep(unprovenMs));
		expect(await run(caller(jobs, 'b'))).toEqual({ job: jobs.started[0], reused: false });
	});
});

test('a listed job without a name prevents another start', async () => {
	const jobs = new Jobs();
	const find = async () => ({ labels: { 'n8n-tuning-key': key } });
	await expect(run(caller(jobs, 'a', { find }))).rejects.toBeInstanceOf(UnclearStartError);
	expect(jobs.started).toEqual([]);
});
