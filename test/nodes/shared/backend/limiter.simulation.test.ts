/** What the limiter makes of servers that it knows nothing about, against what can be had of them at best. */
import type { Caps } from '../../../../nodes/shared/backend/limiter';
import { createLimiter } from '../../../../nodes/shared/backend/limiter';
import { trying } from '../../../../nodes/shared/backend/tries';
import { sendOnce, SimulatedClient } from './simulatedClient.ts';
import type { SimulatedServer } from './simulatedClient.ts';
import { aMinute, atATime, faulty, outage, steady, unlimited, varying } from './simulatedServers.ts';

interface Sent {
	/** The client's, and from the first call to the last answer at the server. */
	seconds: number;
	serverSeconds: number;
	calls: number;
	refused: number;
	mostUnderWay: number;
	mostTries: number;
}

const prompts = 1_000;

/** As Generate Content sends its items. */
async function sent(
	server: SimulatedServer,
	{
		caps = {},
		count = prompts,
		requestTimeoutMs = 120_000,
	}: { caps?: Caps; count?: number; requestTimeoutMs?: number } = {},
): Promise<Sent> {
	const client = new SimulatedClient(server);
	const limiter = createLimiter(client.clock).open(caps);
	const bounds = { tries: 8, requestTimeoutMs };
	let mostTries = 0;
	async function sendAll(): Promise<void> {
		const going: Array<Promise<void>> = [];
		for (let i = 0; i < count; i++) {
			const first = await limiter.turn();
			const send = async (timeoutMs: number) => await sendOnce(client, timeoutMs);
			going.push(
				trying(limiter, client.clock, send, bounds, { first }).then(({ tries }) => {
					mostTries = Math.max(mostTries, tries);
				}),
			);
		}
		await Promise.all(going);
	}
	await client.until(sendAll());
	const { calls, refused, mostUnderWay, firstCallAt, lastAnswerAt } = client;
	const serverSeconds = (lastAnswerAt - firstCallAt) / 1000;
	return { seconds: client.now() / 1000, serverSeconds, calls, refused, mostUnderWay, mostTries };
}

/** All at once, as the HTTP Request node sends them. */
async function secondsAllAtOnce(server: SimulatedServer): Promise<number> {
	const client = new SimulatedClient(server);
	await client.until(Promise.all(Array.from({ length: prompts }, async () => await client.send())));
	return client.now() / 1000;
}

describe('without a limit', () => {
	it('takes at most 1.3 times as long as sending all at once', async () => {
		const { seconds, calls } = await sent(unlimited());
		expect(seconds / (await secondsAllAtOnce(unlimited()))).toBeLessThanOrEqual(1.3);
		expect(calls).toBe(prompts);
	});

	it('so it is, almost, with answers that take now longer, now shorter', async () => {
		const { seconds } = await sent(unlimited(varying(1)));
		expect(seconds / (await secondsAllAtOnce(unlimited(varying(1))))).toBeLessThanOrEqual(1.35);
	});

	it('keeps as many under way as it was told, and no more', async () => {
		const { serverSeconds, mostUnderWay } = await sent(unlimited(), { caps: { concurrency: 50 } });
		expect(mostUnderWay).toBe(50);
		expect(serverSeconds / 2).toBeLessThanOrEqual(1.15);
	});

	it('sends one after the other when it is told to', async () => {
		expect((await sent(unlimited(), { caps: { concurrency: 1 }, count: 100 })).mostUnderWay).toBe(1);
	});
});

describe('64 at a time', () => {
	it.each([
		['refused at once', {}],
		['refused as late as answered', { refusedAfterMs: 100 }],
	])('%s, all are answered in at most 2 s, and at most 8 % refused', async (_, refusing) => {
		const { serverSeconds, refused, calls } = await sent(atATime(() => 64, refusing));
		expect(serverSeconds).toBeLessThanOrEqual(2);
		expect(refused / calls).toBeLessThanOrEqual(0.08);
		expect(calls - refused).toBe(prompts);
	});

	it('does not let everybody wait where only the refused are asked to', async () => {
		const refusing = { refusedAfterMs: 100, askedMs: 1_000 };
		const { serverSeconds } = await sent(atATime(() => 64, refusing));
		// Those that are refused last wait a second more than all others, some of them twice.
		expect(serverSeconds).toBeLessThanOrEqual(3.8);
	});

	it.each([10, 20, 40, 200])('so it is with %d', async (most) => {
		const { serverSeconds, refused, calls } = await sent(atATime(() => most));
		const atBest = Math.max(prompts / most / 10, await secondsAllAtOnce(unlimited()));
		expect(serverSeconds / atBest).toBeLessThanOrEqual(1.3);
		expect(refused / calls).toBeLessThanOrEqual(0.08);
	});

	it('finds more when there is more', async () => {
		let answered = 0;
		const latency = () => {
			answered += 1;
			return steady();
		};
		const growing = atATime(() => (answered < 2_000 ? 16 : 64), { latency });
		const { serverSeconds } = await sent(growing, { count: 8_000 });
		// 12.5 s for the first 2,000, then 9.4 s.
		expect(serverSeconds / 21.9).toBeLessThanOrEqual(1.5);
	});
});

describe('600 a minute', () => {
	it.each([
		['refused at once', { askedMs: 1_000 }],
		['refused as late as answered', { askedMs: 1_000, refusedAfterMs: 100 }],
		['with answers that take now longer, now shorter', { askedMs: 1_000, latency: varying(3) }],
	])('%s: the learnt rate is kept', async (_, refusing) => {
		const { serverSeconds, calls } = await sent(aMinute(600, refusing));
		expect(serverSeconds).toBeLessThanOrEqual(42);
		expect(calls / prompts).toBeLessThanOrEqual(1.1);
	});

	it('is kept to also where the service does not say how long to wait', async () => {
		const { serverSeconds, calls } = await sent(aMinute(600));
		expect(serverSeconds).toBeLessThanOrEqual(42);
		expect(calls / prompts).toBeLessThanOrEqual(1.1);
	});

	it.each([
		['asked to wait', { askedMs: 1_000 }],
		['asked to wait, refused as late as answered', { askedMs: 1_000, refusedAfterMs: 100 }],
		['not asked to wait', {}],
	])('so it is with 60 a minute: %s, none is tried too often', async (_, refusing) => {
		const { serverSeconds, calls, mostTries } = await sent(aMinute(60, refusing), { count: 300 });
		expect(serverSeconds).toBeLessThanOrEqual(1.05 * 240);
		expect(calls / 300).toBeLessThanOrEqual(1.25);
		expect(mostTries).toBeLessThan(8);
	});

	it('is not passed where the user caps it, and nothing is refused', async () => {
		const { refused, serverSeconds } = await sent(aMinute(600), { caps: { requestsPerMinute: 600 } });
		expect(refused).toBe(0);
		expect(serverSeconds).toBeLessThanOrEqual(62);
	});
});

describe('single faults', () => {
	it.each([
		[3, {}],
		[5, {}],
		[5, { askedMs: 1_000, refusedAfterMs: 100 }],
	])('neither stop nor slow the others (%d, %j)', async (seed, refusing) => {
		const { seconds, mostTries } = await sent(faulty(seed, refusing), { requestTimeoutMs: 5_000 });
		const atBest = (await secondsAllAtOnce(unlimited())) + 5;
		expect(seconds / atBest).toBeLessThanOrEqual(1.1);
		expect(mostTries).toBeLessThan(5);
	});
});

it('waits through two minutes in which everything is refused, with few calls', async () => {
	const { refused, seconds } = await sent(outage(120_000));
	expect(seconds).toBeLessThan(190);
	expect(refused).toBeLessThan(100);
});
