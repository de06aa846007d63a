import { advice } from '../advice';
import type { Ledger } from '../ledger';
import type { Kept } from './kept';

/**
 * Finds examples to learn from whose input the model is measured by as well.
 *
 * @param prompts for each example, the index of the first with the same input
 */
export function checkOverlap(
	{ examples, isGone, note }: Kept,
	prompts: Int32Array,
	isApart: (index: number) => boolean,
	ledger: Ledger,
): void {
	if (ledger.actionOf('inTrainingAndValidation') === 'off') return;
	const isMeasured = new Uint8Array(examples.length);
	prompts.forEach((first, index) => {
		if (isApart(index) && !isGone(index)) isMeasured[first] = 1;
	});
	const trail = ledger.trail(
		'inTrainingAndValidation',
		(rows, action) =>
			`The model would learn from inputs by which it is measured too, in ${rows}, and look better than it is. ${advice(action, 'Take them out of one of both.')}`,
	);
	note(trail, (index) => !isApart(index) && isMeasured[prompts[index] ?? index] === 1);
}
