import type { Check } from '../check';
import { advice } from '../check';

const space = 0x20;
const firstBeyondAscii = 0x80;

/** Whether a text can begin or end with white space. Decides without copying the text. */
function mayNeedTrim(text: string): boolean {
	return isSuspect(text.charCodeAt(0)) || isSuspect(text.charCodeAt(text.length - 1));
}

function isSuspect(unit: number): boolean {
	return unit <= space || unit >= firstBeyondAscii;
}

/** Removes white space around a text. */
export function trimmed(text: string): string {
	return mayNeedTrim(text) ? text.trim() : text;
}

export const whiteSpace: Check = {
	title: 'White Space',
	description: 'Spaces and line breaks around texts',
	actions: ['stop', 'drop', 'fix', 'report', 'off'],
	default: 'report',
	isDescriptive: true,
	texts: [
		{
			step: 'trim',
			// A text of white space alone is an empty cell.
			finds(text) {
				const { length } = trimmed(text);
				return length < text.length && length > 0;
			},
			fix: trimmed,
			message: (subject, rows, action) =>
				`${subject} begins or ends with white space in ${rows}, which the model learns, too. ${advice(action, 'Trim the cells.', 'The white space was removed.')}`,
		},
	],
};
