import { count } from '../../count';
import type { Check } from '../check';

/** Google's recommendation for both services: ai.google.dev/gemini-api/docs/model-tuning (2025-04-16), docs.cloud.google.com on supervised fine-tuning. */
const recommended = 100;

export const tooFewExamples: Check = {
	title: 'Too Few Examples',
	description: `Fewer than the ${recommended} training examples that Google recommends`,
	actions: ['stop', 'report', 'off'],
	default: 'report',
	isDescriptive: true,
	result({ data: { examples } }) {
		const { length } = examples;
		if (length === 0 || length >= recommended) return undefined;
		return {
			message: `There ${length === 1 ? 'is one training example' : `are ${count(length)} training examples`}, and Google recommends at least ${recommended}. Add rows if the tuned model isn't better than its base model.`,
		};
	},
};
