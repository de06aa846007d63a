import type { Ledger } from '../ledger';
import { addPrompt, isSamePrompt } from '../rowHash';
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
export function checkWhole(kept: Kept, isApart: (index: number) => boolean, ledger: Ledger): void {
	const isRepeated = checkDuplicates(kept, ledger);
	const prompts = firstOfEach(kept.examples, addPrompt, isSamePrompt);
	checkConflicts(kept, prompts, ledger);
	checkNearDuplicates(kept, isRepeated, isApart, ledger);
	checkOverlap(kept, prompts, isApart, ledger);
	checkDominant(kept, ledger);
}
