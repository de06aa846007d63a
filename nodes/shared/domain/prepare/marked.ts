import { booleanText } from './cells/booleanText';
import { cellReader } from './cells/cellReader';
import { toText } from './cells/toText';
import type { Row } from './recipe';

/** Reads marks, row by row. */
export interface MarkReader {
	name: string;
	isMarked: (row: Row) => boolean;
	/** Whether some row had the column. */
	isKnown: () => boolean;
}

/** Whether a row says in a column that the model is measured by it; a row without the column is one to learn from. A yes in any form says so, as does the word. */
export function markReader(column: string): MarkReader {
	const cell = cellReader(column);
	let isKnown = false;
	return {
		name: column,
		isKnown: () => isKnown,
		isMarked(row) {
			const value = cell(row);
			isKnown ||= value !== undefined;
			return booleanText(value) === 'true' || toText(value).trim().toLowerCase() === 'validation';
		},
	};
}
