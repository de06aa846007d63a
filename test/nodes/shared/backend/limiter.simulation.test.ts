import { seededRandom } from '../../../../emulator/random.ts';
import { createLimiter } from '../../../../nodes/shared/backend/limiter';
import type { Caps } from '../../../../nodes/shared/backend/limiter';
import { SimulatedClient } from './simulatedClient.ts';
import type { Reply, SimulatedServer } from './simulatedClient.ts';

const steady = () => 100;

function unlimited(latency: () => number = steady): SimulatedServer {
	return { receive: () => ({ reply: { status: 200, afterMs: latency() } }) };
}

interface Refusing {
	askedMs?: number;
	refusedAfterMs?: number;
	latency?: () => number;
}

function atATime(limit: number, { askedMs, refusedAfterMs = 100, latency = steady }: Refusing = {}): SimulatedServer {
	let underWay = 0;
	return {
		receive() {
			if (underWay >= limit)
				return { reply: { status: 429, afterMs: refusedAfterMs, ...(askedMs !== undefined && { askedMs }) } };
			underWay += 1;
			return { reply: { status: 200, afterMs: latency() }, done: () => void (underWay -= 1) };
		},
	};
}

function aMinute(perMinute: number, { askedMs, refusedAfterMs = 100, latency = steady }: Refusing = {}): SimulatedServer {
	let tokens = perMinute;
	let filledAt = 0;
	return {
		receive(now) {
			tokens = Math.min(perMinute, tokens + ((now - filledAt) * perMinute) / 60_000);
			filledAt = now;
			if (tokens < 1) return { reply: { status: 429, afterMs: refusedAfterMs, ...(askedMs !== undefined && { askedMs }) } };
			tokens -= 1;
			return { reply: { status: 200, afterMs: latency() } };
		},
	};
}

function faulty(seed = 3, askedMs?: number): SimulatedServer {
	const random = seededRandom(seed);
	return {
		receive() {
			const dice = random();
			if (dice < 0.02) return { reply: { status: 429, afterMs: 100, ...(askedMs !== undefined && { askedMs }) } };
			if (dice < 0.03) return { reply: { status: 500, afterMs: 100 } };
			if (dice < 0.035) return { reply: 'hang' };
			return { reply: { status: 200, afterMs: 100 } };
		},
	};
}

async function run(server: SimulatedServer, { caps = {}, count = 1000, timeoutMs = Infinity }: { caps?: Caps; count?: number; timeoutMs?: number } = {}) {
	const client = new SimulatedClient(server);
	const limiter = createLimiter(client.clock).open(caps);
	const tries: number[] = [];
	async function item(i: number, first: Awaited<ReturnType<typeof limiter.turn>>) {
		for (let turn = first, n = 1; ; n++, turn = await limiter.turn({ isUrgent: true })) {
			const reply: Exclude<Reply, 'hang'> = await client.send(timeoutMs);
			tries[i] = n;
			if (reply.status === 200) return turn.answered();
			if (reply.status === 429) turn.refused(reply.askedMs);
			else turn.failed();
			await client.clock.sleep(reply.status === 500 ? 700 : (reply.askedMs ?? 100));
		}
	}
	async function all() {
		const going: Promise<void>[] = [];
		for (let i = 0; i < count; i++) going.push(item(i, await limiter.turn()));
		await Promise.all(going);
	}
	await client.until(all());
	return {
		total: client.now(),
		server: client.lastAnswerAt - client.firstCallAt,
		calls: client.calls,
		refused: client.refused,
		most: client.mostUnderWay,
		mostTries: Math.max(...tries),
	};
}

async function allAtOnce(server: SimulatedServer, count = 1000) {
	const client = new SimulatedClient(server);
	await client.until(Promise.all(Array.from({ length: count }, async () => await client.send())));
	return { total: client.now(), most: client.mostUnderWay };
}

it('prints', async () => {
	const rnd = (seed: number) => { const r = seededRandom(seed); return () => 50 + 450 * r(); };
	console.log(JSON.stringify({
		http: await allAtOnce(unlimited()),
		unlimited: await run(unlimited()),
		httpRandom: await allAtOnce(unlimited(rnd(1))),
		random: await run(unlimited(rnd(1))),
		fifty: await run(unlimited(), { caps: { concurrency: 50 } }),
		s64: await run(atATime(64)),
		s64now: await run(atATime(64, { refusedAfterMs: 1 })),
		s64asked: await run(atATime(64, { askedMs: 1000 })),
		s64askedNow: await run(atATime(64, { askedMs: 1000, refusedAfterMs: 1 })),
		s64random: await run(atATime(64, { latency: rnd(2) })),
		s40: await run(atATime(40)),
		s20: await run(atATime(20)),
		s10: await run(atATime(10)),
		s200: await run(atATime(200)),
		m600: await run(aMinute(600, { askedMs: 1000 })),
		m600now: await run(aMinute(600, { askedMs: 1000, refusedAfterMs: 1 })),
		m600vertex: await run(aMinute(600, {})),
		m600random: await run(aMinute(600, { askedMs: 1000, latency: rnd(3) })),
		m60: await run(aMinute(60, { askedMs: 1000 }), { count: 300 }),
		m6000: await run(aMinute(6000, { askedMs: 1000 }), {count: 10000}),
		faulty: await run(faulty(), { timeoutMs: 5000 }),
		faulty2: await run(faulty(5), { timeoutMs: 5000 }),
		faultyAsked: await run(faulty(5, 1000), { timeoutMs: 5000 }),
	}, null, 0).replaceAll('},', '},\n'));
});
