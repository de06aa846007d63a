import { booleanText } from './cells/booleanText';
import { cellReader } from './cells/cellReader';
import { toText } from './cells/toText';
import type { Row } from './recipe';

/** Whether a row says in a column that the model is measured by it; a row without the column is one to learn from. A yes in any form says so, as does the word. */
export function markReader(column: string): (row: Row) => boolean {
	const cell = cellReader(column);
	return (row) => {
		const value = cell(row);
		return booleanText(value) === 'true' || toText(value).trim().toLowerCase() === 'validation';
	};
}
