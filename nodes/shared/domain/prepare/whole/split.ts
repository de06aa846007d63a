import type { Example } from '../../dataset';
import { createHasher } from '../hasher';
import type { Split } from '../recipe';
import { trimmed } from '../texts/whiteSpace';

/** Whether an example is one the model is measured by: its input alone says so, whatever else there is and in whatever order. */
export function splitter({ validationShare, seed }: Split): (example: Example) => boolean {
	const hasher = createHasher();
	const threshold = validationShare * 2 ** 32;
	return ({ input }) => {
		hasher.reset();
		hasher.add(seed);
		// A row keeps its side when its white space is mended.
		hasher.add(trimmed(input));
		return hasher.high() >>> 0 < threshold;
	};
}
