import type { Json } from '../json.ts';
import { camelCase } from '../proto.ts';
import { fieldError } from './errors.ts';

type Test = (resource: Json) => boolean;

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(>=|<=|!=|[()=<>:])|([^\s()=<>:!"']+))/y;
const TIME_FIELD = /time$/i;

interface Token {
	text: string;
	quoted: boolean;
}

/**
 * Reads a filter: comparisons of fields (`state="JOB_STATE_FAILED"`, `labels.team:*`, `createTime>"2026-…"`) joined by AND,
 * OR, NOT and parentheses. OR has priority over AND, as in all of Google's filters.
 * @param fields that can be compared, in camelCase; `labels` stands for every label
 * @throws ApiError 400 for an unreadable filter
 */
export function createFilter(filter: string, fields: readonly string[]): Test {
	const tokens = tokenize(filter);
	let at = 0;
	if (tokens.length === 0) return () => true;

	const peek = () => tokens[at];
	const isWord = (word: string) => peek()?.text === word && !peek()?.quoted;
	const invalid = () => fieldError('filter', `Invalid filter: ${filter}`);

	function all(): Test {
		const tests = [any()];
		while (peek() && !isWord(')')) {
			if (isWord('AND')) at += 1;
			tests.push(any());
		}
		return (resource) => tests.every((test) => test(resource));
	}

	function any(): Test {
		const tests = [one()];
		while (isWord('OR')) {
			at += 1;
			tests.push(one());
		}
		return (resource) => tests.some((test) => test(resource));
	}

	function one(): Test {
		if (isWord('NOT')) {
			at += 1;
			const test = one();
			return (resource) => !test(resource);
		}
		if (!isWord('(')) return comparison();
		at += 1;
		const test = all();
		if (!isWord(')')) throw invalid();
		at += 1;
		return test;
	}

	function comparison(): Test {
		const [field, operator, value] = [tokens[at], tokens[at + 1], tokens[at + 2]];
		if (!field || !operator || !value || operator.quoted || !/^[=<>:!]/.test(operator.text)) throw invalid();
		at += 3;
		return compare(readPath(field.text, fields, invalid), operator.text, value);
	}

	const test = all();
	if (at !== tokens.length) throw invalid();
	return test;
}

function tokenize(filter: string): Token[] {
	const tokens: Token[] = [];
	const text = filter.trim();
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < text.length) {
		const [, quoted, operator, word] = TOKEN.exec(text) ?? [];
		if (quoted !== undefined)
			tokens.push({ text: quoted.slice(1, -1).replace(/\\(.)/g, '$1'), quoted: true });
		else if (operator !== undefined || word !== undefined) {
			tokens.push({ text: operator ?? word ?? '', quoted: false });
		} else throw fieldError('filter', `Invalid filter: ${filter}`);
	}
	return tokens;
}

function readPath(name: string, fields: readonly string[], invalid: () => Error): string[] {
	const [first = '', ...rest] = name.split('.');
	const field = camelCase(first);
	if (!fields.includes(field) || (field === 'labels') !== rest.length > 0) throw invalid();
	return field === 'labels' ? [field, rest.join('.')] : [field];
}

function valueAt(resource: Json, path: readonly string[]): Json | undefined {
	let value: Json | undefined = resource;
	for (const key of path) {
		if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
		value = value[key];
	}
	return value;
}

function compare(path: readonly string[], operator: string, { text, quoted }: Token): Test {
	const key = TIME_FIELD.test(path[0] ?? '')
		? (value: string) => Date.parse(value)
		: (value: string) => value;
	const wanted = key(text);
	return (resource) => {
		const value = valueAt(resource, path);
		if (operator === ':' && text === '*' && !quoted) return value !== undefined;
		if (typeof value !== 'string') return operator === '!=';
		const found = key(value);
		switch (operator) {
			case '=':
			case ':':
				return found === wanted;
			case '!=':
				return found !== wanted;
			case '<':
				return found < wanted;
			case '<=':
				return found <= wanted;
			case '>':
				return found > wanted;
			default:
				return found >= wanted;
		}
	};
}
