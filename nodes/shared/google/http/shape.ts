/**
 * Readers of external JSON. A wire type and its reader are one definition: `type Job = Shaped<typeof job>`.
 *
 * A scalar of the wrong type counts as absent, and so does null. A list of the wrong type makes the whole response unreadable: otherwise
 * it would look empty ("no jobs").
 */

import { isObject } from '../../domain/guards';

/**
 * @param at path of the value, for messages: `tuningJobs[3].labels`; empty for the whole response
 * @returns undefined for a value that is absent or of another type
 * @throws UnreadableError where absence would change the meaning
 */
export type Reader<T> = (value: unknown, at?: string) => T | undefined;

/** The value of a JSON text; undefined for a text that isn't JSON. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The type that a reader returns. */
export type Shaped<R> = R extends Reader<infer T> ? T : never;

/** A required value that can't be read. The message names its path. */
export class UnreadableError extends Error {
	override readonly name = 'UnreadableError';
}

export const text: Reader<string> = (value) => (typeof value === 'string' ? value : undefined);

export const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

export const number: Reader<number> = (value) => (Number.isFinite(value) ? Number(value) : undefined);

/** A count: an exact integer of 0 or more. */
export const count: Reader<number> = (value) =>
	Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;

/** A date and time in RFC 3339. An impossible one counts as absent. */
export const time: Reader<string> = (value) =>
	typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined;

/**
 * A number whose absence means 0, so a wrong type is NaN. Protocol buffers write `"NaN"` and `"Infinity"` as
 * strings (protobuf.dev, ProtoJSON).
 */
export const figure: Reader<number> = (value) => {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'string' && value.trim() !== '') return Number(value);
	return typeof value === 'number' ? value : Number.NaN;
};

/** A figure for people: null where the service sent no number. */
export function finite(value: string | number | undefined): number | null {
	const number = Number(value);
	return value !== undefined && Number.isFinite(number) ? number : null;
}

/** An int64, a string or a number as it arrived. A wrong type is NaN. */
export const long: Reader<string | number> = (value) => {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'string' && /^-?\d+$/.test(value)) return value;
	return typeof value === 'number' ? value : Number.NaN;
};

/** Any object, as it is. */
export const object: Reader<Record<string, unknown>> = (value) => (isObject(value) ? value : undefined);

/** A list without nulls and members of another type. @throws UnreadableError for anything else */
export function list<T>(of: Reader<T>): Reader<T[]> {
	return (value, at = '') =>
		membersOf(value, at)?.flatMap((member, index) => of(member, `${at}[${index}]`) ?? []);
}

/** The same, unreadable if a member has another type. For lists where a missing member costs money or data. */
export function wholeList<T>(of: Reader<T>): Reader<T[]> {
	return (value, at = '') =>
		membersOf(value, at)?.map((member, index) => demand(of, member, `${at}[${index}]`));
}

/** An object's values by key. Values of another type are dropped, and so is `__proto__`, which no API uses. */
export function mapOf<T>(of: Reader<T>): Reader<Record<string, T>> {
	return (value, at = '') => {
		if (!isObject(value)) return undefined;
		return Object.fromEntries(
			Object.entries(value).flatMap(([key, member]): Array<[string, T]> => {
				const read = key === '__proto__' ? undefined : of(member, `${at}.${key}`);
				return read === undefined ? [] : [[key, read]];
			}),
		);
	};
}

type Fields = Record<string, Reader<unknown>>;

/** Every field is optional, because Google's APIs omit default values. */
type Optional<F extends Fields> = { [K in keyof F]?: Shaped<F[K]> };

type WithRequired<T, K extends keyof T> = T & { [P in K]-?: NonNullable<T[P]> };

/**
 * An object with these fields. All others are dropped.
 *
 * @param required the object is unreadable without them
 */
export function fields<F extends Fields, K extends keyof F & string = never>(
	readers: F,
	...required: readonly K[]
): Reader<WithRequired<Optional<F>, K>> {
	const of: Reader<Optional<F>> = (value, at = '') =>
		isObject(value) ? pick(readers, value, at) : undefined;
	return having(of, ...required);
}

/** The same with all other fields unchanged, for responses that users see. */
export function openFields<F extends Fields>(readers: F): Reader<Optional<F>> {
	return (value, at = '') => {
		if (!isObject(value)) return undefined;
		const others = Object.entries(value).filter(([key]) => !Object.hasOwn(readers, key));
		return { ...Object.fromEntries(others), ...pick(readers, value, at) };
	};
}

/** The same object, unreadable without these fields. */
export function having<T, K extends keyof T & string>(
	of: Reader<T>,
	...names: readonly K[]
): Reader<WithRequired<T, K>> {
	return (value, at = '') => {
		const read = of(value, at);
		if (read === undefined) return undefined;
		if (has(read, names)) return read;
		throw new UnreadableError(`${named(at)} has no ${names.map((name) => `'${name}'`).join(' or no ')}`);
	};
}

/** The same reader, unreadable for a present value of another type. */
export function strict<T>(of: Reader<T>): Reader<T> {
	return (value, at = '') => (value === undefined || value === null ? undefined : demand(of, value, at));
}

/** @throws UnreadableError for a value of another type */
export function demand<T>(of: Reader<T>, value: unknown, at = ''): T {
	const read = of(value, at);
	if (read !== undefined) return read;
	throw new UnreadableError(`${named(at)} has the wrong type`);
}

/** The value that a reader returns, or why it can't be read. Never throws. */
export function attempt<T>(of: Reader<T>, value: unknown): { read: T } | { problem: string } {
	try {
		return { read: demand(of, value) };
	} catch (error) {
		return { problem: error instanceof Error ? error.message : String(error) };
	}
}

function membersOf(value: unknown, at: string): unknown[] | undefined {
	if (value === undefined || value === null) return undefined;
	if (Array.isArray(value)) return value.filter((member) => member !== null);
	throw new UnreadableError(`${named(at)} isn't a list`);
}

function pick<F extends Fields>(readers: F, value: Record<string, unknown>, at: string): Optional<F> {
	const picked: Optional<F> = {};
	for (const key in readers) {
		if (!Object.hasOwn(value, key)) continue;
		const read = readers[key]?.(value[key], at === '' ? key : `${at}.${key}`);
		if (read !== undefined) Object.assign(picked, { [key]: read });
	}
	return picked;
}

function has<T, K extends keyof T>(value: T, names: readonly K[]): value is WithRequired<T, K> {
	return names.every((name) => value[name] !== undefined && value[name] !== null);
}

function named(at: string): string {
	return at === '' ? 'it' : `'${at}'`;
}
