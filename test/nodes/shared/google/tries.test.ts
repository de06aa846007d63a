/** Retries of one prompt. limiter.simulation.test.ts covers the limiter. */
import type { Limiter } from '../../../../nodes/shared/google/throttling/limiter';
import type { Bounds } from '../../../../nodes/shared/google/throttling/tries';
import { TimeIsUpError, TriedInVainError, trying } from '../../../../nodes/shared/google/throttling/tries';
import { sendOnce, SimulatedClient } from './simulatedClient.ts';
import type { Reply } from './simulatedClient.ts';

const minute = 60_000;
const success: Reply = { status: 200, afterMs: 100 };
const throttled = (retryDelayMs?: number): Reply => ({
	status: 429,
	afterMs: 100,
	...(retryDelayMs !== undefined && { retryDelayMs }),
});

/** A limiter that permits every call at once, or at its requested time, and records the outcomes. */
function open({ clock }: SimulatedClient): { limiter: Limiter; outcomes: string[] } {
	const outcomes: string[] = [];
	const permit = {
		success: () => void outcomes.push('success'),
		throttled: (retryDelayMs?: number) => void outcomes.push(`throttled ${retryDelayMs}`),
		failed: () => void outcomes.push('failed'),
		ignored: () => void outcomes.push('ignored'),
	};
	const acquire: Limiter['acquire'] = async ({ notBefore = 0 } = {}) => {
		if (notBefore > clock.now()) await clock.sleep(notBefore - clock.now());
		return permit;
	};
	return { outcomes, limiter: { acquire } };
}

/** Sends one prompt to a server with these replies; the last one repeats. */
async function call(replies: Reply[], more: Partial<Bounds> = {}) {
	const sentAt: number[] = [];
	const client = new SimulatedClient({
		receive(now) {
			sentAt.push(now);
			return { reply: replies[sentAt.length - 1] ?? replies.at(-1) ?? success };
		},
	});
	const { limiter, outcomes } = open(client);
	const bounds = { tries: 8, requestTimeoutMs: minute, ...more };
	const send = async (timeoutMs: number) => await sendOnce(client, timeoutMs);
	const tried = trying(limiter, client.clock, send, bounds);
	const outcome = await client.until(tried.catch((error: unknown) => error));
	const pauses = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
	return { outcome, outcomes, pauses, endedAt: client.now() };
}

it('retries after the requested delay, and not sooner', async () => {
	const { outcome, pauses } = await call([throttled(7_000), success]);
	expect(outcome).toMatchObject({ tries: 2 });
	expect(pauses[0]).toBeGreaterThanOrEqual(7_100);
	expect(pauses[0]).toBeLessThan(7_500);
});

it('fails if the requested delay is longer than two minutes', async () => {
	const { outcome, pauses } = await call([throttled(3 * minute), success]);
	expect(outcome).toBeInstanceOf(TriedInVainError);
	expect(pauses).toEqual([]);
});

it('waits longer after each failure without a requested delay', async () => {
	const { pauses } = await call([{ status: 500, afterMs: 0 }], { tries: 5 });
	expect(pauses).toHaveLength(4);
	for (const [index, pause] of pauses.slice(1).entries()) expect(pause).toBeGreaterThan(pauses[index] ?? 0);
});

it('sends a wrong request once, and retries temporary errors', async () => {
	const mistake = await call([{ status: 400, afterMs: 1 }]);
	expect([mistake.outcome, mistake.outcomes]).toEqual([expect.objectContaining({ tries: 1 }), ['ignored']]);
	const outage = await call([{ status: 500, afterMs: 1 }], { tries: 3 });
	expect(outage.outcome).toMatchObject({ tries: 3, cause: { httpStatus: 500 } });
	expect(outage.outcomes).toEqual(['failed', 'failed', 'failed']);
});

it('gives up after a quarter of an hour, whatever the number of tries', async () => {
	const { outcome, endedAt } = await call([throttled(100_000)], { tries: 1_000 });
	expect(outcome).toBeInstanceOf(TriedInVainError);
	expect(endedAt).toBeGreaterThan(10 * minute);
	expect(endedAt).toBeLessThanOrEqual(15 * minute);
});

describe('the total timeout', () => {
	const until = (at: number) => ({ deadline: { at, signal: new AbortController().signal } });

	it('shortens the request timeout to the remaining time', async () => {
		const { outcome, endedAt } = await call(['hang'], { ...until(3_000), tries: 2 });
		expect(outcome).toMatchObject({ tries: 1, cause: { name: 'ConnectionError' } });
		expect(Math.round(endedAt / 100)).toBe(30);
	});

	it('fails at once if the retry would start after it', async () => {
		const { outcome, endedAt } = await call([throttled(7_000), success], until(5_000));
		expect(outcome).toMatchObject({ tries: 1, cause: { httpStatus: 429 } });
		expect(endedAt).toBeLessThan(1_000);
	});

	it('lets no request start after it', async () => {
		const { outcome, outcomes, pauses } = await call([success], until(0));
		expect([outcome, outcomes, pauses]).toEqual([expect.any(TimeIsUpError), ['ignored'], []]);
	});
});

it('reports requested delays to the limiter', async () => {
	const { outcomes } = await call([throttled(1_000), { status: 503, afterMs: 1 }, 'hang', success]);
	expect(outcomes).toEqual(['throttled 1000', 'throttled undefined', 'failed', 'success']);
});
