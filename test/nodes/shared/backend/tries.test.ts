/** When one call is sent again; what the limiter makes of it is in limiter.simulation.test.ts. */
import type { Limiter } from '../../../../nodes/shared/backend/limiter';
import type { Bounds } from '../../../../nodes/shared/backend/tries';
import { TimeIsUpError, TriedInVainError, trying } from '../../../../nodes/shared/backend/tries';
import { sendOnce, SimulatedClient } from './simulatedClient.ts';
import type { Reply } from './simulatedClient.ts';

const minute = 60_000;
const answer: Reply = { status: 200, afterMs: 100 };
const refused = (askedMs?: number): Reply => ({
	status: 429,
	afterMs: 100,
	...(askedMs !== undefined && { askedMs }),
});

/** Gives every turn at once, and notes what became of it. */
function open(): { limiter: Limiter; told: string[] } {
	const told: string[] = [];
	const turn = {
		answered: () => void told.push('answered'),
		refused: (askedMs?: number) => void told.push(`refused ${askedMs}`),
		failed: () => void told.push('failed'),
		dropped: () => void told.push('dropped'),
	};
	return { told, limiter: { turn: async () => await Promise.resolve(turn) } };
}

/** One call to a server that answers like this, the last one for ever. */
async function call(replies: Reply[], more: Partial<Bounds> = {}) {
	const sentAt: number[] = [];
	const client = new SimulatedClient({
		receive(now) {
			sentAt.push(now);
			return { reply: replies[sentAt.length - 1] ?? replies.at(-1) ?? answer };
		},
	});
	const { limiter, told } = open();
	const bounds = { tries: 8, requestTimeoutMs: minute, ...more };
	const send = async (timeoutMs: number) => await sendOnce(client, timeoutMs);
	const tried = trying(limiter, client.clock, send, bounds);
	const outcome = await client.until(tried.catch((error: unknown) => error));
	const pauses = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
	return { outcome, told, pauses, endedAt: client.now() };
}

it('sends again after as long as the service asks to wait, and not sooner', async () => {
	const { outcome, pauses } = await call([refused(7_000), answer]);
	expect(outcome).toMatchObject({ tries: 2 });
	expect(pauses[0]).toBeGreaterThanOrEqual(7_100);
	expect(pauses[0]).toBeLessThan(7_500);
});

it('does not wait where it is asked to for longer than two minutes', async () => {
	const { outcome, pauses } = await call([refused(3 * minute), answer]);
	expect(outcome).toBeInstanceOf(TriedInVainError);
	expect(pauses).toEqual([]);
});

it('waits ever longer where nobody says how long', async () => {
	const { pauses } = await call([{ status: 500, afterMs: 0 }], { tries: 5 });
	expect(pauses).toHaveLength(4);
	for (const [index, pause] of pauses.slice(1).entries()) expect(pause).toBeGreaterThan(pauses[index] ?? 0);
});

it('sends a mistake once, and as often as it may what may pass', async () => {
	const mistake = await call([{ status: 400, afterMs: 1 }]);
	expect([mistake.outcome, mistake.told]).toEqual([expect.objectContaining({ tries: 1 }), ['dropped']]);
	const outage = await call([{ status: 500, afterMs: 1 }], { tries: 3 });
	expect(outage.outcome).toMatchObject({ tries: 3, cause: { httpStatus: 500 } });
	expect(outage.told).toEqual(['failed', 'failed', 'failed']);
});

it('gives a call up after a quarter of an hour, however often it may be tried', async () => {
	const { outcome, endedAt } = await call([refused(100_000)], { tries: 1_000 });
	expect(outcome).toBeInstanceOf(TriedInVainError);
	expect(endedAt).toBeGreaterThan(10 * minute);
	expect(endedAt).toBeLessThanOrEqual(15 * minute);
});

describe('the time for all', () => {
	const until = (at: number) => ({ deadline: { at, signal: new AbortController().signal } });

	it('leaves a request what is left of it', async () => {
		const { outcome, endedAt } = await call(['hang'], { ...until(3_000), tries: 2 });
		expect(outcome).toMatchObject({ tries: 1, cause: { name: 'ConnectionError' } });
		expect(Math.round(endedAt / 100)).toBe(30);
	});

	it('is not waited through before it is seen to be up', async () => {
		const { outcome, endedAt } = await call([refused(7_000), answer], until(5_000));
		expect(outcome).toMatchObject({ tries: 1, cause: { httpStatus: 429 } });
		expect(endedAt).toBeLessThan(1_000);
	});

	it('lets nothing be sent once it is up', async () => {
		const { outcome, told, pauses } = await call([answer], until(0));
		expect([outcome, told, pauses]).toEqual([expect.any(TimeIsUpError), ['dropped'], []]);
	});
});

it('tells the limiter how long everybody is asked to wait', async () => {
	const { told } = await call([refused(1_000), { status: 503, afterMs: 1 }, 'hang', answer]);
	expect(told).toEqual(['refused 1000', 'refused undefined', 'failed', 'answered']);
});
