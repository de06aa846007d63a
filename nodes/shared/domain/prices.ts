/** Known training prices. */

export interface TrainingPrice {
	/** US dollars per million training tokens. */
	usdPerMillionTokens: number;
	/** Date of the price, in words; null for the user's own price. */
	asOf: string | null;
	/** URL of the price; null for the user's own price. */
	source: string | null;
}

/** Date of the table. */
const pricesAsOf = 'mid-2026';

/** Google's price list. */
const pricesSource = 'https://cloud.google.com/gemini-enterprise-agent-platform/generative-ai/pricing';

/**
 * US dollars per million training tokens at Vertex AI, for supervised and preference tuning, as third parties copied them from Google's
 * page. Google changes them, so outputs include the date, and users can override them. Google publishes no tuning prices for the
 * Gemini API.
 */
const usdPerMillionTokens: ReadonlyMap<string, number> = new Map([
	['gemini-3.5-flash', 10],
	['gemini-3.1-flash-lite', 3],
	['gemini-2.5-pro', 25],
	['gemini-2.5-flash', 5],
	['gemini-2.5-flash-lite', 1.5],
]);

/**
 * Undefined for a model with an unknown price.
 *
 * @param model with or without a prefix that ends with a slash
 */
export function trainingPrice(model: string): TrainingPrice | undefined {
	const known = usdPerMillionTokens.get(model.trim().replace(/^.*\//, ''));
	if (known === undefined) return undefined;
	return { usdPerMillionTokens: known, asOf: pricesAsOf, source: pricesSource };
}
