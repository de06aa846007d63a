import type { Example } from '../dataset';
import { createHasher } from '../hasher';
import type { Lanes } from '../hashes';
import type { Split } from '../preparation';
import { trimmed } from '../checks/whiteSpace';

/**
 * Splits examples by their inputs alone, so that the other rows and their order have no influence.
 *
 * @param inputs hashes of the inputs
 * @returns 1 for each example of the validation set, 0 for the others
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
		// A row stays in its set when its white space is fixed.
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
