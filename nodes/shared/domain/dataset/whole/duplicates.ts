import { advice } from '../advice';
import type { Ledger } from '../ledger';
import type { Lanes } from '../hashes';
import { isSameAnswer, isSamePrompt } from '../sameness';
import { firstOfEach } from './groups';
import type { Kept } from './kept';

/** @returns whether the example at an index repeats an earlier one */
export function checkDuplicates(kept: Kept, rowHashes: Lanes, ledger: Ledger): (index: number) => boolean {
	const firsts = firstOfEach(
		kept.examples,
		rowHashes,
		(one, other) => isSamePrompt(one, other) && isSameAnswer(one, other),
	);
	const trail = ledger.trail(
		'duplicate',
		(rows, action) =>
			`The same example stands in an earlier row and again in ${rows}, and counts as often. ${advice(action, 'Filter the repetitions out unless they are meant.')}`,
	);
	const isRepeated = (index: number) => firsts[index] !== index;
	if (trail.action !== 'off') kept.note(trail, isRepeated);
	return isRepeated;
}
