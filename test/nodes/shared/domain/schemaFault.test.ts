import { schemaFault } from '../../../../nodes/shared/domain/schemaFault';

const item = {
	type: 'object',
	properties: { name: { type: 'string', pattern: '^[A-Z]' } },
	required: ['name'],
};

it.each<object>([
	{},
	{ type: 'object', properties: {} },
	{ type: ['string', 'null'] },
	{ enum: ['red', null, 3] },
	{ const: 1 },
	{ type: 'array', items: item, minItems: 1 },
	{ type: 'array', items: true },
	{ prefixItems: [item, false] },
	{ anyOf: [item, { type: 'null' }] },
	{ $ref: '#/$defs/an%20item~1', $defs: { 'an item/': item } },
	{ type: 'object', properties: { again: { $ref: '#' } }, additionalProperties: false },
	{ $ref: 'https://example.com/schema' },
	// Fields that are called as keywords are.
	{ type: 'object', properties: { type: { type: 'string' }, required: { type: 'boolean' }, items: item } },
	// Google's own keyword.
	{ type: 'object', properties: { a: item }, propertyOrdering: ['a'] },
])('finds nothing wrong with %j', (schema) => {
	expect(schemaFault(schema)).toBeUndefined();
});

it.each<[object, string, RegExp]>([
	[{ type: 'objekt' }, '', /^'objekt' isn't a type.*lowercase/],
	[{ type: 'OBJECT', properties: {} }, '', /^'OBJECT' isn't a type/],
	[
		{ type: 'array', items: { properties: { on: { type: 'date' } } } },
		'items.properties.on',
		/^'date' isn't a type/,
	],
	[{ anyOf: [{ type: 'null' }, { type: ['text'] }] }, 'anyOf[1]', /^'text' isn't a type/],
	[{ $ref: '#/$defs/item' }, '', /^'#\/\$defs\/item' doesn't exist/],
	[{ $ref: '#/$defs/item', $defs: { item: { type: 'list' } } }, '$defs.item', /^'list' isn't a type/],
	[{ type: 'object', properties: ['name'] }, '', /^'properties' must be an object/],
	[{ type: 'object', properties: { name: 'string' } }, 'properties.name', /^"string" isn't a schema/],
	[{ type: 'object', required: 'name' }, '', /^'required' must be a list/],
	[{ anyOf: item }, '', /^'anyOf' must be a list/],
	[{ answer: 'text', score: 0.5 }, '', /^It doesn't constrain the response/],
	[{ title: 'Answer' }, '', /^It doesn't constrain the response/],
])('finds the error in %j and its path', (schema, path, problem) => {
	expect(schemaFault(schema)).toEqual({ path, problem: expect.stringMatching(problem) });
});
