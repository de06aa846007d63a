/** What keeps a JSON Schema from being one, told before anybody is asked for an answer that fits it. */
export interface SchemaFault {
	/** As in an expression: `properties.name`; empty for the schema as a whole. */
	path: string;
	/** With the way out. */
	problem: string;
}

type Members = Readonly<Record<string, unknown>>;

const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
/** Keywords with a schema, with a list of schemas, and with schemas by name. */
const single = ['additionalProperties', 'contains', 'else', 'if', 'items', 'not', 'propertyNames', 'then'];
const listed = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const named = ['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties'];
/** Further keywords that bind an answer. */
const binding =
	/^(\$(ref|dynamicRef|recursiveRef)|type|enum|const|required|pattern|format|multipleOf|uniqueItems|(min|max|exclusive|unevaluated|dependent)[A-Z]\w*|minimum|maximum)$/;

/** Undefined for what may be a JSON Schema; keywords that are not known are let through, as JSON Schema wants it. */
export function schemaFault(schema: object): SchemaFault | undefined {
	const keywords = Object.keys(schema);
	const says = (keyword: string) =>
		[...single, ...listed, ...named].includes(keyword) || binding.test(keyword);
	if (keywords.length > 0 && !keywords.some(says)) {
		const problem =
			"It says nothing of the answer: 'type', 'properties' or another keyword is missing. An answer as you want it goes into 'Example Answer'.";
		return { path: '', problem };
	}
	return faultIn(schema, '', schema);
}

function faultIn(schema: unknown, path: string, root: object): SchemaFault | undefined {
	if (typeof schema === 'boolean') return undefined;
	if (!isMembers(schema)) return { path, problem: `${JSON.stringify(schema)} is no schema.` };
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
		: `'${String(wrong)}' is no type. Use one of ${types.join(', ')}, in lower case.`;
}

function refFault({ $ref: ref }: Members, root: object): string | undefined {
	if (typeof ref !== 'string' || !ref.startsWith('#/')) return undefined;
	const names = ref
		.slice(2)
		.split('/')
		.map((name) => decoded(name).replace(/~1/g, '/').replace(/~0/g, '~'));
	const found = names.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), root);
	return found === undefined ? `'${ref}' leads nowhere. Correct $ref, or add what it names.` : undefined;
}

function formFault(schema: Members): string | undefined {
	const isGiven = (keyword: string) => schema[keyword] !== undefined;
	const list = [...listed, 'enum', 'required'].find((name) => isGiven(name) && !Array.isArray(schema[name]));
	if (list !== undefined) return `'${list}' must be a list.`;
	const object = named.find((name) => isGiven(name) && !isMembers(schema[name]));
	return object === undefined ? undefined : `'${object}' must be an object with a schema for each name.`;
}

/** Schemas within a schema, by where they stand. */
function schemasIn(schema: Members): Array<[string, unknown]> {
	const entriesOf = (value: unknown) => (isObject(value) ? Object.entries(value) : []);
	return [
		// A list of them in older versions of JSON Schema.
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

function isMembers(value: unknown): value is Members {
	return isObject(value) && !Array.isArray(value);
}

function isObject(value: unknown): value is Members {
	return typeof value === 'object' && value !== null;
}
