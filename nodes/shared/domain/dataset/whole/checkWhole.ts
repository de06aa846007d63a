import type { Ledger } from '../ledger';
import type { Hashes } from '../hashes';
import { isSamePrompt } from '../sameness';
import { checkConflicts } from './conflicts';
import { checkDominant } from './dominant';
import { checkDuplicates } from './duplicates';
import { firstOfEach } from './groups';
import type { Kept } from './kept';
import { checkNearDuplicates } from './nearDuplicates';
import { checkOverlap } from './overlap';

/**
 * Looks for what only all examples together show.
 *
 * @param isApart whether the model is measured by the example at an index
 */
export function checkWhole(
	kept: Kept,
	hashes: Hashes,
	isApart: (index: number) => boolean,
	ledger: Ledger,
): void {
	const isRepeated = checkDuplicates(kept, hashes.row, ledger);
	const prompts = firstOfEach(kept.examples, hashes.prompt, isSamePrompt);
	checkConflicts(kept, prompts, ledger);
	checkNearDuplicates(kept, isRepeated, isApart, ledger);
	checkOverlap(kept, prompts, isApart, ledger);
	checkDominant(kept, hashes.output, ledger);
}
