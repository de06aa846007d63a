import type { Example } from '../dataset';
import type { Lanes } from '../hashes';

/** Some examples with their hashes. */
export function select(
	examples: readonly Example[],
	{ low, high }: Lanes,
	isWanted: (index: number) => boolean,
): { examples: Example[]; hashes: Lanes } {
	const hashes: Lanes = { low: new Int32Array(examples.length), high: new Int32Array(examples.length) };
	const selected: Example[] = [];
	examples.forEach((example, index) => {
		if (!isWanted(index)) return;
		hashes.low[selected.length] = low[index] ?? 0;
		hashes.high[selected.length] = high[index] ?? 0;
		selected.push(example);
	});
	const { length } = selected;
	return {
		examples: selected,
		hashes: { low: hashes.low.subarray(0, length), high: hashes.high.subarray(0, length) },
	};
}
