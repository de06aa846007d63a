import { createLimiters } from '../../../../nodes/shared/google/throttling/limiters';
import { createLimiter } from '../../../../nodes/shared/google/throttling/limiter';
import type { Limiter, LimiterClock } from '../../../../nodes/shared/google/throttling/limiter';
import { SimulatedClient } from './simulatedClient.ts';
import { concurrencyLimited, unlimited } from './simulatedServers.ts';

const minute = 60_000;

/** Sends calls through a limiter. @returns when each was sent */
async function send(
	client: SimulatedClient,
	limiter: Limiter,
	count: number,
	tokens?: number,
): Promise<number[]> {
	const times: number[] = [];
	const inFlight: Array<Promise<void>> = [];
	for (let i = 0; i < count; i++) {
		const permit = await limiter.acquire({ tokens });
		times.push(client.now());
		inFlight.push(
			client.send().then(({ status }) => {
				if (status === 200) permit.success();
				else permit.throttled();
			}),
		);
	}
	await Promise.all(inFlight);
	return times;
}

/** Maximum within any minute. */
function mostInAMinute(times: number[]): number {
	return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + minute).length));
}

it('keeps the requests within any minute below the cap', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ requestsPerMinute: 7 });
	const times = await client.until(send(client, limiter, 30));
	expect(mostInAMinute(times)).toBe(7);
	expect(client.now() / (4 * minute)).toBeLessThan(1.05);
});

it('keeps the tokens within any minute below the cap', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ tokensPerMinute: 1_000 });
	expect(mostInAMinute(await client.until(send(client, limiter, 20, 300)))).toBe(3);
});

it('sends a request above the token cap alone, after a minute without requests', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ tokensPerMinute: 1_000 });
	expect(mostInAMinute(await client.until(send(client, limiter, 3, 5_000)))).toBe(1);
});

it('counts the requests of all runs, and delays only the runs with a cap', async () => {
	const client = new SimulatedClient(unlimited());
	const shared = createLimiter(client.clock);
	const [capped, free] = [shared.open({ requestsPerMinute: 10 }), shared.open()];
	const both = Promise.all([send(client, free, 30), send(client, capped, 20)]);
	const [uncapped, delayed] = await client.until(both);
	expect(Math.max(...uncapped)).toBeLessThan(minute);
	expect(Math.max(...delayed)).toBeGreaterThan(minute);
});

it('alternates between runs', async () => {
	const client = new SimulatedClient(unlimited());
	const shared = createLimiter(client.clock);
	const ends: string[] = [];
	const run = async (name: string, count: number) => {
		await send(client, shared.open(), count);
		ends.push(name);
	};
	await client.until(Promise.all([run('long', 2_000), run('short', 100)]));
	expect(ends).toEqual(['short', 'long']);
});

it('shares its estimates', async () => {
	const client = new SimulatedClient(concurrencyLimited(() => 20));
	const shared = createLimiter(client.clock);
	await client.until(send(client, shared.open(), 300));
	const { throttled } = client;
	await client.until(send(client, shared.open(), 300));
	expect(throttled).toBeGreaterThan(2);
	expect(client.throttled - throttled).toBeLessThanOrEqual(2);
});

it('starts with the concurrency of the run, and only for that run', async () => {
	const client = new SimulatedClient(unlimited());
	/** Permits granted while no call ends. */
	const grantedAtOnce = async (limiter: Limiter) => {
		let granted = 0;
		for (let i = 0; i < 1_000; i++) void limiter.acquire().then(() => (granted += 1));
		await client.until(client.clock.sleep(5_000));
		return granted;
	};
	const initial = await grantedAtOnce(createLimiter(client.clock).open());
	const shared = createLimiter(client.clock);
	const concurrent = shared.open({ concurrency: 500 });
	expect(await grantedAtOnce(shared.open())).toBe(initial);
	expect(await grantedAtOnce(concurrent)).toBe(500 - initial);
});

it('permits retries before new calls', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ concurrency: 1 });
	const order: string[] = [];
	const take = async (name: string, isUrgent: boolean) => {
		const permit = await limiter.acquire({ isUrgent });
		order.push(name);
		await client.send();
		permit.success();
	};
	await client.until(Promise.all([take('first', false), take('new', false), take('retry', true)]));
	expect(order).toEqual(['first', 'retry', 'new']);
});

it('stops waiting with the signal, and permits the next call', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ concurrency: 1 });
	const stop = new AbortController();
	const first = await client.until(limiter.acquire());
	const stopped = limiter.acquire({ signal: stop.signal });
	const next = limiter.acquire();
	stop.abort(new Error('stopped'));
	await expect(stopped).rejects.toThrow('stopped');
	await expect(limiter.acquire({ signal: stop.signal })).rejects.toThrow('stopped');
	first.success();
	await expect(client.until(next)).resolves.toBeDefined();
});

it('sleeps only while a call waits', async () => {
	const client = new SimulatedClient(unlimited());
	let asleep = 0;
	const sleep: LimiterClock['sleep'] = async (...bounds) => {
		asleep += 1;
		await client.clock.sleep(...bounds).finally(() => (asleep -= 1));
	};
	const limiter = createLimiter({ ...client.clock, sleep }).open({ tokensPerMinute: 100 });
	const first = await client.until(limiter.acquire({ tokens: 100 }));
	const next = limiter.acquire({ tokens: 50 });
	expect(asleep).toBe(1);
	first.success(10);
	await client.until(next);
	expect(asleep).toBe(0);
});

it('keeps one limiter per name until it has been unused for long', async () => {
	const client = new SimulatedClient(unlimited());
	const limiters = createLimiters(client.clock);
	const first = limiters('one');
	expect(limiters('one')).toBe(first);
	expect(limiters('other')).not.toBe(first);
	await client.until(client.clock.sleep(20 * minute));
	expect(limiters('one')).not.toBe(first);
});

it('keeps the tokens within any minute below the cap when responses take fewer than estimated', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ tokensPerMinute: 1_000 });
	const spent: Array<{ at: number; tokens: number }> = [];
	const ask = async (tokens: number, waitMs: number) => {
		const permit = await limiter.acquire({ tokens });
		const at = client.now();
		await client.clock.sleep(waitMs);
		spent.push({ at, tokens: 100 });
		permit.success(100);
	};
	const asks = async () => {
		// The first call takes fewer tokens than estimated; the next calls use the rest of the minute.
		await ask(1_000, 5_000);
		await Promise.all(Array.from({ length: 40 }, async () => await ask(100, 1)));
	};
	await client.until(asks());
	const within = (from: number) =>
		spent.filter(({ at }) => at >= from && at < from + minute).reduce((sum, { tokens }) => sum + tokens, 0);
	expect(Math.max(...spent.map(({ at }) => within(at)))).toBe(1_000);
});
