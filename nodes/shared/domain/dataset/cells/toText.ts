import { SheetCell } from './sheetCell';

/**
 * A value as text, by its kind. Dates become ISO 8601, objects and lists JSON. Null, undefined, NaN and invalid dates become an empty
 * text.
 */
export function toText(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
	if (typeof value !== 'object') return value === undefined ? '' : String(value);
	if (value === null) return '';
	if (value instanceof SheetCell) return value.text;
	const json = JSON.stringify(value, bigIntAsText);
	// The JSON of a date is a text, or null if the date is invalid.
	const plain: unknown = /^"|^null$/.test(json) ? JSON.parse(json) : json;
	return typeof plain === 'string' ? plain : '';
}

function bigIntAsText(_key: string, value: unknown): unknown {
	return typeof value === 'bigint' ? String(value) : value;
}
