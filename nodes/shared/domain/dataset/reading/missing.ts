import { advice } from '../advice';
import type { Column } from '../cells/column';
import type { Ledger, Trail } from '../ledger';
import type { Action } from '../preparation';
import type { KnownColumns } from './knownColumns';

/** For rows that lack a column. */
export function missingTrail(
	ledger: Ledger,
	column: string,
	known: KnownColumns,
	action?: Action,
): Trail {
	return ledger.trail(
		'missingCell',
		(rows, done) =>
			`There is no column '${column}' in ${rows}. ${advice(done, `Pick one of the columns that arrive: ${known.list()}.`)}`,
		action,
	);
}

/** Cells of a column may be missing, but a column that no row has was not meant. */
export function missingEverywhere(
	ledger: Ledger,
	{ name, isKnown }: Pick<Column, 'name' | 'isKnown'>,
	known: KnownColumns,
	rows: number,
): void {
	if (isKnown()) return;
	const { items } = missingTrail(ledger, name, known, 'stop');
	for (let item = 0; item < rows; item++) items.push(item);
}
