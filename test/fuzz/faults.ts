/** What no answer may lead to, in texts that a user sees. */
import type { Outcome } from './stage.ts';

/** V8's own messages, and values that were put into a text as they are. */
const raw =
	/TypeError|RangeError|ReferenceError|SyntaxError|Cannot (read|set|convert|destructure)|is not (a function|iterable|a constructor|defined)|Maximum call stack|Invalid (array length|time value|string length)|\bundefined\b|\[object \w+\]|circular structure|Unexpected (token|end)|\bin JSON at\b|is not valid JSON/;

/** Errors that may be shown: the package's own, and n8n's. */
const known = new Set([
	...['NodeApiError', 'NodeOperationError', 'GoogleApiError', 'ConnectionError', 'ConfigurationError'],
	...['UnreadableError', 'EndlessListError', 'OversizedResponseError', 'TriedInVainError', 'TimeIsUpError'],
	...['ModelIdTakenError', 'UnusableResponseError', 'UnclearStartError', 'OutdatedTokenError'],
]);

/** @returns what is wrong with the failures of a run */
export function faultsIn({ failures, error, passing = [] }: Outcome): string[] {
	const texts = failures.flatMap(({ error: message, details, description }) =>
		[message, details, description].map((text) => String(text ?? '')),
	);
	const faults = texts.flatMap((text) => (raw.test(text) ? [`An item fails with: ${text}`] : []));
	const errors = [error, ...passing].filter((each) => each !== undefined);
	return [...faults, ...errors.flatMap(faultsOf)];
}

/** An error's own fields; n8n hands some over as plain objects. */
interface ErrorLike {
	name: string;
	message: string;
	description?: unknown;
	stack?: unknown;
	cause?: unknown;
}

/** @returns what is wrong with what was thrown; nothing was where it is undefined */
export function faultsOf(error: unknown): string[] {
	if (error === undefined) return [];
	if (!isErrorLike(error)) return [`Something other than an error was thrown: ${JSON.stringify(error)}`];
	return [...causesOf(error)].flatMap((each) => {
		const text = `${each.message} ${String(each.description ?? '')}`;
		const isNative = /^(Type|Range|Reference|Syntax|Eval|URI)Error$/.test(each.name);
		if (isNative || raw.test(text)) return [`${each.name}: ${text}\n${String(each.stack ?? '')}`];
		return each === error && !known.has(each.name) ? [`${each.name} isn't known: ${text}`] : [];
	});
}

function* causesOf(error: unknown): Generator<ErrorLike> {
	for (let each = error; isErrorLike(each); each = each.cause) yield each;
}

function isErrorLike(value: unknown): value is ErrorLike {
	if (typeof value !== 'object' || value === null || !('name' in value && 'message' in value)) return false;
	return typeof value.name === 'string' && typeof value.message === 'string';
}

/** Members whose own members are the user's. */
const free = new Set(['labels', 'request']);

/**
 * Compares a success with one of unchanged answers.
 *
 * @returns members that are missing or of another type; null is right in place of any value, and any value in place of null
 */
export function shapeFaults(value: unknown, whole: unknown, at = 'It'): string[] {
	if (whole === null || whole === undefined) return [];
	if (value === null) return [];
	if (typeof value !== typeof whole || Array.isArray(value) !== Array.isArray(whole))
		return [`${at} is ${JSON.stringify(value)} in place of ${JSON.stringify(whole)}`];
	if (typeof value === 'number' && !Number.isFinite(value)) return [`${at} is ${value}`];
	if (typeof value === 'string' && /\bundefined\b|\[object \w+\]/.test(value)) return [`${at} is '${value}'`];
	if (!isObject(value) || !isObject(whole)) return [];
	if (Array.isArray(value))
		return value.flatMap((member, index) => shapeFaults(member, whole[0], `${at}[${index}]`));
	const keys = Object.keys(whole).filter((key) => !free.has(key));
	return keys.flatMap((key) => shapeFaults(value[key], whole[key], `${at}.${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

/** Whether an answer has changed what all objects have. */
export function pollution(): string[] {
	return [Object.prototype, Array.prototype, Function.prototype].flatMap((prototype) =>
		Object.keys(prototype),
	);
}
