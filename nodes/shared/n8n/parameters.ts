import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isResourceLocatorValue, NodeOperationError } from 'n8n-workflow';

/** The options a user added to a collection; undefined stands for those left out. */
export interface CollectionValues {
	/** An empty text stays one. */
	text: (key: string) => string | undefined;
	number: (key: string) => number | undefined;
	flag: (key: string) => boolean;
	/** From a list, or a text with commas; undefined when nothing is in it. */
	list: (key: string) => string[] | undefined;
	/** The entries of a fixedCollection with multiple values. */
	entries: (key: string, entry: string) => IDataObject[];
}

/**
 * Reads a text, or what a resource locator holds. Numbers and booleans are written out: IDs and prompts arrive that way from
 * sheets and databases.
 *
 * @throws NodeOperationError for an object or a list
 */
export function textParameter(ctx: IExecuteFunctions, name: string, itemIndex: number): string {
	const value = ctx.getNodeParameter(name, itemIndex, '');
	const read = valueReader(ctx, itemIndex);
	return isResourceLocatorValue(value) ? read.text(name, value.value).trim() : read.text(name, value);
}

/** @throws NodeOperationError also for a blank text */
export function requiredText(ctx: IExecuteFunctions, name: string, itemIndex: number): string {
	const text = textParameter(ctx, name, itemIndex);
	if (text.trim() !== '') return text;
	throw new NodeOperationError(ctx.getNode(), `'${labelOf(name)}' is empty [item ${itemIndex}]`, {
		itemIndex,
		description: 'Fill it in, or check that the expression finds a value for this item.',
	});
}

/** Reads a collection such as Options. Its getters throw a NodeOperationError for a value of the wrong kind. */
export function collectionParameter(
	ctx: IExecuteFunctions,
	name: string,
	itemIndex: number,
): CollectionValues {
	const given = ctx.getNodeParameter(name, itemIndex, {});
	const values = isDataObject(given) ? given : {};
	const read = valueReader(ctx, itemIndex);
	const ifGiven = <T>(key: string, convert: (label: string, value: unknown) => T): T | undefined =>
		values[key] === undefined || values[key] === null ? undefined : convert(key, values[key]);
	return {
		text: (key) => ifGiven(key, read.text),
		number: (key) => ifGiven(key, read.number),
		flag: (key) => values[key] === true,
		list: (key) => ifGiven(key, read.list),
		entries(key, entry) {
			const collection = values[key];
			return isDataObject(collection) ? entriesOf(collection[entry]) : [];
		},
	};
}

function valueReader(ctx: IExecuteFunctions, itemIndex: number) {
	const refuse = (name: string, wanted: string, value: unknown) =>
		new NodeOperationError(
			ctx.getNode(),
			`'${labelOf(name)}' must be ${wanted}, not ${describe(value)} [item ${itemIndex}]`,
			{ itemIndex, description: 'Check what the expression gives for this item.' },
		);
	function text(name: string, value: unknown): string {
		if (typeof value === 'string') return value;
		if (value === undefined || value === null) return '';
		if (typeof value === 'number' || typeof value === 'boolean') return String(value);
		throw refuse(name, 'a text', value);
	}
	function number(name: string, value: unknown): number {
		const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		if (typeof parsed === 'number' && Number.isFinite(parsed)) return parsed;
		throw refuse(name, 'a number', value);
	}
	function list(name: string, value: unknown): string[] | undefined {
		const entries = Array.isArray(value) ? value : text(name, value).split(',');
		const texts = entries.map((entry) => text(name, entry).trim()).filter((entry) => entry !== '');
		return texts.length > 0 ? texts : undefined;
	}
	return { text, number, list };
}

function describe(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'an object';
	return value === '' ? 'empty' : `'${String(value)}'`;
}

/** The name on the panel: `topK` is 'Top K', `modelId` is 'Model ID'. */
function labelOf(name: string): string {
	const words = name.replace(/([A-Z])/g, ' $1').replace(/ Id$/, ' ID');
	return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function entriesOf(value: unknown): IDataObject[] {
	return Array.isArray(value) ? value.filter(isDataObject) : [];
}

function isDataObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
