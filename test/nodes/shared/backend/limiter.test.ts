import { createLimiters } from '../../../../nodes/shared/backend/limiters';
import { createLimiter } from '../../../../nodes/shared/backend/limiter';
import type { Limiter, LimiterClock } from '../../../../nodes/shared/backend/limiter';
import { SimulatedClient } from './simulatedClient.ts';
import { atATime, unlimited } from './simulatedServers.ts';

const minute = 60_000;

/** Sends a number of calls by turns; answers when each was sent. */
async function send(
	client: SimulatedClient,
	limiter: Limiter,
	count: number,
	tokens?: number,
): Promise<number[]> {
	const times: number[] = [];
	const going: Array<Promise<void>> = [];
	for (let i = 0; i < count; i++) {
		const turn = await limiter.turn({ tokens });
		times.push(client.now());
		going.push(
			client.send().then(({ status }) => {
				if (status === 200) turn.answered();
				else turn.refused();
			}),
		);
	}
	await Promise.all(going);
	return times;
}

/** The most that lies within any minute. */
function mostInAMinute(times: number[]): number {
	return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + minute).length));
}

it('never sends more within any minute than it is told', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ requestsPerMinute: 7 });
	const times = await client.until(send(client, limiter, 30));
	expect(mostInAMinute(times)).toBe(7);
	expect(client.now() / (4 * minute)).toBeLessThan(1.05);
});

it('never spends more tokens within any minute than it is told', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ tokensPerMinute: 1_000 });
	expect(mostInAMinute(await client.until(send(client, limiter, 20, 300)))).toBe(3);
});

it('sends what is above the tokens of a minute by itself once nothing else was sent', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ tokensPerMinute: 1_000 });
	expect(mostInAMinute(await client.until(send(client, limiter, 3, 5_000)))).toBe(1);
});

it('counts what others send, too, and holds only those back that set a cap', async () => {
	const client = new SimulatedClient(unlimited());
	const shared = createLimiter(client.clock);
	const [capped, free] = [shared.open({ requestsPerMinute: 10 }), shared.open()];
	const both = Promise.all([send(client, free, 30), send(client, capped, 20)]);
	const [freely, held] = await client.until(both);
	expect(Math.max(...freely)).toBeLessThan(minute);
	expect(Math.max(...held)).toBeGreaterThan(minute);
});

it('gives turns to several in turn', async () => {
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

it('shares what it learnt', async () => {
	const client = new SimulatedClient(atATime(() => 20));
	const shared = createLimiter(client.clock);
	await client.until(send(client, shared.open(), 300));
	const { refused } = client;
	await client.until(send(client, shared.open(), 300));
	expect(refused).toBeGreaterThan(2);
	expect(client.refused - refused).toBeLessThanOrEqual(2);
});

it('lets many under way from the start for who sets so many, and for nobody else', async () => {
	const client = new SimulatedClient(unlimited());
	/** How many turns are given while no call ends. */
	const givenAtOnce = async (limiter: Limiter) => {
		let given = 0;
		for (let i = 0; i < 1_000; i++) void limiter.turn().then(() => (given += 1));
		await client.until(client.clock.sleep(5_000));
		return given;
	};
	const usual = await givenAtOnce(createLimiter(client.clock).open());
	const shared = createLimiter(client.clock);
	const told = shared.open({ concurrency: 500 });
	expect(await givenAtOnce(shared.open())).toBe(usual);
	expect(await givenAtOnce(told)).toBe(500 - usual);
});

it('lets those go first that were begun earlier', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ concurrency: 1 });
	const order: string[] = [];
	const take = async (name: string, isUrgent: boolean) => {
		const turn = await limiter.turn({ isUrgent });
		order.push(name);
		await client.send();
		turn.answered();
	};
	await client.until(Promise.all([take('first', false), take('new', false), take('again', true)]));
	expect(order).toEqual(['first', 'again', 'new']);
});

it('gives a turn up with the signal, and to the next one', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ concurrency: 1 });
	const stop = new AbortController();
	const held = await client.until(limiter.turn());
	const given = limiter.turn({ signal: stop.signal });
	const next = limiter.turn();
	stop.abort(new Error('stopped'));
	await expect(given).rejects.toThrow('stopped');
	await expect(limiter.turn({ signal: stop.signal })).rejects.toThrow('stopped');
	held.answered();
	await expect(client.until(next)).resolves.toBeDefined();
});

it('sleeps no longer than somebody waits', async () => {
	const client = new SimulatedClient(unlimited());
	let asleep = 0;
	const sleep: LimiterClock['sleep'] = async (...bounds) => {
		asleep += 1;
		await client.clock.sleep(...bounds).finally(() => (asleep -= 1));
	};
	const limiter = createLimiter({ ...client.clock, sleep }).open({ tokensPerMinute: 100 });
	const first = await client.until(limiter.turn({ tokens: 100 }));
	const next = limiter.turn({ tokens: 50 });
	expect(asleep).toBe(1);
	first.answered(10);
	await client.until(next);
	expect(asleep).toBe(0);
});

it('is one for each name, until it has not been used for long', async () => {
	const client = new SimulatedClient(unlimited());
	const limiters = createLimiters(client.clock);
	const first = limiters('one');
	expect(limiters('one')).toBe(first);
	expect(limiters('other')).not.toBe(first);
	await client.until(client.clock.sleep(20 * minute));
	expect(limiters('one')).not.toBe(first);
});

it('never spends more tokens within any minute where answers take fewer than expected', async () => {
	const client = new SimulatedClient(unlimited());
	const limiter = createLimiter(client.clock).open({ tokensPerMinute: 1_000 });
	const spent: Array<{ at: number; tokens: number }> = [];
	const ask = async (tokens: number, waitMs: number) => {
		const turn = await limiter.turn({ tokens });
		const at = client.now();
		await client.clock.sleep(waitMs);
		spent.push({ at, tokens: 100 });
		turn.answered(100);
	};
	const asks = async () => {
		// Expected to take all, it takes little; what follows fills the minute up.
		await ask(1_000, 5_000);
		await Promise.all(Array.from({ length: 40 }, async () => await ask(100, 1)));
	};
	await client.until(asks());
	const within = (from: number) =>
		spent.filter(({ at }) => at >= from && at < from + minute).reduce((sum, { tokens }) => sum + tokens, 0);
	expect(Math.max(...spent.map(({ at }) => within(at)))).toBe(1_000);
});
