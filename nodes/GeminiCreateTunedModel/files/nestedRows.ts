import { isObject } from '../../shared/domain/guards';
import type { Row } from '../../shared/domain/dataset/preparation';

/** Rows inside an object that looks like one row. */
export type NestedRows = { key: string; rows: Row[] } | { reason: string };

/**
 * Finds rows in the only object of a source, such as `{"data": [{…}, {…}]}`. An object with a list of messages is a row itself.
 *
 * @returns the rows of its only list of objects; a reason for several lists, or for columns instead of rows; undefined if the object is
 * a row
 */
export function nestedRowsOf(value: Row): NestedRows | undefined {
	const members = Object.entries(value);
	const lists = members.flatMap(([key, list]) => (isListOfObjects(list) ? [{ key, rows: list }] : []));
	if (lists.some(({ rows }) => rows.every(isMessage))) return undefined;
	const [only, ...more] = lists;
	if (only && more.length === 0) return only;
	if (only) {
		const names = lists.map(({ key }) => `'${key}'`).join(', ');
		return {
			reason: `the only object contains several lists of objects (${names}); save the list with the rows alone`,
		};
	}
	if (members.length > 1 && (members.every(isColumn) || members.every(isIndexed)))
		return {
			reason: 'it contains columns instead of rows; in pandas, use to_json(orient="records", lines=True)',
		};
	return undefined;
}

function isListOfObjects(list: unknown): list is Row[] {
	return Array.isArray(list) && list.length > 0 && list.every(isObject);
}

/** In the forms of OpenAI, Gemini and ShareGPT. */
function isMessage(row: Row): boolean {
	return ['role', 'from', 'parts'].some((key) => Object.hasOwn(row, key));
}

function isColumn([, list]: [string, unknown], _: number, [first]: Array<[string, unknown]>): boolean {
	const length = Array.isArray(first?.[1]) ? first[1].length : 0;
	return Array.isArray(list) && list.length > 1 && list.length === length && !list.some(isObject);
}

/** The default format of columns in pandas: `{"0": …, "1": …}`. */
function isIndexed([, cells]: [string, unknown]): boolean {
	return isObject(cells) && Object.hasOwn(cells, '0') && Object.keys(cells).every((key) => /^\d+$/.test(key));
}
