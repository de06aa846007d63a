import { count } from '../../count';
import { advice } from '../advice';
import type { Ledger } from '../ledger';
import type { Kept } from './kept';
import { findNear } from './near/findNear';

/**
 * Finds examples that are nearly an earlier one.
 *
 * @param isRepeated whether the example at an index is exactly an earlier one, which is told elsewhere
 */
export function checkNearDuplicates(
	{ examples, isGone, note }: Kept,
	isRepeated: (index: number) => boolean,
	isApart: (index: number) => boolean,
	ledger: Ledger,
): void {
	if (ledger.actionOf('nearDuplicate') === 'off') return;
	const near = findNear(examples, (index) => isGone(index) || isRepeated(index));
	const first = near.findIndex((other) => other >= 0);
	if (first < 0) return;
	const pair = [near[first] ?? 0, first].map((index) => ledger.describe([examples[index]?.item ?? 0]));
	const across = near.reduce(
		(sum, other, index) => (other >= 0 && isApart(other) !== isApart(index) ? sum + 1 : sum),
		0,
	);
	const leak =
		across === 0
			? ''
			: ` ${count(across)} of them and the earlier row are on different sides of training and validation.`;
	const trail = ledger.trail(
		'nearDuplicate',
		(rows, action) =>
			`Nearly the same as an earlier row is what stands in ${rows}; ${pair[1]}, for example, is nearly ${pair[0]}.${leak} ${advice(action, 'Filter the repetitions out unless the small differences matter.')}`,
	);
	note(trail, (index) => (near[index] ?? -1) >= 0);
}
