import { ApiError, badRequest } from './errors.ts';
import type { FieldViolation } from './errors.ts';
import { float32 } from './json.ts';
import type { Json } from './json.ts';

/** Where a value stands in the request (snake_case, empty at the root), and what has been refused so far. */
interface Place {
	path: string;
	refused: FieldViolation[];
}

/** How much of a refused value an error repeats, in characters. */
const LONGEST_SHOWN = 200;

/** Reads one JSON value as proto3 JSON does; what it refuses it reports to the place and leaves undefined. */
export type Decoder<T> = (value: unknown, place: Place) => T | undefined;

/** The value that a decoder yields. */
export type Decoded<D> = D extends Decoder<infer T> ? T : never;

/**
 * Decodes a whole request body. `root` is the proto field that the body fills (empty when it is the request itself).
 * @throws ApiError 400 with every unknown field and every wrong value, as BadRequest
 */
export function decode<T>(decoder: Decoder<T>, value: unknown, root = ''): T {
	const place: Place = { path: root, refused: [] };
	const decoded = decoder(value, place);
	if (place.refused.length > 0 || decoded === undefined) {
		const message = place.refused.map(({ description }) => description).join('\n');
		throw new ApiError('INVALID_ARGUMENT', message, [badRequest(place.refused)]);
	}
	return decoded;
}

function refuse(place: Place, type: string, value: unknown): undefined {
	const shown = JSON.stringify(value).slice(0, LONGEST_SHOWN);
	const description = `Invalid value at '${place.path}' (${type}), ${shown}`;
	place.refused.push({ field: place.path, description });
	return undefined;
}

function unknownName(place: Place, name: string): void {
	const where = place.path ? ` at '${place.path}'` : '';
	place.refused.push({
		field: place.path,
		description: `Invalid JSON payload received. Unknown name "${name}"${where}: Cannot find field.`,
	});
}

export function camelCase(name: string): string {
	return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function snakeCase(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function below(place: Place, name: string): Place {
	return { path: place.path ? `${place.path}.${name}` : name, refused: place.refused };
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A message; its keys may come in camelCase or snake_case, and null means unset. */
export function message<T extends object>(
	type: string,
	fields: { [K in keyof T]: Decoder<T[K]> },
): Decoder<Partial<T>> {
	const has = (key: string): key is keyof T & string => Object.hasOwn(fields, key);
	return (value, place) => {
		if (!isRecord(value)) return refuse(place, `type.googleapis.com/${type}`, value);
		const decoded: Partial<T> = {};
		for (const [name, member] of Object.entries(value)) {
			const key = camelCase(name);
			if (!has(key)) unknownName(place, name);
			else if (member !== null) {
				const field = fields[key](member, below(place, snakeCase(key)));
				if (field !== undefined) decoded[key] = field;
			}
		}
		return decoded;
	};
}

export function list<T>(item: Decoder<T>): Decoder<T[]> {
	return (value, place) => {
		if (!Array.isArray(value)) return refuse(place, 'repeated', value);
		const decoded: T[] = [];
		value.forEach((member: unknown, index) => {
			const element = item(member, { path: `${place.path}[${index}]`, refused: place.refused });
			if (element !== undefined) decoded.push(element);
		});
		return decoded;
	};
}

/** A map; its keys are data and stay as they are. */
export function map<T>(item: Decoder<T>): Decoder<Record<string, T>> {
	return (value, place) => {
		if (!isRecord(value)) return refuse(place, 'map', value);
		const decoded: Record<string, T> = {};
		for (const [key, member] of Object.entries(value)) {
			const entry = item(member, below(place, key));
			if (entry !== undefined) decoded[key] = entry;
		}
		return decoded;
	};
}

export const text: Decoder<string> = (value, place) =>
	typeof value === 'string' ? value : refuse(place, 'TYPE_STRING', value);

export const bool: Decoder<boolean> = (value, place) =>
	typeof value === 'boolean' ? value : refuse(place, 'TYPE_BOOL', value);

function numeric(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
		? Number(value)
		: undefined;
}

export const int32: Decoder<number> = (value, place) => {
	const number = numeric(value);
	const fits = number !== undefined && Number.isInteger(number) && Math.abs(number) <= 2_147_483_647;
	return fits ? number : refuse(place, 'TYPE_INT32', value);
};

/** Kept as a decimal string, which is also how it is printed. */
export const int64: Decoder<string> = (value, place) => {
	const digits = typeof value === 'number' && Number.isInteger(value) ? String(value) : value;
	return typeof digits === 'string' && /^-?\d{1,19}$/.test(digits)
		? digits
		: refuse(place, 'TYPE_INT64', value);
};

export const float: Decoder<number> = (value, place) => {
	const number = numeric(value);
	return number === undefined ? refuse(place, 'TYPE_FLOAT', value) : float32(number);
};

/** An enum value by its name or its number. */
export function oneOf<K extends string>(type: string, values: Readonly<Record<K, number>>): Decoder<K> {
	const named = (name: string): name is K => Object.hasOwn(values, name);
	return (value, place) => {
		const name =
			typeof value === 'number' ? Object.entries(values).find(([, number]) => number === value)?.[0] : value;
		return typeof name === 'string' && named(name)
			? name
			: refuse(place, `type.googleapis.com/${type}`, value);
	};
}

/** A google.protobuf.Struct, or a message whose inside nobody here reads. */
export const anything: Decoder<unknown> = (value) => value;

/** A google.protobuf.Struct that is given back as it came. */
export const json: Decoder<Json> = (value, place) =>
	isJson(value) ? value : refuse(place, 'google.protobuf.Struct', value);

function isJson(value: unknown): value is Json {
	if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
	if (Array.isArray(value)) return value.every(isJson);
	return typeof value === 'object' && Object.values(value).every(isJson);
}

/** Reads an update mask: comma-separated paths, camelCase or snake_case; undefined when there is none. */
export function maskPaths(mask: string | null): string[] | undefined {
	const paths = mask
		?.split(',')
		.map((path) => camelCase(path.trim()))
		.filter((path) => path !== '');
	return paths && paths.length > 0 ? paths : undefined;
}
