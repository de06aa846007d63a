/** Counts a dataset's tokens with a few requests to the service. */

import type { TokenCount } from '../../domain/estimate';
import type { SeeTexts } from '../../domain/tokens';
import { ruledTokens } from '../../domain/tokens';
import type { TuningBackend } from '../backend';
import type { TuningSpec } from '../tuning';

/** Limit for one dataset. */
const mostCountRequests = 5;

/** About 50,000 tokens, far below every model's limit. */
const charactersPerRequest = 200_000;

/**
 * Counts all examples if a few requests are enough. Otherwise counts an evenly spread sample and estimates the rest in proportion.
 *
 * @param examples of the training set
 * @returns undefined if the service can't count
 * @throws GoogleApiError, ConnectionError, ConfigurationError if a request fails
 */
export async function countExamples<T>(
	backend: TuningBackend,
	source: TuningSpec['source'],
	examples: readonly T[],
	seeTexts: SeeTexts<T>,
): Promise<TokenCount | undefined> {
	const { countTokens } = backend;
	if (!countTokens) return undefined;
	const [model, checkpointId] =
		'baseModel' in source ? [source.baseModel, undefined] : [source.tunedModel, source.checkpointId];
	const batches = toBatches(examples, seeTexts);
	let counted = 0;
	for (const batch of batches) {
		const contents: Array<{ role: 'user'; parts: [{ text: string }] }> = [];
		const add = (text: string) => void (text && contents.push({ role: 'user', parts: [{ text }] }));
		batch.forEach((example) => seeTexts(example, add));
		const { totalTokens } = await countTokens(model, { contents }, checkpointId);
		// Every text has tokens: a count of 0 must not make a job look free.
		if (totalTokens <= 0) return undefined;
		counted += totalTokens;
	}
	const sample = batches.flat();
	const requests = `${batches.length} ${batches.length === 1 ? 'request' : 'requests'}`;
	if (sample.length === examples.length)
		return { tokens: counted, by: 'count', how: `Google counted the tokens of all examples (${requests}).` };
	const [whole, part] = [ruledTokens(examples, seeTexts), ruledTokens(sample, seeTexts)];
	return {
		tokens: Math.round((counted * whole) / Math.max(part, 1)),
		by: 'sample',
		how: `Google counted the tokens of ${sample.length} of ${examples.length} examples (${requests}). The rest is estimated in proportion.`,
	};
}

/** Share of the requests' capacity that a sample uses. The rest is a margin. */
const fill = 0.9;

/** Steps of this size spread evenly over rows with any repetition. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/** Distributes the examples over requests: all of them, or an evenly spread sample if there are too many. */
function toBatches<T>(examples: readonly T[], seeTexts: SeeTexts<T>): T[][] {
	let characters = 0;
	const add = (text: string) => void (characters += text.length);
	examples.forEach((example) => seeTexts(example, add));
	const all = characters;
	const share = (fill * mostCountRequests * charactersPerRequest) / all;
	const batches: T[][] = [];
	let room = 0;
	for (let index = 0; index < examples.length; index++) {
		const example = examples[index];
		if (example === undefined || (index * goldenRatio) % 1 >= share) continue;
		characters = 0;
		seeTexts(example, add);
		if (characters > room) {
			if (batches.length === mostCountRequests) break;
			batches.push([]);
			room = charactersPerRequest;
		}
		batches.at(-1)?.push(example);
		room -= characters;
	}
	return batches;
}
