import { characters, isLonger } from '../../characters';
import { count } from '../../count';
import type { Check } from '../check';
import { advice } from '../check';

export const tooLong: Check = {
	title: 'Too Long',
	description: 'Texts above the limits of the model',
	actions: ['stop', 'drop'],
	default: 'stop',
	needs: ({ inputLength }) => Number.isFinite(inputLength),
	texts(side, { inputLength, outputLength }) {
		if (side === 'systemInstruction') return [];
		const limit = side === 'output' || side === 'rejected' ? outputLength : inputLength;
		let longest = 0;
		return [
			{
				step: 'length',
				finds(text) {
					if (!isLonger(text, limit)) return false;
					longest = Math.max(longest, characters(text));
					return true;
				},
				message: (subject, rows, action) =>
					`${subject} is too long in ${rows}: up to ${count(longest)} characters, and the limit is ${count(limit)}. ${advice(action, 'Shorten the cells or filter these rows out before this node.')}`,
			},
		];
	},
};
