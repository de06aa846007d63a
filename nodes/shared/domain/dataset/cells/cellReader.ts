import type { Row } from '../preparation';

/**
 * Reads a column, which may be a path such as `fields.Question` or `fields["My question"]`; a column of that very name goes
 * first. Undefined where a row lacks it.
 */
export function cellReader(column: string): (row: Row) => unknown {
	const [plain, bracketed] = [column.split('.'), pathOf(column)];
	return (row) => {
		if (Object.hasOwn(row, column)) return row[column];
		const value = valueAt(row, plain);
		return value === undefined ? valueAt(row, bracketed) : value;
	};
}

/** Finds the keys that lead to a column's cell in a row, by the rules of `cellReader`. */
export function pathReader(column: string): (row: Row) => readonly string[] {
	const own = [column];
	const [plain, bracketed] = [column.split('.'), pathOf(column)];
	return (row) => {
		if (Object.hasOwn(row, column)) return own;
		return valueAt(row, plain) === undefined ? bracketed : plain;
	};
}

/** The value at the end of keys; undefined where one of them is missing. */
export function valueAt(row: Row, path: readonly string[]): unknown {
	return path.reduce<unknown>(child, row);
}

/** What n8n's editor writes when a field is dragged: `fields["My question"]`, `list[0].text`. */
function pathOf(column: string): string[] {
	return [...column.matchAll(/\["(.*?)"\]|\['(.*?)'\]|[^.[\]]+/g)].map(
		([text, quoted, singleQuoted]) => quoted ?? singleQuoted ?? text,
	);
}

function child(value: unknown, key: string): unknown {
	return isRow(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function isRow(value: unknown): value is Row {
	return typeof value === 'object' && value !== null;
}
