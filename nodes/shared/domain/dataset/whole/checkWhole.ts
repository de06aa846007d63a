import type { WholeData } from '../check';
import { checkNames, checks } from '../checkList';
import type { Dataset, Example } from '../dataset';
import type { Hashes } from '../hashes';
import type { Ledger } from '../ledger';
import type { Recipe } from '../preparation';
import type { DroppedRow } from '../prepared';
import { firstOfEach, isSameAnswer, isSamePrompt } from './groups';

/**
 * Runs the checks that compare all examples.
 *
 * @param isValidation whether the example at an index is in the validation set
 * @param dropped receives the rows that these checks drop
 * @returns whether a check dropped the example at an index
 */
export function checkWhole(
	examples: readonly Example[],
	hashes: Hashes,
	isValidation: (index: number) => boolean,
	ledger: Ledger,
	dropped: DroppedRow[],
): (index: number) => boolean {
	const gone = new Uint8Array(examples.length);
	const isDropped = (index: number) => gone[index] === 1;
	const firstRows = once(() =>
		firstOfEach(examples, hashes.row, (one, other) => isSamePrompt(one, other) && isSameAnswer(one, other)),
	);
	const data: WholeData = {
		examples,
		hashes,
		firstPrompts: once(() => firstOfEach(examples, hashes.prompt, isSamePrompt)),
		isRepeated: (index) => firstRows()[index] !== index,
		isDropped,
		isValidation,
		describe: ledger.describe,
	};
	for (const name of checkNames) {
		const found = ledger.actionOf(name) === 'off' ? undefined : checks[name].whole?.(data);
		if (!found) continue;
		const trail = ledger.trail(name, found.message);
		examples.forEach(({ item }, index) => {
			if (isDropped(index) || !found.isFound(index)) return;
			ledger.note(trail, item);
			const reason = ledger.takeReason();
			if (reason === undefined) return;
			gone[index] = 1;
			dropped.push({ item, check: reason });
		});
	}
	return isDropped;
}

function once<T>(compute: () => T): () => T {
	let computed: T | undefined;
	return () => (computed ??= compute());
}

/** Runs the checks of the finished dataset. */
export function checkResult(data: Dataset, recipe: Recipe, ledger: Ledger): void {
	const isSplit = recipe.validationColumn !== undefined || (recipe.split?.validationShare ?? 0) > 0;
	if (isSplit && !recipe.limits.validation) {
		const message = "This API doesn't support a validation set. All rows are used for training.";
		ledger.report('unsupported', { message }, 'report');
	}
	const isStopped = () => ledger.findings().some(({ action }) => action === 'stop');
	for (const name of checkNames) {
		const isOff = ledger.actionOf(name) === 'off';
		const found = isOff ? undefined : checks[name].result?.({ data, recipe, isSplit, isStopped });
		if (found) ledger.report(name, found);
	}
}
