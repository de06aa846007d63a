import type { Example } from '../../dataset';
import type { Hasher } from '../hasher';
import { createHasher } from '../hasher';

/**
 * For each example, the index of the first that is the same. Takes as many steps as there are examples, and twelve bytes or so for
 * each.
 */
export function firstOfEach(
	examples: readonly Example[],
	addTo: (hasher: Hasher, example: Example) => void,
	isSame: (one: Example, other: Example) => boolean,
): Int32Array {
	const hasher = createHasher();
	const hashes = new Int32Array(examples.length);
	const firsts = new Int32Array(examples.length);
	const mask = 2 ** Math.ceil(Math.log2(examples.length * 2 + 2)) - 1;
	/** Index of an example plus one; 0 where there is none. */
	const slots = new Int32Array(mask + 1);
	examples.forEach((example, index) => {
		hasher.reset();
		addTo(hasher, example);
		const hash = hasher.low();
		hashes[index] = hash;
		let slot = hasher.high() & mask;
		for (;;) {
			const taken = (slots[slot] ?? 0) - 1;
			const other = taken < 0 ? undefined : examples[taken];
			if (other === undefined) {
				slots[slot] = index + 1;
				firsts[index] = index;
				return;
			}
			if (hashes[taken] === hash && isSame(other, example)) {
				firsts[index] = taken;
				return;
			}
			slot = (slot + 1) & mask;
		}
	});
	return firsts;
}
