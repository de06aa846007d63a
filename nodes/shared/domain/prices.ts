/** What training costs, as far as it is known. */

export interface TrainingPrice {
	/** US dollars per million training tokens. */
	usdPerMillionTokens: number;
	/** When it was read, in words; null for a price of the user's own. */
	asOf: string | null;
	/** Where to look it up; null for a price of the user's own. */
	source: string | null;
}

/** When the pages were read that the table was made from. */
const pricesAsOf = 'mid-2026';

/** Google's own list. */
const pricesSource = 'https://cloud.google.com/vertex-ai/generative-ai/pricing';

/**
 * US dollars per million training tokens at Vertex AI, for supervised and preference tuning alike, as third parties read them
 * from Google's page. Google changes them, so each goes out with its date and can be overridden. What tuning costs on the
 * Gemini API is told nowhere.
 */
const usdPerMillionTokens: ReadonlyMap<string, number> = new Map([
	['gemini-3.5-flash', 10],
	['gemini-3.1-flash-lite', 3],
	['gemini-2.5-pro', 25],
	['gemini-2.5-flash', 5],
	['gemini-2.5-flash-lite', 1.5],
]);

/**
 * Undefined for a model whose price is not known.
 *
 * @param model with or without what comes before its last slash
 */
export function trainingPrice(model: string): TrainingPrice | undefined {
	const known = usdPerMillionTokens.get(model.trim().replace(/^.*\//, ''));
	if (known === undefined) return undefined;
	return { usdPerMillionTokens: known, asOf: pricesAsOf, source: pricesSource };
}
