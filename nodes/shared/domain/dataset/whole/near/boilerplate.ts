import type { Example } from '../../dataset';
import type { Shingles } from './shingles';

/** So many examples, spread evenly, stand for all. */
const sampleSize = 256;
/** With fewer examples, nothing is known to be shared. */
const fewest = 20;
/** What stands in more than this share of them says nothing about one. */
const commonShare = 0.5;

/** What most examples share word for word: the words of a template. */
export function commonShingles(
	examples: readonly Example[],
	shinglesOf: (example: Example) => Shingles,
): ReadonlySet<number> {
	const counts = new Map<number, number>();
	const sample = Math.min(examples.length, sampleSize);
	for (let taken = 0; taken < sample; taken++) {
		const example = examples[Math.floor((taken * examples.length) / sample)];
		if (!example) continue;
		const { hashes, length } = shinglesOf(example);
		for (const hash of new Set(hashes.subarray(0, length))) counts.set(hash, (counts.get(hash) ?? 0) + 1);
	}
	if (sample < fewest) return new Set();
	return new Set([...counts].filter(([, count]) => count > sample * commonShare).map(([hash]) => hash));
}
