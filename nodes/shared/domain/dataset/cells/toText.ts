import { SheetCell } from './sheetCell';

/**
 * A value as text, by its own kind: null, undefined and what is no number or date become an empty text, dates ISO 8601, objects and
 * lists JSON.
 */
export function toText(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
	if (typeof value !== 'object') return value === undefined ? '' : String(value);
	if (value === null) return '';
	if (value instanceof SheetCell) return value.text;
	const json = JSON.stringify(value, bigIntAsText);
	// A date writes itself as a text, and as null when it is none.
	const plain: unknown = /^"|^null$/.test(json) ? JSON.parse(json) : json;
	return typeof plain === 'string' ? plain : '';
}

function bigIntAsText(_key: string, value: unknown): unknown {
	return typeof value === 'bigint' ? String(value) : value;
}
