import { seededRandom } from '../../../../../emulator/random.ts';
import { createRecentCalls } from '../../../../../nodes/shared/domain/throttling/recentCalls';

/** The cause after calls that are sent one after the other, none of which ends except by a 429. */
function causeAfter(isThrottled: Array<boolean>) {
	const recent = createRecentCalls();
	let others = 0;
	let throttledBefore = 0;
	for (const [index, throttled] of isThrottled.entries()) {
		const call = { number: index + 1, sentAt: index, others, throttledBefore };
		recent.sent(call);
		if (throttled) {
			recent.throttled(call);
			throttledBefore += 1;
		} else others += 1;
	}
	return recent.cause(false);
}

const times = (count: number, isThrottled: boolean) => Array<boolean>(count).fill(isThrottled);

it('detects a concurrency limit', () => {
	expect(causeAfter([...times(16, false), ...times(10, true)])).toEqual({ kind: 'load', limit: 16 });
});

it('attributes throttled calls at every load to chance', () => {
	const random = seededRandom(3);
	expect(causeAfter(Array.from({ length: 90 }, () => random() < 0.3))).toEqual({ kind: 'chance' });
});

it('detects a quota when calls are throttled at loads that were accepted before', () => {
	const recent = createRecentCalls();
	for (let number = 1; number <= 40; number++) {
		const call = { number, sentAt: number, others: 5, throttledBefore: 0 };
		recent.sent(call);
		recent.accepted(call);
	}
	for (let number = 41; number <= 46; number++) {
		const call = { number, sentAt: number, others: 2, throttledBefore: number - 41 };
		recent.sent(call);
		recent.throttled(call);
	}
	expect(recent.cause(false)).toMatchObject({ kind: 'time', first: { number: 41 }, count: 6 });
});

it('needs at least four throttled calls', () => {
	expect(causeAfter([...times(60, false), ...times(3, true)])).toEqual({ kind: 'chance' });
});
