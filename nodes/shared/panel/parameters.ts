import type { IDataObject } from 'n8n-workflow';
import { isResourceLocatorValue, NodeOperationError } from 'n8n-workflow';
import { isObject } from '../domain/guards';
import { nameProblem } from '../domain/nameProblem';
import type { ItemContext } from '../runtime/context';

/**
 * Reads text, or the value of a resource locator. Converts numbers and booleans to text, because sheets and databases
 * contain IDs and prompts of these types.
 *
 * @param label the parameter's display name, for messages
 * @throws NodeOperationError for an object or a list
 */
export function readText(ctx: ItemContext, name: string, label: string, itemIndex: number): string {
	const value = ctx.getNodeParameter(name, itemIndex, '');
	return asText(ctx, isResourceLocatorValue(value) ? value.value : value, label, itemIndex);
}

/** @throws NodeOperationError for an object, a list, and blank text */
export function readRequiredText(ctx: ItemContext, name: string, label: string, itemIndex: number): string {
	const text = readText(ctx, name, label, itemIndex);
	if (text.trim() !== '') return text;
	throw new NodeOperationError(ctx.getNode(), `'${label}' is empty [item ${itemIndex}]`, {
		itemIndex,
		description: 'Enter a value, or check that the expression returns one for this item.',
	});
}

/**
 * Reads the name or address of a resource.
 *
 * @throws NodeOperationError for blank text, and for text that can't be part of a URL
 */
export function readName(ctx: ItemContext, name: string, label: string, itemIndex: number): string {
	return asName(ctx, readRequiredText(ctx, name, label, itemIndex), label, itemIndex);
}

/** @throws NodeOperationError for text that can't be part of a URL; empty text is fine */
export function asName(ctx: ItemContext, text: string, label: string, itemIndex: number): string {
	const name = text.trim();
	const problem = name === '' ? undefined : nameProblem(name);
	if (problem === undefined) return name;
	throw new NodeOperationError(
		ctx.getNode(),
		`'${label}' can't be ${JSON.stringify(name)}: ${problem} [item ${itemIndex}]`,
		{
			itemIndex,
			description:
				'Choose the name from the list, or enter it as Google or another node of this package shows it. Nothing was sent.',
		},
	);
}

/**
 * Converts a value to text. Undefined and null become empty text.
 *
 * @throws NodeOperationError for an object or a list
 */
export function asText(ctx: ItemContext, value: unknown, label: string, itemIndex: number): string {
	if (typeof value === 'string') return value;
	if (value === undefined || value === null) return '';
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	const kind = Array.isArray(value) ? 'a list' : 'an object';
	throw new NodeOperationError(ctx.getNode(), `'${label}' must be text, not ${kind} [item ${itemIndex}]`, {
		itemIndex,
		description: 'Select one field in the expression, or convert the value with toJsonString().',
	});
}

/**
 * Converts a value to a number. Sheets contain numbers as text.
 *
 * @throws NodeOperationError for any other value
 */
export function asNumber(ctx: ItemContext, value: unknown, label: string, itemIndex: number): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && Number.isFinite(number)) return number;
	const given = JSON.stringify(value) ?? 'empty';
	throw new NodeOperationError(
		ctx.getNode(),
		`'${label}' must be a number, not ${given} [item ${itemIndex}]`,
		{ itemIndex, description: 'Check the value that the expression returns for this item.' },
	);
}

/**
 * One of the values that the panel offers.
 *
 * @throws NodeOperationError for any other value, which an expression can return
 */
export function asChoice<T extends string>(
	ctx: ItemContext,
	value: unknown,
	choices: readonly T[],
	label: string,
	itemIndex: number,
): T {
	const choice = choices.find((candidate) => candidate === value);
	if (choice !== undefined) return choice;
	const known = choices.map((name) => `'${name}'`).join(', ');
	throw new NodeOperationError(
		ctx.getNode(),
		`'${label}' can't be ${JSON.stringify(value) ?? 'empty'} [item ${itemIndex}]`,
		{ itemIndex, description: `Use one of these values: ${known}.` },
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
 * @throws NodeOperationError for a repeated name, because one of its values would be lost
 */
export function byName<T>(
	ctx: ItemContext,
	entries: ReadonlyArray<readonly [name: string, value: T]>,
	label: string,
	itemIndex: number,
): Map<string, T> {
	const found = new Map<string, T>();
	for (const [name, value] of entries) {
		if (found.has(name)) {
			const message = `'${label}' contains '${name}' more than once [item ${itemIndex}]`;
			throw new NodeOperationError(ctx.getNode(), message, { itemIndex, description: 'Keep one of them.' });
		}
		found.set(name, value);
	}
	return found;
}

export function isDataObject(value: unknown): value is IDataObject {
	return isObject(value) && !(value instanceof Date);
}
