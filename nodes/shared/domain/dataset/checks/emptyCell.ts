import type { Check } from '../check';
import { advice } from '../check';

/** A constant, because a pattern per row would take as much memory as the rows. */
const visible = /\S/;

export const emptyCell: Check = {
	title: 'Empty Cells',
	description: 'Inputs or outputs without text',
	actions: ['stop', 'drop'],
	default: 'stop',
	texts: [
		{
			step: 'length',
			sides: ['input', 'output', 'rejected', 'earlier'],
			finds: (text) => !visible.test(text),
			message: (subject, rows, action) =>
				`${subject} is empty in ${rows}. ${advice(action, 'Fill in the cells or filter these rows out before this node.')}`,
		},
	],
};
