import type { Check } from '../check';
import { advice } from '../check';

export const sameAnswers: Check = {
	title: 'Same Answers',
	description: 'Chosen and rejected answers that are the same',
	actions: ['stop', 'drop'],
	default: 'stop',
	where: 'preference',
	example({ reading }) {
		const place =
			reading.form === 'columns'
				? `The columns '${reading.columns.output}' and '${reading.columns.rejected}'`
				: 'The chosen and the rejected answer';
		return {
			finds: ({ output, rejected }) => rejected !== undefined && rejected.trim() === output.trim(),
			message: (rows, action) =>
				`${place} contain the same answer in ${rows}, which shows no preference. ${advice(action, 'Filter these rows out before this node.')}`,
		};
	},
};
