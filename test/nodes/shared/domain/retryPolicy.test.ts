import type { RetryPolicy } from '../../../../nodes/shared/domain/retryPolicy';
import * as policies from '../../../../nodes/shared/domain/retryPolicy';

const attempts = [1, 2, 3, 4, 5, 6, 7, 8];
const intervals = (policy: RetryPolicy, random: number) =>
	attempts.map((attempt) => policies.backoffMs(policy, attempt, () => random));

it.each<[string, RetryPolicy, number[]]>([
	['a request', policies.requestRetryPolicy, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]],
	['a rate limit', policies.rateLimitRetryPolicy, [50, 100, 200, 400, 800, 1600, 2500, 2500]],
	['a broken connection', policies.connectionRetryPolicy, [50, 100, 200, 400, 800, 1600, 3200, 6400]],
	['a pause', policies.testPolicy, [750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000]],
	['a poll', policies.operationPollPolicy, [1000, 1500, 2250, 3375, 5062.5, 7593.75, 11_390.625, 15_000]],
])('the shortest intervals of %s grow to a maximum', (_, policy, expected) => {
	expect(intervals(policy, 0)).toEqual(expected);
});

it('jitter extends an interval up to its full length', () => {
	expect(intervals(policies.requestRetryPolicy, 0.5).slice(0, 3)).toEqual([750, 1500, 3000]);
	expect(policies.backoffMs(policies.testPolicy, 1, () => 1)).toBe(1000);
});
