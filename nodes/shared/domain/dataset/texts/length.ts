import { characters, isLonger } from '../../characters';
import { count } from '../../count';
import { advice } from '../advice';
import type { TextCheck } from './textCheck';

/** Made once: for 100,000 rows, one for each would hold as much memory as the rows. */
const visible = /\S/;

export const emptyCell: TextCheck = {
	check: 'emptyCell',
	finds: (text) => !visible.test(text),
	tell: (subject, rows, action) =>
		`${subject} is empty in ${rows}. ${advice(action, 'Fill in the cells or filter these rows out before this node.')}`,
};

/** @param limit in characters */
export function tooLong(limit: number): TextCheck {
	let longest = 0;
	return {
		check: 'tooLong',
		finds(text) {
			if (!isLonger(text, limit)) return false;
			longest = Math.max(longest, characters(text));
			return true;
		},
		tell: (subject, rows, action) =>
			`${subject} is too long in ${rows}: up to ${count(longest)} characters, and the limit is ${count(limit)}. ${advice(action, 'Shorten the cells or filter these rows out before this node.')}`,
	};
}
