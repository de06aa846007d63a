/** Conversions of parameter values. Expressions return values of any type, and sheets contain numbers as text. */
import type { IDataObject } from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';
import { isObject } from '../domain/guards';
import { nameProblem } from '../domain/nameProblem';
import type { ItemContext } from '../runtime/context';
import { ItemError, readItem } from '../runtime/itemError';

/**
 * Reads text, or the value of a resource locator.
 *
 * @param label the parameter's display name, for messages
 * @throws ItemError for an object or a list
 */
export function readText(ctx: ItemContext, name: string, label: string, itemIndex: number): string {
	return readItem(itemIndex, () => asText(ctx.getNodeParameter(name, itemIndex, ''), label));
}

/** @throws ItemError for an object, a list, and blank text */
export function readRequiredText(ctx: ItemContext, name: string, label: string, itemIndex: number): string {
	return readItem(itemIndex, () => asRequiredText(ctx.getNodeParameter(name, itemIndex, ''), label));
}

/** @throws ItemError for text that can't be part of a URL; empty text is fine */
export function asName(value: unknown, label: string): string {
	const name = asText(value, label).trim();
	const problem = name === '' ? undefined : nameProblem(name);
	if (problem === undefined) return name;
	throw new ItemError(
		`'${label}' can't be ${JSON.stringify(name)}: ${problem}`,
		'Choose the name from the list, or enter it as Google or another node of this package shows it. Nothing was sent.',
	);
}

/** @throws ItemError for an object, a list, and blank text */
export function asRequiredText(value: unknown, label: string): string {
	const text = asText(value, label);
	if (text.trim() !== '') return text;
	throw new ItemError(
		`'${label}' is empty`,
		'Enter a value, or check that the expression returns one for this item.',
	);
}

/**
 * Converts a value or a resource locator to text. Undefined and null become empty text. Numbers and booleans become text,
 * because sheets and databases contain IDs and prompts of these types.
 *
 * @throws ItemError for an object or a list
 */
export function asText(given: unknown, label: string): string {
	const value = isResourceLocatorValue(given) ? given.value : given;
	if (typeof value === 'string') return value;
	if (value === undefined || value === null) return '';
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	const kind = Array.isArray(value) ? 'a list' : 'an object';
	throw new ItemError(
		`'${label}' must be text, not ${kind}`,
		'Select one field in the expression, or convert the value with toJsonString().',
	);
}

/** @throws ItemError for a value that is neither a number nor a number as text */
export function asNumber(value: unknown, label: string): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && Number.isFinite(number)) return number;
	throw new ItemError(
		`'${label}' must be a number, not ${JSON.stringify(value) ?? 'empty'}`,
		'Check the value that the expression returns for this item.',
	);
}

/**
 * One of the values that the panel offers.
 *
 * @throws ItemError for any other value, which an expression can return
 */
export function asChoice<T extends string>(value: unknown, choices: readonly T[], label: string): T {
	const choice = choices.find((candidate) => candidate === value);
	if (choice !== undefined) return choice;
	const known = choices.map((name) => `'${name}'`).join(', ');
	throw new ItemError(
		`'${label}' can't be ${JSON.stringify(value) ?? 'empty'}`,
		`Use one of these values: ${known}.`,
	);
}

/** The entries of a fixedCollection with multiple values. */
export function entriesOf(collection: unknown, entry: string): IDataObject[] {
	const entries = isDataObject(collection) ? collection[entry] : undefined;
	return Array.isArray(entries) ? entries.filter(isDataObject) : [];
}

/**
 * Values by name.
 *
 * @throws ItemError for a repeated name, because one of its values would be lost
 */
export function byName<T>(
	entries: ReadonlyArray<readonly [name: string, value: T]>,
	label: string,
): Map<string, T> {
	const found = new Map<string, T>();
	for (const [name, value] of entries) {
		if (found.has(name))
			throw new ItemError(`'${label}' contains '${name}' more than once`, 'Keep one of them.');
		found.set(name, value);
	}
	return found;
}

export function isDataObject(value: unknown): value is IDataObject {
	return isObject(value) && !(value instanceof Date);
}
