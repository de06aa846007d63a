import type { Example } from '../dataset';
import { createHasher } from '../hasher';
import type { Lanes } from '../hashes';
import type { Split } from '../preparation';
import { trimmed } from '../texts/whiteSpace';

/**
 * For each example, 1 where the model is measured by it: its input alone says so, whatever else there is and in whatever order.
 *
 * @param inputs hashes of the inputs
 */
export function drawSides(
	examples: readonly Example[],
	inputs: Lanes,
	{ validationShare, seed }: Split,
): Uint8Array {
	const sides = new Uint8Array(examples.length);
	const hasher = createHasher();
	const threshold = validationShare * 2 ** 32;
	hasher.add(seed);
	const [low, high] = [hasher.low(), hasher.high()];
	examples.forEach(({ input }, index) => {
		// A row keeps its side when its white space is mended.
		const text = trimmed(input);
		const isWhole = text.length === input.length;
		hasher.reset();
		if (!isWhole) hasher.add(text);
		const inputLow = isWhole ? (inputs.low[index] ?? 0) : hasher.low();
		const inputHigh = isWhole ? (inputs.high[index] ?? 0) : hasher.high();
		hasher.reset();
		hasher.addNumber(inputLow ^ low);
		hasher.addNumber(inputHigh ^ high);
		sides[index] = hasher.high() >>> 0 < threshold ? 1 : 0;
	});
	return sides;
}
