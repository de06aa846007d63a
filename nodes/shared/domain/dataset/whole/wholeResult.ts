import type { Dataset, Example } from '../dataset';
import type { Ledger } from '../ledger';
import type { Recipe } from '../preparation';
import { tellFewExamples, tellManyBytes, tellManyValidationExamples } from './sizes';
import { checkLabels } from './validationLabels';

/** Looks at what came out: its sizes, its parts. */
export function checkResult(data: Dataset, recipe: Recipe, ledger: Ledger): void {
	const { examples, validation = [] } = data;
	const { limits } = recipe;
	const isSplit = recipe.validationColumn !== undefined || (recipe.split?.validationShare ?? 0) > 0;
	if (examples.length === 0) ledger.tell('noExamples', tellNothing(recipe, validation.length, ledger));
	else ledger.tell('tooFewExamples', tellFewExamples(examples.length));
	if (mostBytes(data) > limits.totalBytes)
		ledger.tell('tooManyBytes', tellManyBytes(recipe.bytesOf(data), limits.totalBytes));
	if (!isSplit) return;
	if (!limits.validation) {
		ledger.tell('unsupported', 'This API keeps no examples apart: the model learns from all rows.', 'report');
		return;
	}
	ledger.tell(
		'tooManyValidationExamples',
		tellManyValidationExamples(examples.length, validation.length, limits.validation),
	);
	if (validation.length > 0) checkLabels(examples, validation, ledger);
	else
		ledger.tell(
			'labelWithoutValidation',
			'No row is kept for validation. Add rows, or choose a larger share.',
		);
}

/** Where rows could not be read, that has been said. */
function tellNothing({ validationColumn }: Recipe, validation: number, ledger: Ledger): string | undefined {
	if (validation > 0 && validationColumn !== undefined)
		return "All rows are marked for validation by 'Validation Column'. Leave some to learn from.";
	if (validation > 0)
		return 'All rows are drawn for validation. Choose a smaller share, so that some are left to learn from.';
	const isSaid = ledger.findings().some(({ action }) => action === 'stop');
	return isSaid ? undefined : 'All rows are left out: none is left to learn from.';
}

/** What a service writes around the texts of an example takes less. */
const mostBytesAround = 1_024;
/** A character of UTF-16 as `\u0000`. */
const mostBytesPerUnit = 6;

/** More than examples can take as they travel, so that most datasets need not be written to be measured. */
function mostBytes({ examples, validation = [] }: Dataset): number {
	return sizeOf(examples) + sizeOf(validation);
}

function sizeOf(examples: readonly Example[]): number {
	let units = 0;
	examples.forEach(({ input, output, rejected = '', systemInstruction = '', earlier }) => {
		units += input.length + output.length + rejected.length + systemInstruction.length;
		earlier?.forEach(({ text }) => (units += text.length + mostBytesAround));
	});
	return units * mostBytesPerUnit + examples.length * mostBytesAround;
}
