import type { Example } from '../dataset';
import type { Ledger } from '../ledger';
import { countLabels } from './outputLabels';

/** @param validation the model is measured by these */
export function checkLabels(
	training: readonly Example[],
	validation: readonly Example[],
	ledger: Ledger,
): void {
	if (ledger.actionOf('labelWithoutValidation') === 'off') return;
	const counts = countLabels(training, validation);
	const isLeftOut = ({ output }: Example) => counts?.get(output)?.validation === 0;
	const items = training.filter(isLeftOut).map(({ item }) => item);
	if (items.length === 0) return;
	const labels = new Set(training.filter(isLeftOut).map(({ output }) => output)).size;
	const trail = ledger.trail(
		'labelWithoutValidation',
		(rows) =>
			`${labels === 1 ? 'One label has' : `${labels} labels have`} no row for validation, so that the model is not measured by ${labels === 1 ? 'it' : 'them'}: ${rows}. Add rows with ${labels === 1 ? 'this label' : 'these labels'}, or a larger share for validation.`,
	);
	trail.items.push(...items);
}
