import type { IDataObject } from 'n8n-workflow';
import type { TuningBackend } from '../shared/google/backend';
import type { Capabilities } from '../shared/google/capabilities';
import type { StoredDataset, TuningSpec } from '../shared/google/tuning';
import { countExamples } from '../shared/google/generation/countExamples';
import { ConfigurationError, ConnectionError, GoogleApiError } from '../shared/google/http/googleErrors';
import type { Dataset } from '../shared/domain/dataset/dataset';
import type { Estimate, TokenCount, TrainingPlan } from '../shared/domain/estimate';
import { estimate, overLimit } from '../shared/domain/estimate';
import type { TrainingPrice } from '../shared/domain/prices';
import { trainingPrice as listedPrice } from '../shared/domain/prices';
import type { SeeTexts } from '../shared/domain/tokens';
import { ruledTokens, seeTexts, tokenRule } from '../shared/domain/tokens';
import type { Field } from '../shared/panel/fields';
import { choiceField, limitProblem, numberField, propertiesOf } from '../shared/panel/fields';
import { ItemError } from '../shared/runtime/itemError';

const trainingPrice = numberField({
	displayName: 'Price per Million Training Tokens (USD)',
	name: 'trainingPrice',
	typeOptions: { minValue: 0, numberPrecision: 4 },
	default: 10,
	description:
		"Price for the estimate. Without it, the node uses its own list of prices, which isn't current.",
});

const spendingLimit = numberField({
	displayName: 'Spending Limit (USD)',
	name: 'spendingLimit',
	typeOptions: { minValue: 0, numberPrecision: 2 },
	default: 10,
	description: "Stop before uploading if the estimated cost exceeds this limit or can't be calculated",
});

const tokenCount = choiceField({
	displayName: 'Token Count',
	name: 'tokenCount',
	options: [
		{
			name: 'By Google',
			value: 'google',
			description:
				'Google counts the tokens, with at most 5 requests. Of a large dataset, it counts a sample.',
		},
		{
			name: 'By Rule',
			value: 'rule',
			description: 'The node estimates the tokens from the number of characters',
		},
	],
	default: 'google',
	description: 'How to count the tokens for the estimate',
	needs: (supports) => supports.countTokens,
});

/** Entries of 'Options' for the estimate. */
export const estimateOptions = propertiesOf({ trainingPrice, tokenCount });

/** Entries of 'Options' for the limit of a job's cost. */
export const limitOptions = propertiesOf({ spendingLimit });

/** Settings for the estimate and its limit. */
export interface Spending {
	/** US dollars. */
	limit: number | undefined;
	price: TrainingPrice | undefined;
	/** Whether Google counts the tokens, if the service can. */
	isCounted: boolean;
}

/** @throws ItemError for an amount that isn't a number or is negative */
export function readSpending(options: IDataObject): Spending {
	const usdPerMillionTokens = readAmount(trainingPrice, options);
	return {
		limit: readAmount(spendingLimit, options),
		price: usdPerMillionTokens === undefined ? undefined : { usdPerMillionTokens, asOf: null, source: null },
		isCounted: tokenCount.parse(options.tokenCount ?? 'google') === 'google',
	};
}

/** Undefined for an amount that the user didn't add. An added expression without a value is an error. */
function readAmount({ property, parse }: Field<number>, options: IDataObject): number | undefined {
	const { name, displayName } = property;
	if (!(name in options)) return undefined;
	const amount = parse(options[name]);
	const problem = limitProblem(property, amount);
	if (problem === undefined) return amount;
	throw new ItemError(`'${displayName}' is ${amount}`, `${problem} Nothing was created.`);
}

/**
 * Estimates the tokens, steps and cost of training. Sends at most five requests to count tokens. More requests find the base
 * model of a tuned model, and read the beginning of a dataset in Cloud Storage.
 *
 * @returns null for a dataset in Cloud Storage that can't be read or doesn't contain only texts
 */
export async function makeEstimate(
	backend: TuningBackend,
	spec: TuningSpec,
	data: Dataset | StoredDataset,
	spending: Spending,
): Promise<Estimate | null> {
	const counted =
		'examples' in data
			? await whole(backend, spec, data, spending)
			: await sampled(backend, spec, data, spending);
	if (!counted) return null;
	const { count, tokens } = counted;
	const price = spending.price ?? (await knownPrice(backend, spec.source));
	return estimate(toPlan(spec, count, backend.supports), tokens, price);
}

async function tokensOf<T>(
	backend: TuningBackend,
	{ source }: TuningSpec,
	examples: readonly T[],
	texts: SeeTexts<T>,
	{ isCounted }: Spending,
): Promise<TokenCount> {
	const byRule = (why: string): TokenCount => ({
		tokens: ruledTokens(examples, texts),
		by: 'rule',
		how: `${why}: ${tokenRule}.`,
	});
	const counted = isCounted
		? await countExamples(backend, source, examples, texts).catch((error: unknown) =>
				byRule(uncounted(error)),
			)
		: undefined;
	return counted ?? byRule('A rule estimates the tokens');
}

/** Why Google didn't count the tokens. @throws errors other than a rejected or failed request */
function uncounted(error: unknown): string {
	if (!isRefusal(error)) throw error;
	return `Google did not count the tokens (${error.message}), so a rule estimates them`;
}

function isRefusal(error: unknown): error is Error {
	if (error instanceof GoogleApiError) return error.httpStatus !== 401;
	return error instanceof ConnectionError || error instanceof ConfigurationError;
}

const seeAll: SeeTexts<string[]> = (texts, see) => texts.forEach((text) => see(text));

interface Counted {
	/** Number of examples. */
	count: number;
	tokens: TokenCount;
}

async function whole(
	backend: TuningBackend,
	spec: TuningSpec,
	{ examples }: Dataset,
	spending: Spending,
): Promise<Counted> {
	return { count: examples.length, tokens: await tokensOf(backend, spec, examples, seeTexts, spending) };
}

async function sampled(
	backend: TuningBackend,
	spec: TuningSpec,
	data: StoredDataset,
	spending: Spending,
): Promise<Counted | undefined> {
	const sample = await backend.sampleStored?.(data).catch((error: unknown) => {
		if (!isRefusal(error)) throw error;
		return undefined;
	});
	if (!sample) return undefined;
	const { examples, share } = sample;
	const { tokens, by, how } = await tokensOf(backend, spec, examples, seeAll, spending);
	const count = Math.round(examples.length / share);
	if (share === 1) return { count, tokens: { tokens, by, how } };
	const read = `The node read only the first ${Math.round(share * 100)} % of '${data.trainingUri}'.`;
	const scaled = { tokens: Math.round(tokens / share), by: by === 'count' ? ('sample' as const) : by };
	return { count, tokens: { ...scaled, how: `${how} ${read}` } };
}

/** The price of the base model, also for a tuned model as the source. */
async function knownPrice(
	{ supports, get }: TuningBackend,
	source: TuningSpec['source'],
): Promise<TrainingPrice | undefined> {
	if (!supports.trainingPrices) return undefined;
	if ('baseModel' in source) return listedPrice(source.baseModel);
	const baseModel = await get(source.tunedModel).then(
		(job) => job.baseModel ?? '',
		(error: unknown) => {
			if (isRefusal(error)) return '';
			throw error;
		},
	);
	return listedPrice(baseModel);
}

function toPlan(spec: TuningSpec, examples: number, { defaults }: Capabilities): TrainingPlan {
	const { epochCount = defaults.epochCount, batchSize = defaults.batchSize } = spec;
	const assumed = [
		...(spec.epochCount === undefined && epochCount !== null ? [`${epochCount} epochs`] : []),
		...(spec.batchSize === undefined && batchSize !== null ? [`batches of ${batchSize}`] : []),
	];
	return { examples, epochCount, batchSize, assumed };
}

/** @throws ItemError if the estimated cost exceeds the limit or can't be calculated */
export function refuseAboveLimit(estimated: Estimate | null, { limit }: Spending): void {
	if (limit === undefined) return;
	const why = estimated ? overLimit(estimated, limit) : unreadable(limit);
	if (why === undefined) return;
	throw new ItemError(why, [estimated?.note, 'Nothing was created or uploaded.'].filter(Boolean).join(' '));
}

function unreadable(limit: number): string {
	return `'${spendingLimit.property.displayName}' is ${limit}, and the cost can't be estimated: the dataset in Cloud Storage can't be read, or doesn't contain only texts. Make it readable, or remove the limit.`;
}
