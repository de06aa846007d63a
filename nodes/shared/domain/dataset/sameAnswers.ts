import type { Example } from './dataset';
import { advice } from './advice';
import type { Ledger } from './ledger';
import type { Reading } from './preparation';

/** Finds pairs that show no preference. */
export function openAnswerCheck(ledger: Ledger, reading: Reading): (example: Example) => void {
	const where =
		reading.form === 'columns'
			? `The columns '${reading.columns.output}' and '${reading.columns.rejected}' hold`
			: 'The better and the worse answer are';
	const trail = ledger.trail(
		'sameAnswers',
		(rows, action) =>
			`${where} the same answer in ${rows}, which shows no preference. ${advice(action, 'Filter these rows out before this node.')}`,
	);
	return ({ item, output, rejected }) => {
		if (rejected !== undefined && rejected.trim() === output.trim()) ledger.note(trail, item);
	};
}
