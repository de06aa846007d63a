/** A field of the panel and its reader in one definition, so that messages use the panel's label, options and limits. */
import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { ItemContext } from '../runtime/context';
import { ItemError, readItem } from '../runtime/itemError';
import type { Can } from './apis';
import { shownWhere } from './apis';
import { asChoice, asName, asNumber, asRequiredText, asText } from './parameters';

/** @typeParam T the value that readers get */
export interface Field<T> {
	/** The definition for n8n. */
	readonly property: INodeProperties;
	/**
	 * Converts a raw value.
	 *
	 * @throws ItemError for a value of the wrong type
	 */
	parse(value: unknown): T;
	/** Reads and converts the field of an item. @throws ItemError for a value of the wrong type */
	read(ctx: ItemContext, itemIndex: number): T;
}

/** n8n's definition, and the capability that the service must have. Without `needs`, every service has the field. */
type Definition = Omit<INodeProperties, 'type'> & { needs?: Can };

/** A field with its own conversion. */
export function fieldOf<T>(
	{ needs = () => true, ...property }: INodeProperties & { needs?: Can },
	parse: (value: unknown) => T,
): Field<T> {
	const { name, type } = property;
	// The default of a text field can be an expression, which n8n doesn't evaluate as a fallback.
	const fallback = type === 'string' || type === 'resourceLocator' ? '' : property.default;
	return {
		property: shownWhere(needs, property),
		parse,
		read: (ctx, itemIndex) =>
			readItem(itemIndex, () => parse(ctx.getNodeParameter(name, itemIndex, fallback))),
	};
}

/** Text as entered. */
export function textField(definition: Definition): Field<string> {
	return fieldOf({ ...definition, type: 'string' }, (value) => asText(value, definition.displayName));
}

/** Trimmed text; undefined when empty. */
export function optionalTextField(definition: Definition): Field<string | undefined> {
	const { displayName } = definition;
	return fieldOf(
		{ ...definition, type: 'string' },
		(value) => asText(value, displayName).trim() || undefined,
	);
}

/** Text that must not be blank, as entered. */
export function requiredTextField(definition: Definition): Field<string> {
	return fieldOf({ ...definition, type: 'string', required: true }, (value) =>
		asRequiredText(value, definition.displayName),
	);
}

/** Trimmed text that must not be blank and can be part of a URL: the name of a resource. */
export function nameField(definition: Definition): Field<string> {
	const { displayName } = definition;
	return fieldOf({ ...definition, type: 'string', required: true }, (value) =>
		asName(asRequiredText(value, displayName), displayName),
	);
}

/** A number. The panel enforces its limits, and `limitProblem` checks them for expressions. */
export function numberField(definition: Definition): Field<number> {
	return fieldOf({ ...definition, type: 'number' }, (value) => asNumber(value, definition.displayName));
}

export function flagField(definition: Definition): Field<boolean> {
	return fieldOf({ ...definition, type: 'boolean' }, (value) => value === true);
}

type Choices<T> = ReadonlyArray<INodePropertyOptions & { value: T }>;

/** One of the options. */
export function choiceField<const T extends string>(
	definition: Omit<Definition, 'options' | 'default'> & { options: Choices<T>; default: NoInfer<T> },
): Field<T> {
	const { displayName } = definition;
	const options = [...definition.options];
	const values = options.map(({ value }) => value);
	return fieldOf({ ...definition, options, type: 'options' }, (value) =>
		asChoice(value, values, displayName),
	);
}

/** A sentence about the numbers that a field allows; undefined if it allows the value. */
export function limitProblem(
	{ options, typeOptions: { minValue: least, maxValue: most, numberPrecision } = {} }: INodeProperties,
	value: number,
): string | undefined {
	if (options) {
		const offered = options.flatMap((option) => ('value' in option ? [option.value] : []));
		return offered.includes(value) ? undefined : `Use one of ${offered.join(', ')}.`;
	}
	const isWhole = numberPrecision === 0;
	if (value >= (least ?? value) && value <= (most ?? value) && !(isWhole && !Number.isInteger(value)))
		return undefined;
	const kind = isWhole ? 'a whole number' : 'a number';
	if (most !== undefined) return `Use ${kind} from ${least} to ${most}.`;
	return isWhole ? `Use ${kind} of at least ${least}.` : `Enter ${least} or more.`;
}

/** @throws ItemError for a number outside the field's limits */
export function withinLimits({ property }: Field<number>, value: number): number {
	const problem = limitProblem(property, value);
	if (problem === undefined) return value;
	throw new ItemError(`'${property.displayName}' can't be ${value}`, problem);
}

/** Fields by their names. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The values of fields, without those that aren't set. */
export type ValuesOf<F extends Fields> = {
	[K in keyof F]?: F[K] extends Field<infer T> ? Exclude<T, undefined> : never;
};

/**
 * Reads the entries of a collection, without those that the user didn't add.
 *
 * @throws ItemError for a value of the wrong type
 */
export function readEntries<F extends Fields>(fields: F, collection: IDataObject): ValuesOf<F>;
export function readEntries(fields: Fields, collection: IDataObject): object {
	const added = Object.entries(fields).filter(([name]) => collection[name] !== undefined);
	const values = added.map(([name, field]) => [name, field.parse(collection[name])] as const);
	return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The panel's part of fields. */
export function propertiesOf(fields: Fields): INodeProperties[] {
	return Object.values(fields).map(({ property }) => property);
}

/** The collection 'Options' with these entries, sorted by name. */
export function optionsField(entries: readonly INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: optionsName,
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...entries].sort((one, other) => (one.displayName < other.displayName ? -1 : 1)),
	};
}

const optionsName = 'options';

/** The entries of 'Options' that the user added to an item. */
export function readOptions(ctx: ItemContext, itemIndex: number): IDataObject {
	return ctx.getNodeParameter(optionsName, itemIndex, {});
}

/** Reads one entry of 'Options', or its default. Doesn't evaluate the expressions of other entries. */
export function readOption<T>({ property, parse }: Field<T>, ctx: ItemContext, itemIndex: number): T {
	const { name, default: preset } = property;
	return readItem(itemIndex, () => parse(ctx.getNodeParameter(`${optionsName}.${name}`, itemIndex, preset)));
}
