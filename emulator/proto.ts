import { ApiError, badRequest } from './errors.ts';
import type { FieldViolation } from './errors.ts';
import { float32 } from './json.ts';
import type { Json } from './json.ts';
import { repeatedNames } from './jsonText.ts';

/**
 * Proto3 JSON as Google's API front reads it. Messages and leniency follow recorded responses and protobuf's published
 * stream parser (`proto_writer.cc`, `datapiece.cc`): enum names in any case, one value in place of a list, numbers as
 * texts, null for an unset field.
 */

/** The position of a value in the request, and the errors so far. */
interface Place {
	/** In snake_case with indexes: `contents[0].parts[0].text`, `labels[0].value`; empty at the root. */
	path: string;
	/** The path of the message around it. */
	parent: string;
	/** Its field's name as the client spelled it. */
	sentAs: string;
	refused: FieldViolation[];
}

/** Reads one JSON value as proto3 JSON does. It reports invalid values to the place and returns undefined for them. */
export type Decoder<T> = (value: unknown, place: Place) => T | undefined;

/** The value that a decoder returns. */
export type Decoded<D> = D extends Decoder<infer T> ? T : never;

const PACKAGE_OF_TYPES = 'type.googleapis.com';
const LARGEST_INT32 = 2 ** 31 - 1;
const LARGEST_INT64 = 2n ** 63n - 1n;
const LARGEST_FLOAT = 3.4028234663852886e38;
const NOT_FINITE = ['NaN', 'Infinity', '-Infinity'];

/**
 * Decodes a whole request body. `root` is the proto field that the body fills (empty for the request itself).
 * @throws ApiError 400 with every unknown field and every wrong value, as BadRequest
 */
export function decode<T>(decoder: Decoder<T>, value: unknown, root = ''): T {
	const place: Place = { path: root, parent: '', sentAs: root, refused: [] };
	const decoded = decoder(value, place);
	if (place.refused.length > 0 || decoded === undefined) {
		const message = place.refused.map(({ description }) => description).join('\n');
		throw new ApiError('INVALID_ARGUMENT', message, [badRequest(place.refused)]);
	}
	return decoded;
}

function report({ refused }: Place, field: string, description: string): undefined {
	refused.push({ field, description });
	return undefined;
}

function invalidValue(place: Place, field: string, type: string, why: string): undefined {
	return report(place, field, `Invalid value${field && ` at '${field}'`} (${type}), ${why}`);
}

function invalidName(place: Place, field: string, name: string, why: string): undefined {
	const where = field && ` at '${field}'`;
	return report(place, field, `Invalid JSON payload received. Unknown name "${name}"${where}: ${why}`);
}

/** Reports a value of the wrong kind. The message repeats a text whole and unescaped, as Google does. */
function refuse(place: Place, type: string, value: unknown): undefined {
	const { path, parent, sentAs } = place;
	if (path === '') return invalidName(place, '', '', 'Root element must be a message.');
	if (Array.isArray(value))
		return invalidName(place, parent, sentAs, 'Proto field is not repeating, cannot start list.');
	if (isRecord(value))
		return invalidValue(place, parent, nameIn(path), 'Starting an object on a scalar field');
	return invalidValue(place, path, type, typeof value === 'string' ? `"${value}"` : String(value));
}

/** The last field of a path. */
function nameIn(path: string): string {
	return path.slice(path.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '');
}

export function camelCase(name: string): string {
	return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function snakeCase(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function below({ path, refused }: Place, name: string, sentAs: string): Place {
	return { path: path ? `${path}.${name}` : name, parent: path, sentAs, refused };
}

function element(place: Place, index: number): Place {
	return { ...place, path: `${place.path}[${index}]` };
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A message. Its keys are in camelCase or snake_case, and null means unset.
 *
 * A field that occurs twice, in one spelling or in both, is an error. The message is Google's for a oneof and for an
 * `optional` field, which is a oneof of its own. Whether Google refuses other fields that occur twice isn't recorded. Here
 * they get the same error, since a client has no reason to send them.
 * @param oneofs fields of which at most one may be set, by the name of their oneof
 */
export function message<T extends object>(
	type: string,
	fields: { [K in keyof T]: Decoder<T[K]> },
	oneofs: Readonly<Record<string, readonly string[]>> = {},
): Decoder<Partial<T>> {
	const has = (key: string): key is keyof T & string => Object.hasOwn(fields, key);
	const oneofOf = new Map(
		Object.entries(oneofs).flatMap(([name, members]) => members.map((member) => [member, name] as const)),
	);
	return (value, place) => {
		if (!isRecord(value)) return refuse(place, `${PACKAGE_OF_TYPES}/${type}`, value);
		const decoded: Partial<T> = {};
		const taken = new Set<string>();
		const isFree = (name: string, key: string) => {
			const oneof = oneofOf.get(key) ?? `_${snakeCase(key)}`;
			if (taken.has(oneof)) {
				const why = `oneof field '${oneof}' is already set. Cannot set '${name}'`;
				invalidValue(place, place.path, 'oneof', why);
				return false;
			}
			taken.add(oneof);
			return true;
		};
		for (const [name, member] of Object.entries(value)) {
			const key = camelCase(name);
			if (!has(key) || (name !== key && name !== snakeCase(key)))
				invalidName(place, place.path, name, 'Cannot find field.');
			else if (member !== null && isFree(name, key)) {
				const field = fields[key](member, below(place, snakeCase(key), name));
				if (field !== undefined) decoded[key] = field;
			}
		}
		for (const name of repeatedNames(value)) if (has(camelCase(name))) isFree(name, camelCase(name));
		return decoded;
	};
}

/** A list; a single value counts as its only element. */
export function list<T>(item: Decoder<T>): Decoder<T[]> {
	return (value, place) => {
		const decoded = Array.isArray(value)
			? value.map((member: unknown, index) => item(member, element(place, index)))
			: [item(value, place)];
		return decoded.filter((one) => one !== undefined);
	};
}

/** A map. Its keys are data and stay unchanged. In paths its entries are numbered: `labels[0].value`. */
export function map<T>(item: Decoder<T>): Decoder<Record<string, T>> {
	return (value, place) => {
		if (!isRecord(value)) return unbound(place, 'Map', value);
		const decoded: Record<string, T> = {};
		Object.entries(value).forEach(([key, member], index) => {
			const entry = item(member, below(element(place, index), 'value', 'value'));
			if (entry !== undefined) decoded[key] = entry;
		});
		refuseRepeated(value, place);
		return decoded;
	};
}

function unbound(place: Place, kind: 'Map' | 'Struct', value: unknown): undefined {
	const what = Array.isArray(value) ? 'list' : 'value';
	const why = `Cannot bind a ${what} to ${kind.toLowerCase()} for field '${place.sentAs}'.`;
	return invalidValue(place, place.parent, kind, why);
}

function refuseRepeated(value: object, place: Place): void {
	for (const key of repeatedNames(value))
		invalidName(place, place.path, key, `Repeated map key: '${key}' is already set.`);
}

export const text: Decoder<string> = (value, place) =>
	typeof value === 'string' ? value : refuse(place, 'TYPE_STRING', value);

export const bool: Decoder<boolean> = (value, place) => {
	if (typeof value === 'boolean') return value;
	return value === 'true' || value === 'false' ? value === 'true' : refuse(place, 'TYPE_BOOL', value);
};

/** Bytes in base64, standard or URL-safe, with or without padding, unchanged. Stray bits at the end are an error. */
export const bytes: Decoder<string> = (value, place) => {
	if (typeof value !== 'string') return refuse(place, 'TYPE_BYTES', value);
	return isBase64(value)
		? value
		: invalidValue(place, place.path, 'TYPE_BYTES', `Base64 decoding failed for "${value}"`);
};

function isBase64(encoded: string): boolean {
	const digits = encoded.replace(/={1,2}$/, '');
	if (digits.length < encoded.length && encoded.length % 4 !== 0) return false;
	const decoded = Buffer.from(digits, 'base64');
	return [decoded.toString('base64url'), decoded.toString('base64').replace(/=+$/, '')].includes(digits);
}

function numeric(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
		? Number(value)
		: undefined;
}

export const int32: Decoder<number> = (value, place) => {
	const number = numeric(value);
	const fits =
		number !== undefined &&
		Number.isInteger(number) &&
		number <= LARGEST_INT32 &&
		number >= -LARGEST_INT32 - 1;
	return fits ? number : refuse(place, 'TYPE_INT32', value);
};

/** Kept as a decimal string, the format of responses. */
export const int64: Decoder<string> = (value, place) => {
	const whole =
		typeof value === 'number' && Number.isInteger(value)
			? BigInt(value)
			: typeof value === 'string' && /^-?\d{1,19}$/.test(value)
				? BigInt(value)
				: undefined;
	// A number this large has already lost its last digits, so the limit itself reads as one above it.
	const number = typeof value === 'number' && whole === LARGEST_INT64 + 1n ? LARGEST_INT64 : whole;
	const fits = number !== undefined && number <= LARGEST_INT64 && number >= -LARGEST_INT64 - 1n;
	return fits ? String(number) : refuse(place, 'TYPE_INT64', value);
};

/** A float: rounded to 32 bits. */
export const float: Decoder<number> = (value, place) => {
	const number = floating(value);
	const fits = number !== undefined && !(Math.abs(number) > LARGEST_FLOAT && Number.isFinite(number));
	return fits ? float32(number) : refuse(place, 'TYPE_FLOAT', value);
};

/** A double, unchanged. */
export const double: Decoder<number> = (value, place) =>
	floating(value) ?? refuse(place, 'TYPE_DOUBLE', value);

function floating(value: unknown): number | undefined {
	return typeof value === 'string' && NOT_FINITE.includes(value) ? Number(value) : numeric(value);
}

/** A google.protobuf.Duration, unchanged: `1.5s`. */
export const duration: Decoder<string> = (value, place) => {
	const type = `${PACKAGE_OF_TYPES}/google.protobuf.Duration`;
	if (typeof value !== 'string') return refuse(place, type, value);
	if (/^-?\d+(\.\d{1,9})?s$/.test(value)) return value;
	const why = "Illegal duration format; duration must end with 's'";
	return invalidValue(place, place.path, type, `Field '${place.sentAs}', ${why}`);
};

/** An enum value by its name, in any case and with `-` for `_`, or its number. */
export function oneOf<K extends string>(type: string, values: Readonly<Record<K, number>>): Decoder<K> {
	const named = (name: string): name is K => Object.hasOwn(values, name);
	return (value, place) => {
		const number = numeric(value);
		const byNumber = Object.entries(values).find(([, one]) => one === number)?.[0];
		const inCapitals = typeof value === 'string' ? value.toUpperCase().replaceAll('-', '_') : undefined;
		for (const name of [value, byNumber, inCapitals])
			if (typeof name === 'string' && named(name)) return name;
		return refuse(place, `${PACKAGE_OF_TYPES}/${type}`, value);
	};
}

/** A value that the emulator doesn't read. */
export const anything: Decoder<unknown> = (value) => value;

/** A message whose fields the emulator doesn't read. Anything but an object is an error. */
export function opaque(type: string): Decoder<Record<string, unknown>> {
	return (value, place) => (isRecord(value) ? value : refuse(place, `${PACKAGE_OF_TYPES}/${type}`, value));
}

/** A google.protobuf.Value, returned unchanged. */
export const json: Decoder<Json> = (value, place) => {
	refuseRepeatedBelow(value, place);
	return isJson(value) ? value : refuse(place, 'google.protobuf.Value', value);
};

/** A google.protobuf.Struct, returned unchanged. */
export const struct: Decoder<{ [key: string]: Json }> = (value, place) => {
	if (!isRecord(value)) return unbound(place, 'Struct', value);
	return map(json)(value, { ...place, path: `${place.path}.fields` });
};

function refuseRepeatedBelow(value: unknown, place: Place): void {
	if (typeof value !== 'object' || value === null) return;
	refuseRepeated(value, place);
	for (const member of Object.values(value)) refuseRepeatedBelow(member, place);
}

function isJson(value: unknown): value is Json {
	if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
	if (Array.isArray(value)) return value.every(isJson);
	return typeof value === 'object' && Object.values(value).every(isJson);
}

/** Reads an update mask: comma-separated paths, camelCase or snake_case; undefined without one. */
export function maskPaths(mask: string | null): string[] | undefined {
	const paths = mask
		?.split(',')
		.map((path) => camelCase(path.trim()))
		.filter((path) => path !== '');
	return paths && paths.length > 0 ? paths : undefined;
}
