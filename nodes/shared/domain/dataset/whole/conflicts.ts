import type { Example } from '../dataset';
import { advice } from '../advice';
import type { Ledger } from '../ledger';
import { isSameAnswer } from '../sameness';
import type { Kept } from './kept';

/** @param prompts for each example, the index of the first with the same input */
export function checkConflicts({ examples, isGone, note }: Kept, prompts: Int32Array, ledger: Ledger): void {
	if (ledger.actionOf('conflictingOutputs') === 'off') return;
	/** By the first of each input: the example that speaks for it, and whether another contradicts. */
	const speaker = new Int32Array(examples.length).fill(-1);
	const isContested = new Uint8Array(examples.length);
	examples.forEach((example, index) => {
		const first = prompts[index] ?? index;
		const spoken = examples[speaker[first] ?? -1];
		if (isGone(index)) return;
		if (spoken === undefined) speaker[first] = index;
		else if (contradicts(spoken, example)) isContested[first] = 1;
	});
	const trail = ledger.trail(
		'conflictingOutputs',
		(rows, action) =>
			`The same input has different outputs in ${rows}, so that the model learns neither. ${advice(action, 'Keep the right one.')}`,
	);
	note(trail, (index) => isContested[prompts[index] ?? index] === 1);
}

/** Many pairs for one input are usual in preference tuning, unless one prefers what the other rejects. */
function contradicts(one: Example, other: Example): boolean {
	if (one.rejected === undefined) return !isSameAnswer(one, other);
	return one.output === other.rejected || one.rejected === other.output;
}
