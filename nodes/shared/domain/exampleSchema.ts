import { isObject } from './guards';

/** A JSON Schema with no more than an example shows. */
export interface ExampleSchema {
	type?: 'array' | 'boolean' | 'number' | 'object' | 'string';
	properties?: Record<string, ExampleSchema>;
	required?: string[];
	items?: ExampleSchema;
	anyOf?: ExampleSchema[];
}

const simpleTypes = ['boolean', 'number', 'string'] as const;

/**
 * Derives a JSON Schema from an example: the same types, each field of an object required, and each item of a list like one of the
 * example's. Null and the items of an empty list can have any type.
 *
 * @param example a JSON value
 */
export function schemaOfExample(example: unknown): ExampleSchema {
	if (Array.isArray(example)) {
		const [first, ...others] = distinct(example.map(schemaOfExample));
		if (!first) return { type: 'array' };
		return { type: 'array', items: others.length === 0 ? first : { anyOf: [first, ...others] } };
	}
	if (isObject(example)) return schemaOfObject(example);
	const type = simpleTypes.find((name) => name === typeof example);
	return type ? { type } : {};
}

function schemaOfObject(example: object): ExampleSchema {
	const properties = Object.entries(example).map(([name, value]) => [name, schemaOfExample(value)]);
	return { type: 'object', properties: Object.fromEntries(properties), required: Object.keys(example) };
}

function distinct(schemas: ExampleSchema[]): ExampleSchema[] {
	const byText = new Map(schemas.map((schema) => [JSON.stringify(schema), schema]));
	return [...byText.values()];
}
