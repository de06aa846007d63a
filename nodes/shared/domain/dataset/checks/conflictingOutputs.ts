import type { Check } from '../check';
import { advice } from '../check';
import type { Example } from '../dataset';
import { isSameAnswer } from '../whole/groups';

export const conflictingOutputs: Check = {
	title: 'Conflicting Outputs',
	description: 'The same input with different outputs',
	actions: ['stop', 'drop', 'report', 'off'],
	default: 'report',
	isDescriptive: true,
	whole({ examples, firstPrompts, isDropped }) {
		const prompts = firstPrompts();
		/** By the index of the first example with a prompt: the example that the others are compared with, and whether one differs. */
		const compared = new Int32Array(examples.length).fill(-1);
		const isContested = new Uint8Array(examples.length);
		examples.forEach((example, index) => {
			if (isDropped(index)) return;
			const first = prompts[index] ?? index;
			const other = examples[compared[first] ?? -1];
			if (other === undefined) compared[first] = index;
			else if (contradicts(other, example)) isContested[first] = 1;
		});
		return {
			isFound: (index) => isContested[prompts[index] ?? index] === 1,
			message: (rows, action) =>
				`The same input has different outputs in ${rows}, so the model learns none of them reliably. ${advice(action, 'Keep the right one.')}`,
		};
	},
};

/** Preference tuning often has several pairs per input. They conflict only if one pair prefers the output that the other rejects. */
function contradicts(one: Example, other: Example): boolean {
	if (one.rejected === undefined) return !isSameAnswer(one, other);
	return one.output === other.rejected || one.rejected === other.output;
}
