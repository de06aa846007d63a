import type { Check, Result } from '../check';

export const noExamples: Check = {
	title: 'No Examples',
	description: 'No row for training',
	actions: ['stop'],
	default: 'stop',
	result(result) {
		const message = result.data.examples.length === 0 ? reasonOf(result) : undefined;
		return message === undefined ? undefined : { message };
	},
};

/** Undefined if another finding already explains why no example is left. */
function reasonOf({ data, recipe, isStopped }: Result): string | undefined {
	if (data.validation === undefined)
		return isStopped() ? undefined : 'All rows are dropped, so no row is left for training.';
	return recipe.validationColumn === undefined
		? 'All rows are selected for validation. Choose a smaller share, so that some rows are left for training.'
		: "All rows are marked for validation by 'Validation Column'. Leave some rows for training.";
}
