/** How close the limiter comes to the best possible time with unknown servers. */
import type { Caps } from '../../../../nodes/shared/google/throttling/limiter';
import { createLimiter } from '../../../../nodes/shared/google/throttling/limiter';
import { trying } from '../../../../nodes/shared/google/throttling/tries';
import { sendOnce, SimulatedClient } from './simulatedClient.ts';
import type { SimulatedServer } from './simulatedClient.ts';
import {
	concurrencyLimited,
	faulty,
	outage,
	rateLimited,
	steady,
	unlimited,
	varying,
} from './simulatedServers.ts';

interface Sent {
	/** At the client. */
	seconds: number;
	/** From the first call to the last response at the server. */
	serverSeconds: number;
	calls: number;
	throttled: number;
	peakInFlight: number;
	mostTries: number;
}

const prompts = 1_000;

/** Sends prompts like Gemini Generate Content. */
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
		const inFlight: Array<Promise<void>> = [];
		for (let i = 0; i < count; i++) {
			const first = await limiter.acquire();
			const send = async (timeoutMs: number) => await sendOnce(client, timeoutMs);
			inFlight.push(
				trying(limiter, client.clock, send, bounds, { first }).then(({ tries }) => {
					mostTries = Math.max(mostTries, tries);
				}),
			);
		}
		await Promise.all(inFlight);
	}
	await client.until(sendAll());
	const { calls, throttled, peakInFlight, firstCallAt, lastResponseAt } = client;
	const serverSeconds = (lastResponseAt - firstCallAt) / 1000;
	return { seconds: client.now() / 1000, serverSeconds, calls, throttled, peakInFlight, mostTries };
}

/** Sends all prompts at once, like the HTTP Request node. */
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

	it('takes at most 1.35 times as long with varying response times', async () => {
		const { seconds } = await sent(unlimited(varying(1)));
		expect(seconds / (await secondsAllAtOnce(unlimited(varying(1))))).toBeLessThanOrEqual(1.35);
	});

	it('keeps exactly the configured number of requests in flight', async () => {
		const { serverSeconds, peakInFlight } = await sent(unlimited(), { caps: { concurrency: 50 } });
		expect(peakInFlight).toBe(50);
		expect(serverSeconds / 2).toBeLessThanOrEqual(1.15);
	});

	it('sends one request after the other with a concurrency of 1', async () => {
		expect((await sent(unlimited(), { caps: { concurrency: 1 }, count: 100 })).peakInFlight).toBe(1);
	});
});

describe('64 concurrent requests', () => {
	it.each([
		['throttled at once', {}],
		['throttled as late as successes', { throttledAfterMs: 100 }],
	])('%s: all succeed in at most 2 s, and at most 8 % are throttled', async (_, throttling) => {
		const { serverSeconds, throttled, calls } = await sent(concurrencyLimited(() => 64, throttling));
		expect(serverSeconds).toBeLessThanOrEqual(2);
		expect(throttled / calls).toBeLessThanOrEqual(0.08);
		expect(calls - throttled).toBe(prompts);
	});

	it('delays only the throttled calls', async () => {
		const throttling = { throttledAfterMs: 100, retryDelayMs: 1_000 };
		const { serverSeconds } = await sent(concurrencyLimited(() => 64, throttling));
		// The last throttled calls wait one second more than all others, some of them twice.
		expect(serverSeconds).toBeLessThanOrEqual(3.8);
	});

	it.each([10, 20, 40, 200])('finds a limit of %d', async (most) => {
		const { serverSeconds, throttled, calls } = await sent(concurrencyLimited(() => most));
		const atBest = Math.max(prompts / most / 10, await secondsAllAtOnce(unlimited()));
		expect(serverSeconds / atBest).toBeLessThanOrEqual(1.3);
		expect(throttled / calls).toBeLessThanOrEqual(0.08);
	});

	it('finds a higher limit when the server raises it', async () => {
		let responses = 0;
		const latency = () => {
			responses += 1;
			return steady();
		};
		const growing = concurrencyLimited(() => (responses < 2_000 ? 16 : 64), { latency });
		const { serverSeconds } = await sent(growing, { count: 8_000 });
		// 12.5 s for the first 2,000, then 9.4 s.
		expect(serverSeconds / 21.9).toBeLessThanOrEqual(1.5);
	});
});

describe('600 requests per minute', () => {
	it.each([
		['throttled at once', { retryDelayMs: 1_000 }, 1.1],
		['throttled as late as successes', { retryDelayMs: 1_000, throttledAfterMs: 100 }, 1.15],
		['with varying response times', { retryDelayMs: 1_000, latency: varying(3) }, 1.15],
	])('%s: the limiter keeps the estimated rate', async (_, throttling, mostCalls) => {
		const { serverSeconds, calls } = await sent(rateLimited(600, throttling));
		expect(serverSeconds).toBeLessThanOrEqual(42);
		expect(calls / prompts).toBeLessThanOrEqual(mostCalls);
	});

	it('keeps the estimated rate without a requested delay', async () => {
		const { serverSeconds, calls } = await sent(rateLimited(600));
		expect(serverSeconds).toBeLessThanOrEqual(42);
		expect(calls / prompts).toBeLessThanOrEqual(1.1);
	});

	it.each([
		['with a requested delay', { retryDelayMs: 1_000 }, 1.25],
		[
			'with a requested delay, throttled as late as successes',
			{ retryDelayMs: 1_000, throttledAfterMs: 100 },
			1.45,
		],
		['without a requested delay', {}, 1.25],
	])('keeps 60 requests per minute, %s, with fewer than 8 tries', async (_, throttling, mostCalls) => {
		const { serverSeconds, calls, mostTries } = await sent(rateLimited(60, throttling), { count: 300 });
		expect(serverSeconds).toBeLessThanOrEqual(1.05 * 240);
		expect(calls / 300).toBeLessThanOrEqual(mostCalls);
		expect(mostTries).toBeLessThan(8);
	});

	it('sends no throttled request below the cap of the user', async () => {
		const { throttled, serverSeconds } = await sent(rateLimited(600), { caps: { requestsPerMinute: 600 } });
		expect(throttled).toBe(0);
		expect(serverSeconds).toBeLessThanOrEqual(62);
	});
});

describe('single errors', () => {
	it.each([
		[3, {}],
		[5, {}],
		[5, { retryDelayMs: 1_000, throttledAfterMs: 100 }],
	])('neither stop nor slow down the other calls (%d, %j)', async (seed, throttling) => {
		const { seconds, mostTries } = await sent(faulty(seed, throttling), { requestTimeoutMs: 5_000 });
		const atBest = (await secondsAllAtOnce(unlimited())) + 5;
		expect(seconds / atBest).toBeLessThanOrEqual(1.1);
		expect(mostTries).toBeLessThan(5);
	});
});

it('waits with few calls while all calls are throttled for two minutes', async () => {
	const { throttled, seconds } = await sent(outage(120_000));
	expect(seconds).toBeLessThan(190);
	expect(throttled).toBeLessThan(100);
});
