import { isRow } from '../cells/cellReader';

/** Whether a value holds nothing: null, undefined, an empty text, list or plain object. */
export function isEmpty(value: unknown): boolean {
	if (value === null || value === undefined || value === '') return true;
	if (!isRow(value)) return false;
	if (Array.isArray(value)) return value.length === 0;
	const prototype: unknown = Object.getPrototypeOf(value);
	// A Date has no keys, but isn't empty.
	return (prototype === Object.prototype || prototype === null) && Object.keys(value).length === 0;
}
