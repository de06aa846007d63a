import { inspect } from 'node:util';

/**
 * The whole value as text, to compare it before and after. Unlike `structuredClone`, whose dates belong to another realm inside
 * Jest, it treats equal invalid dates as equal.
 */
export function asShown(value: unknown): string {
	return inspect(value, { depth: null, maxArrayLength: null, maxStringLength: null, showHidden: true });
}
