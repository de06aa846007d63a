import type { Example } from '../dataset';
import type { Lanes } from '../hashes';

export function isSamePrompt(one: Example, other: Example): boolean {
	return (
		one.input === other.input &&
		one.systemInstruction === other.systemInstruction &&
		isSameEarlier(one.earlier, other.earlier)
	);
}

export function isSameAnswer(one: Example, other: Example): boolean {
	return one.output === other.output && one.rejected === other.rejected;
}

function isSameEarlier(one: Example['earlier'], other: Example['earlier']): boolean {
	if (one === undefined || other === undefined) return one === other;
	return one.length === other.length && one.every(({ text }, index) => text === other[index]?.text);
}

/**
 * For each example, the index of the first one that is the same. Takes linear time and about 16 bytes per example.
 *
 * @param hashes equal for examples that are the same
 */
export function firstOfEach(
	examples: readonly Example[],
	{ low, high }: Lanes,
	isSame: (one: Example, other: Example) => boolean,
): Int32Array {
	const firsts = new Int32Array(examples.length);
	const mask = 2 ** Math.ceil(Math.log2(examples.length * 1.5 + 2)) - 1;
	/** Index of an example plus one; 0 for a free slot. */
	const slots = new Int32Array(mask + 1);
	examples.forEach((example, index) => {
		let slot = (high[index] ?? 0) & mask;
		for (;;) {
			const taken = (slots[slot] ?? 0) - 1;
			const other = taken < 0 ? undefined : examples[taken];
			if (other === undefined) {
				slots[slot] = index + 1;
				firsts[index] = index;
				return;
			}
			if (low[taken] === low[index] && high[taken] === high[index] && isSame(other, example)) {
				firsts[index] = taken;
				return;
			}
			slot = (slot + 1) & mask;
		}
	});
	return firsts;
}
