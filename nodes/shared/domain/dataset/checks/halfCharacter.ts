import type { Check } from '../check';
import { advice } from '../check';
import { traits } from '../texts/traits';

/** UTF-8 has no form for half an emoji: Google would reject or replace it. */
const half = /\p{Surrogate}/u;
const halves = /\p{Surrogate}/gu;

export const halfCharacter: Check = {
	title: 'Half Characters',
	description: 'Texts that were cut off inside an emoji',
	actions: ['stop', 'drop', 'fix'],
	default: 'stop',
	texts: [
		{
			step: 'decode',
			traits: traits.beyondAscii,
			finds: (text) => half.test(text),
			fix: (text) => text.replace(halves, ''),
			message: (subject, rows, action) =>
				`${subject} contains half a character in ${rows}, because the text was cut off inside an emoji. ${advice(action, 'Cut the texts elsewhere or filter these rows out before this node.', 'The halves were removed.')}`,
		},
	],
};
