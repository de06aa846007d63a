import { advice } from '../advice';
import { mendEncoding } from './mojibake';
import type { TextCheck } from './textCheck';
import { traits } from './traits';

/** Half an emoji cannot be written in UTF-8: it would be refused, or replaced without a word. */
const halves = /\p{Surrogate}/u;
const allHalves = /\p{Surrogate}/gu;

export const halfCharacter: TextCheck = {
	check: 'halfCharacter',
	needs: traits.beyondAscii,
	finds: (text) => halves.test(text),
	mend: (text) => text.replace(allHalves, ''),
	tell: (subject, rows, action) =>
		`${subject} holds half a character in ${rows}, as texts do that were cut off inside an emoji. ${advice(action, 'Cut them elsewhere or filter these rows out before this node.', 'The halves were taken away.')}`,
};

export const brokenEncoding: TextCheck = {
	check: 'brokenEncoding',
	needs: traits.beyondAscii,
	finds: (text) => mendEncoding(text) !== text,
	mend: mendEncoding,
	tell: (subject, rows, action) =>
		`${subject} was read in the wrong encoding in ${rows}, so that 'Ã©' stands where 'é' should. ${advice(action, 'Read the file as UTF-8, or let this check mend what it can.', 'It was decoded again.')}`,
};

/** What was lost before cannot be brought back. */
export const lostCharacter: TextCheck = {
	check: 'brokenEncoding',
	needs: traits.beyondAscii,
	finds: (text) => text.includes('\ufffd'),
	tell: (subject, rows, action) =>
		`${subject} holds '\ufffd' in ${rows}, which stands for characters that were lost when the text was read. ${advice(action, 'Read the source in its own encoding.')}`,
};
