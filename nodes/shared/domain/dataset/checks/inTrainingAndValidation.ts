import type { Check } from '../check';
import { advice } from '../check';

export const inTrainingAndValidation: Check = {
	title: 'In Training and Validation',
	description: 'Training examples whose input is also in the validation set',
	actions: ['stop', 'drop', 'report', 'off'],
	default: 'report',
	needs: ({ validation }) => validation !== undefined,
	isDescriptive: true,
	whole({ examples, firstPrompts, isDropped, isValidation }) {
		const prompts = firstPrompts();
		/** By the index of the first example with a prompt. */
		const isInValidation = new Uint8Array(examples.length);
		prompts.forEach((first, index) => {
			if (isValidation(index) && !isDropped(index)) isInValidation[first] = 1;
		});
		return {
			isFound: (index) => !isValidation(index) && isInValidation[prompts[index] ?? index] === 1,
			message: (rows, action) =>
				`Inputs of the validation set are also in the training set, in ${rows}, so the model looks better than it is. ${advice(action, 'Remove them from one of the sets.')}`,
		};
	},
};
