import { advice } from '../advice';
import type { TextCheck } from './textCheck';

const space = 0x20;
const firstBeyondAscii = 0x80;

/** Whether a text may begin or end with white space, told without making another. */
function mayNeedTrim(text: string): boolean {
	return isSuspect(text.charCodeAt(0)) || isSuspect(text.charCodeAt(text.length - 1));
}

function isSuspect(unit: number): boolean {
	return unit <= space || unit >= firstBeyondAscii;
}

/** A text without white space around it; the same one where there is none. */
export function trimmed(text: string): string {
	return mayNeedTrim(text) ? text.trim() : text;
}

/** A text of nothing but white space is an empty cell. */
export const whiteSpace: TextCheck = {
	check: 'whiteSpace',
	finds(text) {
		const { length } = trimmed(text);
		return length < text.length && length > 0;
	},
	mend: trimmed,
	tell: (subject, rows, action) =>
		`${subject} begins or ends with white space in ${rows}, which the model learns with the rest. ${advice(action, 'Trim the cells.', 'It was taken away.')}`,
};
