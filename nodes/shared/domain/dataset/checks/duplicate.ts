import type { Check } from '../check';
import { advice } from '../check';

export const duplicate: Check = {
	title: 'Duplicates',
	description: 'Examples that occur more than once',
	actions: ['stop', 'drop', 'report', 'off'],
	default: 'report',
	isDescriptive: true,
	whole: ({ isRepeated }) => ({
		isFound: isRepeated,
		message: (rows, action) =>
			`The same example as in an earlier row is in ${rows} and counts again. ${advice(action, 'Filter the repetitions out unless they are intended.')}`,
	}),
};
