import { booleanText } from './cells/booleanText';
import { cellReader } from './cells/cellReader';
import { openErrorCells } from './cells/errorCells';
import { toText } from './cells/toText';
import type { Ledger } from './ledger';
import type { Row } from './preparation';

/** Reads marks, row by row. */
export interface MarkReader {
	name: string;
	isMarked: (row: Row, item: number) => boolean;
	/** Whether some row had the column. */
	isKnown: () => boolean;
}

/** Whether a row says in a column that the model is measured by it; a row without the column is one to learn from. A yes in any form says so, as does the word. */
export function markReader(column: string, ledger: Ledger): MarkReader {
	const cell = cellReader(column);
	const errors = openErrorCells(ledger, `The column '${column}'`);
	let isKnown = false;
	return {
		name: column,
		isKnown: () => isKnown,
		isMarked(row, item) {
			const value = cell(row);
			isKnown ||= value !== undefined;
			if (errors.note(value, item)) return false;
			return booleanText(value) === 'true' || toText(value).trim().toLowerCase() === 'validation';
		},
	};
}
