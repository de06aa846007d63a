import type { Json } from '../json.ts';
import { countTokens } from '../content/answer.ts';
import type { Example } from '../learner/index.ts';

/** A value with members to read. */
export type Members = { [key: string]: unknown };

/** One line of a dataset with the values that the statistics need. */
export interface Line {
	example: Example;
	inputTokens: number;
	outputTokens: number;
	/** Entries in `contents`. */
	messages: number;
	/** The `contents` of a supervised line, or a whole preference line. Google shows only a few lines. */
	show(): Json;
	/** The scores of a preference line's completions. */
	scores: readonly number[];
}

export type ReadLine = Line | { faults: readonly string[] };

const DATA = ['text', 'fileData', 'inlineData', 'functionCall', 'functionResponse'];

export function isMembers(value: unknown): value is Members {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON.parse returns only Json; this check proves it to the compiler. */
export function asJson(value: unknown): Json {
	if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
		return value;
	if (Array.isArray(value)) return value.map(asJson);
	if (!isMembers(value)) return null;
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asJson(member)]));
}

export function unknownMembers(line: Members, known: readonly string[]): string[] {
	return Object.keys(line)
		.filter((name) => !known.includes(name))
		.map((name) => `unknown field "${name}"`);
}

/** The error in a Content: its role, its parts. */
export function contentFaults(content: unknown, at: string, roles: readonly string[]): string[] {
	if (!isMembers(content)) return [`${at} is not an object`];
	const { role, parts } = content;
	const faults = typeof role === 'string' && roles.includes(role) ? [] : [`${at} has an unrecognized role`];
	if (!Array.isArray(parts) || parts.length === 0) return [...faults, `${at} has no parts`];
	parts.forEach((part: unknown, i) => {
		const filled =
			isMembers(part) && DATA.some((name) => (name === 'text' ? isText(part.text) : isMembers(part[name])));
		if (!filled) faults.push(`${at}.parts[${i}] has no text`);
	});
	return faults;
}

function isText(value: unknown): boolean {
	return typeof value === 'string' && value !== '';
}

/** The turns have to alternate, beginning with the user. */
export function orderFaults(contents: readonly unknown[], last: 'user' | 'model'): string[] {
	const roles = contents.map((content) => (isMembers(content) ? content.role : undefined));
	const faults = roles.flatMap((role, i) =>
		i > 0 && role === roles[i - 1] ? [`contents[${i}] repeats the role before it`] : [],
	);
	if (roles[0] !== 'user') faults.push('contents must begin with the role user');
	if (roles.at(-1) !== last) faults.push(`contents must end with the role ${last}`);
	return faults;
}

/** The concatenated texts of a Content's parts. */
export function textOf(content: unknown): string {
	if (!isMembers(content) || !Array.isArray(content.parts)) return '';
	return content.parts
		.map((part: unknown) => (isMembers(part) && typeof part.text === 'string' ? part.text : ''))
		.join('');
}

export function tokensOf(contents: readonly unknown[]): number {
	return contents.reduce((sum: number, content) => sum + countTokens(textOf(content)), 0);
}
