import { numberText } from '../../shared/domain/dataset/cells/numberText';
import { isObject } from '../../shared/domain/guards';
import type { Row } from '../../shared/domain/dataset/preparation';
import { jsonFault } from './jsonFault';

/** The row of a JSON text, or the reason why it has none. */
export type JsonRow =
	| {
			row: Row;
			/** Whether a number has more digits than JavaScript keeps; it becomes a text. */
			hasLongNumber?: true;
			/** Whether the text is a JSON string with the row's JSON. */
			isEncodedTwice?: true;
	  }
	| { reason: string };

/** Reads a JSON object exactly: numbers keep all digits, and a repeated key is an error. */
export function readJsonRow(text: string): JsonRow {
	const value = parse(text);
	if (value instanceof SyntaxError) return { reason: jsonFault(text) };
	if (typeof value === 'string' && /^\s*\{/.test(value)) {
		const inner = readJsonRow(value);
		return 'row' in inner ? { ...inner, isEncodedTwice: true } : inner;
	}
	if (!isObject(value)) return { reason: `it is ${describe(value)} instead of a JSON object` };
	const twice = twiceKey(text, value);
	if (twice !== undefined) return { reason: `it has the key '${twice}' twice; keep one of them` };
	// JavaScript keeps 15 digits.
	if (!/\d{16}|[\d.]{17}|e[+-]?\d{3}/i.test(text)) return { row: value };
	const exact = text.replace(stringsAndNumbers, keepDigits);
	const row: unknown = exact === text ? value : JSON.parse(exact);
	return exact !== text && isObject(row) ? { row, hasLongNumber: true } : { row: value };
}

const stringsAndNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function keepDigits(found: string): string {
	if (found.startsWith('"')) return found;
	const digits = numberText(found);
	return digits !== undefined && digits === numberText(Number(found)) ? found : `"${found}"`;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		return error;
	}
}

function describe(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'a list';
	return (
		{ string: 'a text', number: 'a number', boolean: 'true or false' }[String(typeof value)] ?? 'a value'
	);
}

/** Finds a key that an object has twice. `JSON.parse` keeps only the last one. */
function twiceKey(text: string, value: unknown): string | undefined {
	// Texts can also contain a quote and a colon, so more of them than keys are only a sign.
	const colons = text.match(/"\s*:/g)?.length ?? 0;
	return colons > countKeys(value) ? findTwice(text) : undefined;
}

function countKeys(value: unknown): number {
	if (typeof value !== 'object' || value === null) return 0;
	let keys = 0;
	if (Array.isArray(value)) for (const entry of value) keys += countKeys(entry);
	else for (const entry of Object.values(value)) keys += 1 + countKeys(entry);
	return keys;
}

function findTwice(text: string): string | undefined {
	const levels: Array<Set<string>> = [];
	for (const [found, key] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")\s*:|"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/g)) {
		if (found === '{') levels.push(new Set());
		else if (found === '}') levels.pop();
		else if (key !== undefined) {
			const name = String(JSON.parse(key));
			const level = levels.at(-1);
			if (level?.has(name)) return name;
			level?.add(name);
		}
	}
	return undefined;
}
