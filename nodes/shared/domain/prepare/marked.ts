import { cellReader } from './cells/cellReader';
import { toText } from './cells/toText';
import type { Row } from './recipe';

/** Words by which a row says that the model is measured by it; a cell of a sheet may hold any. */
const yes: ReadonlySet<string> = new Set(['true', '1', 'yes', 'validation']);

/** Whether a row says in a column that the model is measured by it; a row without the column is one to learn from. */
export function markReader(column: string): (row: Row) => boolean {
	const cell = cellReader(column);
	return (row) => yes.has(toText(cell(row)).trim().toLowerCase());
}
