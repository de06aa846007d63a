import { Validator } from '@cfworker/json-schema';
import { assert, jsonValue, property } from 'fast-check';
import { schemaOfExample } from '../../../../nodes/shared/domain/exampleSchema';

it('derives a schema from an example', () => {
	const example = {
		name: 'Ada',
		age: 36,
		tags: ['a', 'b'],
		mixed: [1, 'x', 2],
		none: [],
		left: null,
		ok: true,
	};
	expect(schemaOfExample(example)).toEqual({
		type: 'object',
		properties: {
			name: { type: 'string' },
			age: { type: 'number' },
			tags: { type: 'array', items: { type: 'string' } },
			mixed: { type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'string' }] } },
			none: { type: 'array' },
			left: {},
			ok: { type: 'boolean' },
		},
		required: ['name', 'age', 'tags', 'mixed', 'none', 'left', 'ok'],
	});
});

it('creates a schema that fits the example and no other type of value', () => {
	assert(
		property(jsonValue(), (example) => {
			const validator = new Validator(schemaOfExample(example), '2020-12');
			expect(validator.validate(example).valid).toBe(true);
			const other = typeof example === 'string' ? 1 : 'text';
			expect(validator.validate(other).valid).toBe(example === null);
		}),
	);
});
