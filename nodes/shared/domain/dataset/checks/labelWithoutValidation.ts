import type { Check } from '../check';
import type { Example } from '../dataset';
import { countLabels } from '../whole/outputLabels';

export const labelWithoutValidation: Check = {
	title: 'Label Without Validation',
	description: 'Outputs that many rows share, but no row of the validation set',
	actions: ['stop', 'report', 'off'],
	default: 'report',
	needs: ({ validation }) => validation !== undefined,
	isDescriptive: true,
	result({ data: { examples, validation = [] }, recipe, isSplit }) {
		if (!isSplit || !recipe.limits.validation) return undefined;
		if (validation.length === 0)
			return { message: 'The validation set has no row. Add rows, or choose a larger share.' };
		const counts = countLabels(examples, validation);
		const isMissing = ({ output }: Example) => counts?.get(output)?.validation === 0;
		const missing = examples.filter(isMissing);
		if (missing.length === 0) return undefined;
		const items = missing.map(({ item }) => item);
		const labels = new Set(missing.map(({ output }) => output)).size;
		const [subject, pronoun, these] =
			labels === 1
				? ['One label has', 'it', 'this label']
				: [`${labels} labels have`, 'them', 'these labels'];
		const message = `${subject} no row for validation, so the model isn't evaluated on ${pronoun}: ${recipe.describe(items)}. Add rows with ${these}, or choose a larger share for validation.`;
		return { message, items };
	},
};
