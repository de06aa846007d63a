/** Walks through everything that a node's panel offers. */
import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	NodeParameterValueType,
} from 'n8n-workflow';

/** A field of a panel, and the parameters that bring it onto the panel with a value. */
export interface Field {
	property: INodeProperties;
	/** How a reader finds it: `options › safetySettings › category`. */
	label: string;
	/** Whether the user adds it, so that it can also be left out. */
	isAdded: boolean;
	set(value: NodeParameterValueType): INodeParameters;
	/** The same panel without the field. */
	without: INodeParameters;
}

type Entry = NonNullable<INodeProperties['options']>[number];

type Samples = Readonly<Record<string, NodeParameterValueType>>;

/** Every field, those within collections too; fields that only AI agents' tools have are left out. */
export function fieldsOf(properties: readonly INodeProperties[], samples: Samples): Field[] {
	return properties
		.filter(({ displayOptions }) => !displayOptions?.show?.['@tool'])
		.flatMap((property) => {
			const shown = shownBy(property);
			const field: Field = {
				property,
				label: [...Object.values(shown), property.name].join(' › '),
				isAdded: false,
				set: (value) => ({ ...shown, [property.name]: value }),
				without: shown,
			};
			return [field, ...fieldsWithin(field, samples)];
		});
}

/** The first values under which a field is shown, of the fields beside it and of those of the whole panel. */
function shownBy({ displayOptions }: INodeProperties): INodeParameters {
	const shown = Object.entries(displayOptions?.show ?? {}).map(([name, values]) => [
		name.replace(/^\//, ''),
		values?.[0],
	]);
	return Object.fromEntries(shown);
}

/** The condition under which something is there for one service alone. */
const apiCondition = '/api';

/** The panel as it is once a service has been chosen, without that choice. */
export function panelFor(api: string, properties: readonly INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const { displayOptions: { show = {}, ...others } = {}, options } = property;
		const { [apiCondition]: apis = [api], ...conditions } = show;
		if (!apis.includes(api) || property.name === 'api') return [];
		return {
			...property,
			displayOptions: { show: conditions, ...others },
			...(options && { options: entriesFor(api, options) }),
		};
	});
}

function entriesFor(api: string, entries: Entry[]): Entry[] {
	return entries.flatMap((entry): Entry[] => {
		if (isProperty(entry)) return panelFor(api, [entry]);
		if (isGroup(entry)) return [{ ...entry, values: panelFor(api, entry.values) }];
		const apis = isOption(entry) ? entry.displayOptions?.show?.[apiCondition] : undefined;
		return apis === undefined || apis.includes(api) ? [entry] : [];
	});
}

function fieldsWithin(outer: Field, samples: Samples): Field[] {
	const { property } = outer;
	if (property.type === 'collection') {
		return (property.options ?? []).filter(isProperty).flatMap((inner) => {
			const field: Field = {
				property: inner,
				label: `${outer.label} › ${inner.name}`,
				isAdded: true,
				// The entry's own conditions narrow those of the collection.
				set: (value) => ({ ...outer.set({ [inner.name]: value }), ...shownBy(inner) }),
				without: { ...outer.set({}), ...shownBy(inner) },
			};
			return [field, ...fieldsWithin(field, samples)];
		});
	}
	if (property.type !== 'fixedCollection') return [];
	return (property.options ?? []).filter(isGroup).flatMap(({ name, values }) =>
		values.map((inner): Field => {
			const siblings = Object.fromEntries(values.map((one) => [one.name, samples[one.name] ?? one.default]));
			const put = (entry: INodeParameters) =>
				outer.set({ [name]: property.typeOptions?.multipleValues ? [entry] : entry });
			return {
				property: inner,
				label: `${outer.label} › ${inner.name}`,
				isAdded: false,
				set: (value) => put({ ...siblings, [inner.name]: value }),
				without: put(siblings),
			};
		}),
	);
}

/** The values that an options field offers. */
export function offered({ options = [] }: INodeProperties): Array<string | number | boolean> {
	return options.filter(isOption).map(({ value }) => value);
}

export function isOption(entry: Entry): entry is INodePropertyOptions {
	return 'value' in entry;
}

export function isProperty(entry: Entry): entry is INodeProperties {
	return 'type' in entry;
}

export function isGroup(entry: Entry): entry is INodePropertyCollection {
	return 'values' in entry;
}
