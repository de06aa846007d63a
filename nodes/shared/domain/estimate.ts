/** Estimates tokens, steps and cost of training. Each estimate includes its source. */

import { count } from './count';
import type { TrainingPrice } from './prices';

/** Tokens of the training examples in one epoch. */
export interface TokenCount {
	tokens: number;
	/** `count`: Google counted all of them. `sample`: Google counted some. `rule`: estimated from the number of characters. */
	by: 'count' | 'sample' | 'rule';
	/** The method, as a sentence. */
	how: string;
}

/** A job's settings, with the service's defaults for absent ones; null if not published. */
export interface TrainingPlan {
	examples: number;
	epochCount: number | null;
	batchSize: number | null;
	/** The settings that come from Google's documentation. */
	assumed: string[];
}

/** The output. Values that can't be estimated are null. */
export interface Estimate {
	/** Of the training examples in one epoch. */
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
	/** Method and limits of the estimate. */
	note: string;
}

/** Steps of a training run. A batch can span two epochs. */
export function stepsOf({ examples, epochCount, batchSize }: TrainingPlan): number | null {
	if (epochCount === null || batchSize === null) return null;
	return Math.ceil((examples * epochCount) / batchSize);
}

/** @param price undefined if unknown */
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
	const assumed = plan.assumed.length === 0 ? '' : `From Google's documentation: ${plan.assumed.join(', ')}.`;
	const epochs =
		plan.epochCount === null
			? "Google chooses the number of epochs. Set 'Epochs' for an estimate of the whole cost."
			: 'Google bills tokens × epochs.';
	return ['An estimate, not a promise.', counted.how, epochs, assumed, describePrice(price)]
		.filter(Boolean)
		.join(' ');
}

function describePrice(price: TrainingPrice | undefined): string {
	if (!price)
		return "The training price of this model is unknown. Set 'Price per Million Training Tokens (USD)'.";
	const { usdPerMillionTokens, asOf, source } = price;
	if (asOf === null)
		return `The price of ${usdPerMillionTokens} USD per million tokens comes from your settings.`;
	return `The price of ${usdPerMillionTokens} USD per million tokens is from ${asOf}. For the current price, see ${source}.`;
}

/**
 * Why a job exceeds a spending limit; undefined if it doesn't. An unknown cost exceeds every limit.
 *
 * @param limitUsd US dollars
 */
export function overLimit(estimated: Estimate, limitUsd: number): string | undefined {
	const { tokens, epochs, billedTokens, costUsd, usdPerMillionTokens: price } = estimated;
	const limit = `'Spending Limit (USD)' is ${limitUsd}`;
	if (price === null)
		return `${limit}, and the training price of this model is unknown. Set 'Price per Million Training Tokens (USD)', or remove the limit.`;
	if (billedTokens === null || costUsd === null)
		return `${limit}, and the cost can't be estimated because Google chooses the number of epochs. Set 'Epochs', or remove the limit.`;
	if (costUsd <= limitUsd) return undefined;
	const dated = estimated.priceAsOf === null ? '' : ` (price of ${estimated.priceAsOf})`;
	return `${limit}, and this job is estimated at ${costUsd} USD: ${count(tokens)} tokens × ${epochs} epochs = ${count(billedTokens)} at ${price} USD per million${dated}. Use fewer or shorter rows or fewer epochs, or raise the limit.`;
}
