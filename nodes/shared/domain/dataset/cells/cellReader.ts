import type { Row } from '../preparation';
import { classOf } from './classOf';

/**
 * Reads a column by its name or by a path such as `fields.Question` or `fields["My question"]`. A column with that exact name has
 * priority. Undefined if the row lacks it.
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

/** The value at a path of keys; undefined if one of them is missing. */
export function valueAt(row: Row, path: readonly string[]): unknown {
	return path.reduce<unknown>(child, row);
}

/** Parses the paths that n8n's editor writes for a dragged field: `fields["My question"]`, `list[0].text`. */
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

/** Whether a value is null, undefined, or an empty text, list or plain object. */
export function isEmpty(value: unknown): boolean {
	if (value === null || value === undefined || value === '') return true;
	if (!isRow(value)) return false;
	if (Array.isArray(value)) return value.length === 0;
	// A Date has no keys, but isn't empty.
	return classOf(value) === 'Object' && Object.keys(value).length === 0;
}
