import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { TuningBackend } from '../shared/google/backend';
import type { Capabilities } from '../shared/google/capabilities';
import type { StoredDataset, TuningSpec } from '../shared/google/tuning';
import { countExamples } from '../shared/google/generation/countExamples';
import { ConfigurationError, ConnectionError, GoogleApiError } from '../shared/google/http/googleErrors';
import type { Dataset } from '../shared/domain/dataset/dataset';
import type { Estimate, TokenCount, TrainingPlan } from '../shared/domain/estimate';
import { estimate, overLimit } from '../shared/domain/estimate';
import type { TrainingPrice } from '../shared/domain/prices';
import { trainingPrice } from '../shared/domain/prices';
import type { SeeTexts } from '../shared/domain/tokens';
import { ruledTokens, seeTexts, tokenRule } from '../shared/domain/tokens';
import { asChoice, asNumber } from '../shared/panel/parameters';

/** What the user wants to know and to spend. */
export interface Spending {
	/** US dollars. */
	limit: number | undefined;
	price: TrainingPrice | undefined;
	/** Whether Google is asked to count tokens, where it can. */
	isCounted: boolean;
}

export function readSpending(context: IExecuteFunctions): Spending {
	const options = context.getNodeParameter('options', 0, {});
	// An expression that finds nothing leaves undefined behind: a limit was wanted all the same.
	const amount = (name: string, label: string) =>
		!(name in options) ? undefined : notNegative(context, asNumber(context, options[name], label, 0), label);
	const usdPerMillionTokens = amount('trainingPrice', 'Price per Million Training Tokens (USD)');
	const { tokenCount = 'google' } = options;
	return {
		limit: amount('spendingLimit', 'Spending Limit (USD)'),
		price: usdPerMillionTokens === undefined ? undefined : { usdPerMillionTokens, asOf: null, source: null },
		isCounted: asChoice(context, tokenCount, ['google', 'rule'], 'Token Count', 0) === 'google',
	};
}

function notNegative(context: IExecuteFunctions, amount: number, label: string): number {
	if (amount >= 0) return amount;
	throw new NodeOperationError(context.getNode(), `'${label}' is ${amount}`, {
		description: 'Use a number of US dollars that is not below 0. Nothing was created.',
	});
}

/**
 * What training on examples would take and cost. At most five requests to count tokens, besides what it takes to find a tuned
 * model's base and to read the beginning of a dataset in Cloud Storage.
 *
 * @returns null for a dataset in Cloud Storage that cannot be read, or holds more than texts
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
	return counted ?? byRule('Tokens are told by a rule');
}

/** Why Google did not count; what is no refusal goes on. */
function uncounted(error: unknown): string {
	if (!isRefusal(error)) throw error;
	return `Google did not count the tokens (${error.message}), so they are told by a rule`;
}

function isRefusal(error: unknown): error is Error {
	if (error instanceof GoogleApiError) return error.httpStatus !== 401;
	return error instanceof ConnectionError || error instanceof ConfigurationError;
}

const seeAll: SeeTexts<string[]> = (texts, see) => texts.forEach((text) => see(text));

interface Counted {
	/** Of examples. */
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
	const read = `Only the first ${Math.round(share * 100)} % of '${data.trainingUri}' were read.`;
	const scaled = { tokens: Math.round(tokens / share), by: by === 'count' ? ('sample' as const) : by };
	return { count, tokens: { ...scaled, how: `${how} ${read}` } };
}

/** Of a tuned model that is tuned on, what its base model costs. */
async function knownPrice(
	{ supports, get }: TuningBackend,
	source: TuningSpec['source'],
): Promise<TrainingPrice | undefined> {
	if (!supports.trainingPrices) return undefined;
	if ('baseModel' in source) return trainingPrice(source.baseModel);
	const baseModel = await get(source.tunedModel).then(
		(job) => job.baseModel ?? '',
		(error: unknown) => {
			if (isRefusal(error)) return '';
			throw error;
		},
	);
	return trainingPrice(baseModel);
}

function toPlan(spec: TuningSpec, examples: number, { defaults }: Capabilities): TrainingPlan {
	const { epochCount = defaults.epochCount, batchSize = defaults.batchSize } = spec;
	const assumed = [
		...(spec.epochCount === undefined && epochCount !== null ? [`${epochCount} epochs`] : []),
		...(spec.batchSize === undefined && batchSize !== null ? [`batches of ${batchSize}`] : []),
	];
	return { examples, epochCount, batchSize, assumed };
}

/** @throws NodeOperationError when a job would cost more than the user allows, or nobody can tell */
export function refuseAboveLimit(
	context: IExecuteFunctions,
	estimated: Estimate | null,
	{ limit }: Spending,
): void {
	if (limit === undefined) return;
	const why = estimated ? overLimit(estimated, limit) : unreadable(limit);
	if (why === undefined) return;
	throw new NodeOperationError(context.getNode(), why, {
		description: [estimated?.note, 'Nothing was created or uploaded.'].filter(Boolean).join(' '),
	});
}

function unreadable(limit: number): string {
	return `'Spending Limit (USD)' is ${limit}, and the cost cannot be told: the dataset in Cloud Storage cannot be read, or holds more than texts. Make it readable, or remove the limit.`;
}
