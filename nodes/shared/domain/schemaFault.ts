import { isObject, isObjectOrList } from './guards';

/** An error in a JSON Schema, found before the request. */
export interface SchemaFault {
	/** Path like in an expression, such as `properties.name`; empty for the whole schema. */
	path: string;
	/** The error and its fix. */
	problem: string;
}

type Members = Readonly<Record<string, unknown>>;

const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
/** Keywords with a schema, with a list of schemas, and with schemas by name. */
const single = ['additionalProperties', 'contains', 'else', 'if', 'items', 'not', 'propertyNames', 'then'];
const listed = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const named = ['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties'];
/** Other keywords that constrain a response. */
const binding =
	/^(\$(ref|dynamicRef|recursiveRef)|type|enum|const|required|pattern|format|multipleOf|uniqueItems|(min|max|exclusive|unevaluated|dependent)[A-Z]\w*|minimum|maximum)$/;

/** Finds an error; undefined for a valid schema. Unknown keywords are valid, as in JSON Schema's specification. */
export function schemaFault(schema: object): SchemaFault | undefined {
	const keywords = Object.keys(schema);
	const constrains = (keyword: string) =>
		[...single, ...listed, ...named].includes(keyword) || binding.test(keyword);
	if (keywords.length > 0 && !keywords.some(constrains)) {
		const problem =
			"It doesn't constrain the response: 'type', 'properties' or another keyword is missing. To give an example instead, use 'Example Response'.";
		return { path: '', problem };
	}
	return faultIn(schema, '', schema);
}

function faultIn(schema: unknown, path: string, root: object): SchemaFault | undefined {
	if (typeof schema === 'boolean') return undefined;
	if (!isObject(schema)) return { path, problem: `${JSON.stringify(schema)} isn't a schema.` };
	const problem = typeFault(schema) ?? refFault(schema, root) ?? formFault(schema);
	if (problem !== undefined) return { path, problem };
	for (const [at, inner] of schemasIn(schema)) {
		const fault = faultIn(inner, path === '' ? at : `${path}.${at}`, root);
		if (fault) return fault;
	}
	return undefined;
}

function typeFault({ type = [] }: Members): string | undefined {
	const wrong = (Array.isArray(type) ? type : [type]).find((name) => !types.includes(name));
	return wrong === undefined
		? undefined
		: `'${String(wrong)}' isn't a type. Use one of ${types.join(', ')}, in lowercase.`;
}

function refFault({ $ref: ref }: Members, root: object): string | undefined {
	if (typeof ref !== 'string' || !ref.startsWith('#/')) return undefined;
	const names = ref
		.slice(2)
		.split('/')
		.map((name) => decoded(name).replace(/~1/g, '/').replace(/~0/g, '~'));
	const found = names.reduce<unknown>((at, name) => (isObjectOrList(at) ? at[name] : undefined), root);
	return found === undefined ? `'${ref}' doesn't exist. Correct $ref, or add the definition.` : undefined;
}

function formFault(schema: Members): string | undefined {
	const isGiven = (keyword: string) => schema[keyword] !== undefined;
	const list = [...listed, 'enum', 'required'].find((name) => isGiven(name) && !Array.isArray(schema[name]));
	if (list !== undefined) return `'${list}' must be a list.`;
	const object = named.find((name) => isGiven(name) && !isObject(schema[name]));
	return object === undefined ? undefined : `'${object}' must be an object with a schema for each name.`;
}

/** Schemas inside a schema, by path. */
function schemasIn(schema: Members): Array<[string, unknown]> {
	const entriesOf = (value: unknown) => (isObjectOrList(value) ? Object.entries(value) : []);
	return [
		// Older versions of JSON Schema allow a list.
		...single.flatMap((name): Array<[string, unknown]> =>
			schema[name] === undefined || Array.isArray(schema[name]) ? [] : [[name, schema[name]]],
		),
		...listed.flatMap((name) =>
			entriesOf(schema[name]).map(([at, inner]): [string, unknown] => [`${name}[${at}]`, inner]),
		),
		...named.flatMap((name) =>
			entriesOf(schema[name]).map(([at, inner]): [string, unknown] => [`${name}.${at}`, inner]),
		),
	];
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
