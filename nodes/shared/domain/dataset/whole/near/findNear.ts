import type { Example } from '../../dataset';
import { commonShingles } from './boilerplate';
import { createBuckets } from './signatureBuckets';
import { createHashSet } from './hashSet';
import { createShingler } from './shingles';
import { bands, createSignature } from './signature';

/** Share of what two examples consist of that must be common to both. */
const nearShare = 0.8;

/**
 * For each example, the index of an earlier one that is nearly the same, or -1: the same words, or all but one in thirty or so.
 * Takes as many steps as there are words, however many examples are alike. Nothing is drawn at random. A few pairs are missed: about
 * 7 of 100 just at the limit, fewer the more two examples have in common.
 *
 * @param isLeftOut examples to overlook
 */
export function findNear(examples: readonly Example[], isLeftOut: (index: number) => boolean): Int32Array {
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
		if (isLeftOut(index)) return;
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
