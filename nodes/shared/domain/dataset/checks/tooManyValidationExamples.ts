import { count } from '../../count';
import type { Check } from '../check';

export const tooManyValidationExamples: Check = {
	title: 'Too Many Validation Examples',
	description: 'A larger validation set than the service supports',
	actions: ['stop'],
	default: 'stop',
	result({ data: { examples, validation = [] }, recipe: { limits } }) {
		if (!limits.validation) return undefined;
		const { freeExamples, share } = limits.validation;
		const limit = Math.min(
			limits.validation.examples,
			Math.max(freeExamples, Math.floor(examples.length * share)),
		);
		if (validation.length <= limit) return undefined;
		return {
			message: `There are ${count(validation.length)} validation examples to ${count(examples.length)} training examples, and the limit is ${count(limit)}. Use fewer rows for validation.`,
		};
	},
};
