import type { IDataObject } from 'n8n-workflow';
import { isResourceLocatorValue, NodeOperationError } from 'n8n-workflow';
import { nameProblem } from '../domain/nameProblem';
import type { ItemContext } from './context';

/**
 * Reads a text, or what a resource locator holds. Numbers and booleans are written out, since IDs and prompts arrive that way
 * from sheets and databases.
 *
 * @param label the parameter's name on the panel, for messages
 * @throws NodeOperationError for an object or a list
 */
export function readText(ctx: ItemContext, name: string, label: string, itemIndex: number): string {
	const value = ctx.getNodeParameter(name, itemIndex, '');
	return asText(ctx, isResourceLocatorValue(value) ? value.value : value, label, itemIndex);
}

/** @throws NodeOperationError also for a blank text */
export function readRequiredText(ctx: ItemContext, name: string, label: string, itemIndex: number): string {
	const text = readText(ctx, name, label, itemIndex);
	if (text.trim() !== '') return text;
	throw new NodeOperationError(ctx.getNode(), `'${label}' is empty [item ${itemIndex}]`, {
		itemIndex,
		description: 'Fill it in, or check that the expression finds a value for this item.',
	});
}

/**
 * Reads the name or address of a resource.
 *
 * @throws NodeOperationError for a blank text, and for one that can't become a part of an address
 */
export function readName(ctx: ItemContext, name: string, label: string, itemIndex: number): string {
	return asName(ctx, readRequiredText(ctx, name, label, itemIndex), label, itemIndex);
}

/** @throws NodeOperationError for a text that can't become a part of an address; the empty text can */
export function asName(ctx: ItemContext, text: string, label: string, itemIndex: number): string {
	const name = text.trim();
	const problem = name === '' ? undefined : nameProblem(name);
	if (problem === undefined) return name;
	throw new NodeOperationError(
		ctx.getNode(),
		`'${label}' can't be ${JSON.stringify(name)}: ${problem} [item ${itemIndex}]`,
		{
			itemIndex,
			description: `Enter the name as Google or another node of this package shows it, or pick it from the list. Nothing was sent.`,
		},
	);
}

/**
 * Undefined and null are the empty text.
 *
 * @throws NodeOperationError for an object or a list
 */
export function asText(ctx: ItemContext, value: unknown, label: string, itemIndex: number): string {
	if (typeof value === 'string') return value;
	if (value === undefined || value === null) return '';
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	const kind = Array.isArray(value) ? 'a list' : 'an object';
	throw new NodeOperationError(ctx.getNode(), `'${label}' must be a text, not ${kind} [item ${itemIndex}]`, {
		itemIndex,
		description: 'Let the expression pick one field, or write it out with toJsonString().',
	});
}

/**
 * Numbers arrive as texts from sheets.
 *
 * @throws NodeOperationError for what is not a number
 */
export function asNumber(ctx: ItemContext, value: unknown, label: string, itemIndex: number): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && Number.isFinite(number)) return number;
	const given = JSON.stringify(value) ?? 'empty';
	throw new NodeOperationError(
		ctx.getNode(),
		`'${label}' must be a number, not ${given} [item ${itemIndex}]`,
		{ itemIndex, description: 'Check what the expression gives for this item.' },
	);
}

/**
 * One of the values that a panel offers.
 *
 * @throws NodeOperationError for any other, which an expression may give
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
		`'${label}' cannot be ${JSON.stringify(value) ?? 'empty'} [item ${itemIndex}]`,
		{ itemIndex, description: `It must be one of ${known}.` },
	);
}

/** The entries of a fixedCollection with multiple values. */
export function entriesOf(collection: unknown, entry: string): IDataObject[] {
	const entries = isDataObject(collection) ? collection[entry] : undefined;
	return Array.isArray(entries) ? entries.filter(isDataObject) : [];
}

/**
 * What entries hold, by their names.
 *
 * @throws NodeOperationError for two of one name, since one of them would be lost
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
			const message = `'${label}' holds '${name}' more than once [item ${itemIndex}]`;
			throw new NodeOperationError(ctx.getNode(), message, { itemIndex, description: 'Keep one of them.' });
		}
		found.set(name, value);
	}
	return found;
}

export function isDataObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
