import { isRow } from '../cells/cellReader';
import { classOf } from '../cells/classOf';

/** Whether a value holds nothing: null, undefined, an empty text, list or plain object. */
export function isEmpty(value: unknown): boolean {
	if (value === null || value === undefined || value === '') return true;
	if (!isRow(value)) return false;
	if (Array.isArray(value)) return value.length === 0;
	// A Date has no keys, but isn't empty.
	return classOf(value) === 'Object' && Object.keys(value).length === 0;
}
