import type { Column } from '../cells/column';
import type { Action, Check } from '../check';
import { advice } from '../check';
import type { Ledger, Trail } from '../ledger';
import type { Row } from '../preparation';

export const missingCell: Check = {
	title: 'Missing Columns',
	description: 'Rows without one of the columns',
	actions: ['stop', 'drop'],
	default: 'stop',
};

/** Columns of the data, for messages: those of the first row and of each row that lacks one. */
export interface KnownColumns {
	see: (row: Row) => void;
	list: () => string;
}

export function seeColumns(): KnownColumns {
	const names = new Set<string>();
	return {
		see: (row) => Object.keys(row).forEach((name) => names.add(name)),
		list: () => [...names].map((name) => `'${visible(name)}'`).join(', ') || 'none',
	};
}

/** Shows invisible characters, such as a byte order mark at the beginning of a name. */
function visible(name: string): string {
	return name.replace(
		/[\p{Cc}\p{Cf}\u00a0]/gu,
		(character) => `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
	);
}

/** Opens the finding for rows without a column. */
export function missingTrail(ledger: Ledger, column: string, known: KnownColumns, action?: Action): Trail {
	return ledger.trail(
		'missingCell',
		(rows, done) =>
			`There is no column '${column}' in ${rows}. ${advice(done, `Pick one of the columns that arrive: ${known.list()}.`)}`,
		action,
	);
}

/** Stops if no row has a column. Some rows can lack it, but a column that no row has is probably misspelled. */
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
