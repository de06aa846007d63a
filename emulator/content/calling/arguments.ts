import type { Json } from '../../json.ts';
import { wordsOf } from './words.ts';

type Members = { [key: string]: unknown };

/** The parts of a prompt that aren't arguments yet. */
interface Material {
	question: string;
	numbers: string[];
	quoted: string[];
	names: string[];
}

const NUMBER = /-?\d+(?:\.\d+)?/g;
const QUOTED = /"([^"]+)"|“([^”]+)”|(?<!\p{L})'([^']+)'/gu;
/** The form of an ID: letters or signs joined with digits. */
const ID =
	/(?<![\p{L}\p{N}])(?=[\p{L}\p{N}_-]*\d)(?=[\p{L}\p{N}_-]*\p{L})[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)*/gu;
/** Consecutive capitalized words inside a sentence. */
const NAME = /(?<=[\p{Ll}\p{N},;:]\s+)\p{Lu}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]*)*/gu;

/** Fills a function's parameters from a prompt, in the order of the schema. The emulator's README has the rules. */
export function argumentsFor(schema: unknown, question: string): { [key: string]: Json } {
	const quoted = [...question.matchAll(QUOTED)].map(([, a, b, c]) => a ?? b ?? c ?? '');
	const rest = question.replace(QUOTED, ' ');
	const numbers = rest.replace(ID, ' ').match(NUMBER) ?? [];
	const names = [...rest.matchAll(ID), ...rest.matchAll(NAME)]
		.sort((one, other) => one.index - other.index)
		.map(([name]) => name);
	return fillMembers(schema, { question, numbers: [...numbers], quoted, names: [...new Set(names)] });
}

function fillMembers(schema: unknown, material: Material): { [key: string]: Json } {
	const { properties, required } = isMembers(schema) ? schema : {};
	const needed = Array.isArray(required) ? required : [];
	const filled: { [key: string]: Json } = {};
	for (const [name, member] of Object.entries(isMembers(properties) ? properties : {})) {
		const value = fill(name, member, needed.includes(name), material);
		if (value !== undefined) filled[name] = value;
	}
	return filled;
}

function fill(name: string, schema: unknown, needed: boolean, material: Material): Json | undefined {
	const { type, values, items, whole } = read(schema);
	if (values.length > 0) return choose(values, material.question) ?? (needed ? values[0] : undefined);
	switch (type) {
		case 'NUMBER':
		case 'INTEGER': {
			const found = take(material.numbers, besides(name, material.question, NUMBER));
			return found === undefined ? (needed ? 0 : undefined) : toNumber(found, type);
		}
		case 'BOOLEAN':
			return decide(name, material.question) ?? (needed ? false : undefined);
		case 'ARRAY': {
			const item = fill(name, items, false, material);
			return item === undefined ? (needed ? [] : undefined) : [item];
		}
		case 'OBJECT':
			return fillMembers(whole, material);
		default:
			return (
				take(material.quoted) ??
				take(material.names, besides(name, material.question, ID)) ??
				take(material.numbers) ??
				(needed ? material.question : undefined)
			);
	}
}

/** A schema's type in capitals, through `anyOf` and lists of types, and its enum values. */
function read(schema: unknown): { type: string; values: string[]; items: unknown; whole: unknown } {
	const members = isMembers(schema) ? schema : {};
	const kinds = Array.isArray(members.anyOf) ? members.anyOf.map(read) : [];
	const kind = kinds.find(({ type }) => type !== 'NULL');
	if (members.type === undefined && kind) return kind;
	const types = Array.isArray(members.type) ? members.type : [members.type];
	const named = types.map((one) => String(one).toUpperCase()).find((one) => one !== 'NULL');
	const values = Array.isArray(members.enum) ? members.enum.filter((value) => typeof value === 'string') : [];
	return { type: named ?? 'STRING', values, items: members.items, whole: schema };
}

/** Removes and returns the wanted entry, or else the first one. */
function take(from: string[], wanted?: string): string | undefined {
	const at = wanted === undefined ? 0 : Math.max(0, from.indexOf(wanted));
	return from.splice(at, 1)[0];
}

/** The text right after the words of a parameter's name, as in "quantity 3" or "order: A-17". */
function besides(name: string, question: string, pattern: RegExp): string | undefined {
	const words = [...wordsOf(name)].join('\\s+');
	if (words === '') return undefined;
	const found = new RegExp(`\\b${words}s?\\b\\s*(?:is|of|number|no\\.|=|:|#)?\\s*(\\S+)`, 'iu').exec(
		question,
	);
	return found?.[1]?.match(new RegExp(pattern))?.[0];
}

function choose(values: readonly string[], question: string): string | undefined {
	const asked = wordsOf(question);
	return values.find((value) => [...wordsOf(value)].some((word) => asked.has(word)));
}

/** The value of a boolean parameter: true if its name occurs; false with "not", "no" or "without" before it. */
function decide(name: string, question: string): boolean | undefined {
	const words = [...wordsOf(name)].join('\\s+');
	const found = words === '' ? null : new RegExp(`\\b(not|no|without)?\\s*${words}`, 'iu').exec(question);
	return found ? found[1] === undefined : undefined;
}

function toNumber(digits: string, type: string): number {
	return type === 'INTEGER' ? Math.trunc(Number(digits)) : Number(digits);
}

function isMembers(value: unknown): value is Members {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
