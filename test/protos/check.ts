import type { Field } from 'protobufjs';
import { Enum, MapField, Type } from 'protobufjs';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isInteger: Check = (value) => Number.isSafeInteger(value);
/** JSON has 64-bit integers as texts; numbers are valid, too. */
const isLong: Check = (value) => isInteger(value) || (isText(value) && /^-?\d+$/.test(String(value)));
const isFloat: Check = (value) => typeof value === 'number' && Number.isFinite(value);

const scalars: Record<string, Check> = {
	bool: (value) => typeof value === 'boolean',
	bytes: isText,
	double: isFloat,
	fixed32: isInteger,
	fixed64: isLong,
	float: isFloat,
	int32: isInteger,
	int64: isLong,
	sfixed32: isInteger,
	sfixed64: isLong,
	sint32: isInteger,
	sint64: isLong,
	string: isText,
	uint32: isInteger,
	uint64: isLong,
};

/** Messages with a special form in JSON. */
const wellKnown: Record<string, Check> = {
	'.google.protobuf.Duration': isText,
	'.google.protobuf.FieldMask': isText,
	'.google.protobuf.Struct': isObject,
	'.google.protobuf.Timestamp': isText,
	'.google.protobuf.Value': () => true,
};

/**
 * The errors in a JSON value of a message, by Google's rules for proto3 in JSON but without its leniency: unknown fields,
 * snake_case names, values of the wrong kind, two fields of a oneof.
 */
export function problemsOf(value: unknown, type: Type, path = type.name): string[] {
	const check = wellKnown[type.fullName];
	if (check) return check(value) ? [] : [`${path} isn't of type ${type.name}`];
	if (!isObject(value)) return [`${path} isn't an object`];
	const present = Object.keys(value);
	return [
		...present.flatMap((name) => {
			const field = type.fields[name];
			return field
				? problemsOfField(value[name], field, `${path}.${name}`)
				: [`${path}.${name} isn't a field`];
		}),
		...type.oneofsArray
			.map(({ oneof }) => oneof.filter((name) => present.includes(name)))
			.filter((names) => names.length > 1)
			.map((names) => `${path} has more than one of ${names.join(', ')}`),
	];
}

function problemsOfField(value: unknown, field: Field, path: string): string[] {
	if (field instanceof MapField) {
		if (!isObject(value)) return [`${path} isn't a map`];
		return Object.entries(value).flatMap(([key, entry]) => problemsOfValue(entry, field, `${path}.${key}`));
	}
	if (!field.repeated) return problemsOfValue(value, field, path);
	if (!Array.isArray(value)) return [`${path} isn't a list`];
	return value.flatMap((entry, index) => problemsOfValue(entry, field, `${path}[${index}]`));
}

function problemsOfValue(value: unknown, { resolvedType, type }: Field, path: string): string[] {
	if (resolvedType instanceof Type) return problemsOf(value, resolvedType, path);
	if (resolvedType instanceof Enum) {
		return typeof value === 'string' && Object.hasOwn(resolvedType.values, value)
			? []
			: [`${path} isn't of type ${resolvedType.name}: ${String(value)}`];
	}
	return scalars[type]?.(value) ? [] : [`${path} isn't of type ${type}: ${String(value)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
