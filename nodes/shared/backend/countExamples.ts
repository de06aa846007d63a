/** How many tokens a dataset has, as the service itself counts them, at the price of a few requests. */

import type { TokenCount } from '../domain/estimate';
import type { SeeTexts } from '../domain/tokens';
import { ruledTokens } from '../domain/tokens';
import type { TuningBackend } from './backend';
import type { TuningSpec } from './tuning';

/** No dataset is counted with more. */
const mostCountRequests = 5;

/** About 50,000 tokens: far below what any model takes. */
const charactersPerRequest = 200_000;

/**
 * Counts all examples where few requests do, else some of them, evenly spread, from which the whole is told by proportion.
 *
 * @param examples those that are trained on
 * @returns undefined where the service counts nothing
 * @throws GoogleApiError, ConnectionError, ConfigurationError where it refuses
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
		// Texts without tokens there are not: such an answer must not make a job look free.
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
		how: `Google counted the tokens of ${sample.length} of ${examples.length} examples (${requests}); the rest is told by proportion.`,
	};
}

/** Of the room that the requests have, a sample is to take so much: what is left keeps it from being cut off. */
const fill = 0.9;

/** Steps of this size fall evenly on whatever rows repeat. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/** What goes into each request: all examples, or some from everywhere where they are too many. */
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
