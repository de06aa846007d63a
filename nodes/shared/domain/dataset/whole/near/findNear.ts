import type { Example } from '../../dataset';
import { createBuckets } from './signatureBuckets';
import { createHashSet } from './hashSet';
import type { Shingles } from './shingles';
import { createShingler } from './shingles';
import { bands, createSignature } from './signature';

/** Share of the words of two examples that both must have. */
const nearShare = 0.8;

/**
 * For each example, the index of an earlier one that is nearly the same, or -1. Nearly the same means the same words, or all but
 * about one in thirty. The time is linear in the number of words and doesn't depend on how many examples are similar. The result
 * isn't random. It misses a few pairs: about 7 of 100 at the limit, and fewer the more two examples have in common.
 *
 * @param isSkipped whether to skip an example
 */
export function findNear(examples: readonly Example[], isSkipped: (index: number) => boolean): Int32Array {
	const near = new Int32Array(examples.length).fill(-1);
	const shinglesOf = createShingler();
	const common = commonShingles(examples, shinglesOf);
	const [own, theirs] = [createHashSet(), createHashSet()];
	const signature = createSignature();
	const buckets = Array.from({ length: bands }, () => createBuckets(examples.length));
	let ownSize = 0;

	function isNear(index: number): boolean {
		const example = examples[index];
		if (!example) return false;
		const { hashes, length } = shinglesOf(example);
		theirs.clear();
		let size = 0;
		let both = 0;
		for (let place = 0; place < length; place++) {
			const hash = hashes[place] ?? 0;
			if (common.has(hash) || !theirs.add(hash)) continue;
			size++;
			if (own.has(hash)) both++;
		}
		return both >= nearShare * (ownSize + size - both);
	}

	function take(example: Example): void {
		const { hashes, length } = shinglesOf(example);
		own.clear();
		signature.clear();
		ownSize = 0;
		for (let place = 0; place < length; place++) {
			const hash = hashes[place] ?? 0;
			if (common.has(hash) || !own.add(hash)) continue;
			ownSize++;
			signature.add(hash);
		}
	}

	examples.forEach((example, index) => {
		if (isSkipped(index)) return;
		take(example);
		if (ownSize === 0) return;
		for (let band = 0; band < bands; band++) {
			const found = buckets[band]?.find(signature.band(band), isNear) ?? -1;
			if (found < 0) continue;
			near[index] = found;
			return;
		}
		for (let band = 0; band < bands; band++) buckets[band]?.add(signature.band(band), index);
	});
	return near;
}

/** Size of the sample, spread evenly over the examples. */
const sampleSize = 256;
/** With fewer examples, no word counts as common. */
const fewest = 20;
/** Words in more than this share of the sample don't distinguish examples. */
const commonShare = 0.5;

/** Finds the words that most examples share, such as those of a template. */
function commonShingles(
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
