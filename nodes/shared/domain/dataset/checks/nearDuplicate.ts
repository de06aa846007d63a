import { count } from '../../count';
import type { Check } from '../check';
import { advice } from '../check';
import { findNear } from '../whole/near/findNear';

export const nearDuplicate: Check = {
	title: 'Near Duplicates',
	description: 'Examples that are almost the same',
	actions: ['stop', 'drop', 'report', 'off'],
	default: 'report',
	isDescriptive: true,
	whole({ examples, isDropped, isRepeated, isValidation, describe }) {
		const near = findNear(examples, (index) => isDropped(index) || isRepeated(index));
		const first = near.findIndex((other) => other >= 0);
		if (first < 0) return undefined;
		const [row, earlier] = [first, near[first] ?? 0].map((index) => describe([examples[index]?.item ?? 0]));
		const across = near.reduce(
			(sum, other, index) => (other >= 0 && isValidation(other) !== isValidation(index) ? sum + 1 : sum),
			0,
		);
		const leak =
			across === 0
				? ''
				: ` ${count(across)} of them and the earlier row are in different sets, training and validation.`;
		return {
			isFound: (index) => (near[index] ?? -1) >= 0,
			message: (rows, action) =>
				`Examples in ${rows} are nearly the same as an earlier one. For example, ${row} is nearly ${earlier}.${leak} ${advice(action, 'Filter the repetitions out unless the small differences matter.')}`,
		};
	},
};
