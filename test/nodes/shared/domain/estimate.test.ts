import type { Estimate, TrainingPlan } from '../../../../nodes/shared/domain/estimate.ts';
import { estimate, overLimit, stepsOf } from '../../../../nodes/shared/domain/estimate.ts';
import { trainingPrice } from '../../../../nodes/shared/domain/prices.ts';

const plan: TrainingPlan = { examples: 15, epochCount: 5, batchSize: 4, assumed: [] };
const counted = { tokens: 27_353, by: 'count', how: 'Google counted.' } as const;
const price = trainingPrice('gemini-2.5-flash');

it.each([
	['the tutorial with batches of 4', { examples: 15, batchSize: 4, epochCount: 5 }, 19],
	['the tutorial with batches of 2', { examples: 15, batchSize: 2, epochCount: 5 }, 38],
	['batches across the borders of epochs', { examples: 25, batchSize: 16, epochCount: 10 }, 16],
	['unknown batches', { examples: 15, batchSize: null, epochCount: 5 }, null],
	['unknown epochs', { examples: 15, batchSize: 4, epochCount: null }, null],
])('computes the steps of %s', (_, settings, steps) => {
	expect(stepsOf({ ...settings, assumed: [] })).toBe(steps);
});

it('matches a real bill', () => {
	// 27,353 tokens × 3 epochs on Gemini 2.5 Flash were billed as 82,059 units in August 2026.
	const made = estimate({ ...plan, epochCount: 3, batchSize: null }, counted, price);
	expect(made).toMatchObject({
		tokens: 27_353,
		epochs: 3,
		billedTokens: 82_059,
		costUsd: 0.410295,
		costUsdPerEpoch: 0.136765,
		usdPerMillionTokens: 5,
		priceAsOf: 'mid-2026',
		priceSource: expect.stringMatching(/^https:\/\/cloud\.google\.com\//),
	});
});

it('includes its limits, its method and the date of its price', () => {
	const { note } = estimate({ ...plan, assumed: ['5 epochs'] }, counted, price);
	expect(note).toMatch(/^An estimate, not a promise\. Google counted\./);
	expect(note).toMatch(/From Google's documentation: 5 epochs\./);
	expect(note).toMatch(/5 USD per million tokens is from mid-2026\. For the current price, see https:/);
});

it('gives the user’s own price no date', () => {
	const own = { usdPerMillionTokens: 2, asOf: null, source: null };
	const made = estimate(plan, counted, own);
	expect(made).toMatchObject({ costUsd: 0.27353, priceAsOf: null, priceSource: null });
	expect(made.note).toMatch(/2 USD per million tokens comes from your settings/);
});

describe('a limit', () => {
	const made = (changes: Partial<TrainingPlan> = {}, model = 'gemini-2.5-flash'): Estimate =>
		estimate({ ...plan, ...changes }, { ...counted, tokens: 1_000_000 }, trainingPrice(model));

	it('accepts a lower cost', () => {
		expect(made().costUsd).toBe(25);
		expect(overLimit(made(), 25)).toBeUndefined();
	});

	it('rejects a higher cost with the numbers', () => {
		expect(overLimit(made(), 24.99)).toBe(
			"'Spending Limit (USD)' is 24.99, and this job is estimated at 25 USD: 1,000,000 tokens × 5 epochs = 5,000,000 at 5 USD per million (price of mid-2026). Use fewer or shorter rows or fewer epochs, or raise the limit.",
		);
	});

	it('rejects an unknown price and unknown epochs', () => {
		expect(overLimit(made({}, 'gemini-9'), 1_000)).toMatch(/is unknown\. Set 'Price per Million Training/);
		expect(overLimit(made({ epochCount: null }), 1_000)).toMatch(/Google chooses .*Set 'Epochs'/);
	});

	it('can be 0 for a free job', () => {
		const free = { usdPerMillionTokens: 0, asOf: null, source: null };
		expect(overLimit(estimate(plan, counted, free), 0)).toBeUndefined();
	});
});

it.each(['gemini-2.5-flash', 'models/gemini-2.5-flash', ' publishers/google/models/gemini-2.5-flash'])(
	'returns the price of %s',
	(model) => expect(trainingPrice(model)?.usdPerMillionTokens).toBe(5),
);

it('does not confuse models whose names begin the same', () => {
	expect(trainingPrice('gemini-2.5-flash-lite')?.usdPerMillionTokens).toBe(1.5);
	expect(trainingPrice('gemini-3.5-flash-lite')).toBeUndefined();
});
