/** What training on a dataset would take and cost. Every figure is an estimate and says where it comes from. */

import { count } from './count';
import type { TrainingPrice } from './prices';

/** Tokens of the training examples, once through. */
export interface TokenCount {
	tokens: number;
	/** `count`: Google counted all of them. `sample`: Google counted some. `rule`: told by the number of characters. */
	by: 'count' | 'sample' | 'rule';
	/** How, in a sentence. */
	how: string;
}

/** What a job is told, and what the service takes where it is told nothing; null stands for what nobody publishes. */
export interface TrainingPlan {
	examples: number;
	epochCount: number | null;
	batchSize: number | null;
	/** What of the two was not told and is taken from Google's documentation. */
	assumed: string[];
}

/** As it is put out; null stands for what cannot be told. */
export interface Estimate {
	/** Of the training examples, once through. */
	tokens: number;
	tokensBy: TokenCount['by'];
	epochs: number | null;
	steps: number | null;
	/** Tokens × epochs. */
	billedTokens: number | null;
	costUsd: number | null;
	costUsdPerEpoch: number | null;
	usdPerMillionTokens: number | null;
	priceAsOf: string | null;
	priceSource: string | null;
	/** How it was made, and what it is not. */
	note: string;
}

/** Steps of a training run: batches run across the borders of epochs. */
export function stepsOf({ examples, epochCount, batchSize }: TrainingPlan): number | null {
	if (epochCount === null || batchSize === null) return null;
	return Math.ceil((examples * epochCount) / batchSize);
}

/** @param price undefined where it is not known */
export function estimate(
	plan: TrainingPlan,
	counted: TokenCount,
	price: TrainingPrice | undefined,
): Estimate {
	const { tokens, by } = counted;
	const billedTokens = plan.epochCount === null ? null : tokens * plan.epochCount;
	return {
		tokens,
		tokensBy: by,
		epochs: plan.epochCount,
		steps: stepsOf(plan),
		billedTokens,
		costUsd: costOf(billedTokens, price),
		costUsdPerEpoch: costOf(tokens, price),
		usdPerMillionTokens: price?.usdPerMillionTokens ?? null,
		priceAsOf: price?.asOf ?? null,
		priceSource: price?.source ?? null,
		note: describe(plan, counted, price),
	};
}

function costOf(tokens: number | null, price: TrainingPrice | undefined): number | null {
	if (tokens === null || !price) return null;
	return Math.round(tokens * price.usdPerMillionTokens) / 1_000_000;
}

function describe(plan: TrainingPlan, counted: TokenCount, price: TrainingPrice | undefined): string {
	const assumed =
		plan.assumed.length === 0 ? '' : `Taken from Google's documentation: ${plan.assumed.join(', ')}.`;
	const epochs =
		plan.epochCount === null
			? "Google chooses the number of epochs; set 'Epochs' to have the whole cost told."
			: 'Google bills tokens × epochs.';
	return ['An estimate, not a promise.', counted.how, epochs, assumed, describePrice(price)]
		.filter(Boolean)
		.join(' ');
}

function describePrice(price: TrainingPrice | undefined): string {
	if (!price)
		return "What this model's training costs is not known; 'Price per Million Training Tokens (USD)' tells it.";
	const { usdPerMillionTokens, asOf, source } = price;
	if (asOf === null)
		return `The price of ${usdPerMillionTokens} USD per million tokens is the one that was set.`;
	return `The price of ${usdPerMillionTokens} USD per million tokens was read in ${asOf}; look at ${source} for today's.`;
}

/**
 * Why a job may not be started under a limit; undefined where it may. What cannot be told is taken for too much.
 *
 * @param limitUsd US dollars
 */
export function overLimit(estimated: Estimate, limitUsd: number): string | undefined {
	const { tokens, epochs, billedTokens, costUsd, usdPerMillionTokens: price } = estimated;
	const limit = `'Spending Limit (USD)' is ${limitUsd}`;
	if (price === null)
		return `${limit}, and what training this model costs is not known. Set 'Price per Million Training Tokens (USD)', or remove the limit.`;
	if (billedTokens === null || costUsd === null)
		return `${limit}, and the cost cannot be told while Google chooses the number of epochs. Set 'Epochs', or remove the limit.`;
	if (costUsd <= limitUsd) return undefined;
	const dated = estimated.priceAsOf === null ? '' : ` (price of ${estimated.priceAsOf})`;
	return `${limit}, and this job is estimated at ${costUsd} USD: ${count(tokens)} tokens × ${epochs} epochs = ${count(billedTokens)} at ${price} USD per million${dated}. Use fewer or shorter rows or fewer epochs, or raise the limit.`;
}
