import type { GenericValue } from 'n8n-workflow';
import type { GenerateContentRequest, SentRequest } from '../shared/backend/content';
import type { Answer } from '../shared/domain/answer';
import { count } from '../shared/domain/count';

/** One thing about an answer that does not fit its schema. */
export interface SchemaFinding {
	/** As in an expression: `items[0].name`; empty for the answer as a whole. */
	path: string;
	problem: string;
}

/** An answer that was to be JSON. */
export interface Fit {
	/** Null where the text is no JSON. */
	data: GenericValue;
	/** Empty where it fits; absent where it is JSON and there is no schema to fit. */
	schemaFindings?: SchemaFinding[];
}

/** Undefined where no JSON was asked for. */
export async function fitOf(
	{ generationConfig = {} }: GenerateContentRequest | SentRequest,
	{ text, explanation }: Pick<Answer, 'text' | 'explanation'>,
): Promise<Fit | undefined> {
	const { responseMimeType, responseJsonSchema: schema } = generationConfig;
	if (responseMimeType !== 'application/json') return undefined;
	const parsed = parse(text);
	if ('problem' in parsed) {
		const problem = [parsed.problem, explanation].filter(Boolean).join('. ');
		return { data: null, schemaFindings: [{ path: '', problem }] };
	}
	const { data } = parsed;
	return schema ? { data, schemaFindings: await findingsIn(data, schema) } : { data };
}

/** So that an answer of thousands, each wrong in the same way, does not become a text of megabytes. */
const mostTold = 50;
const longestTold = 500;

/** @param whole what the answer as a whole is called */
export function tellFindings(findings: readonly SchemaFinding[], whole = ''): string[] {
	const told = findings
		.slice(0, mostTold)
		.map(({ path, problem }) => [path || whole, problem.slice(0, longestTold)].filter(Boolean).join(': '));
	const rest = findings.length - told.length;
	return rest > 0 ? [...told, `and ${count(rest)} more`] : told;
}

/** Models that were tuned on it write JSON as Markdown has it, whatever is asked for. */
const fenced = /^\s*```(?:json)?\s*(.*)```\s*$/is;

function parse(text: string): { data: GenericValue } | { problem: string } {
	if (text === '') return { problem: 'There is no text' };
	try {
		return { data: JSON.parse(fenced.exec(text)?.[1] ?? text) };
	} catch (error) {
		return { problem: `The text is no JSON: ${error instanceof Error ? error.message : String(error)}` };
	}
}

/**
 * The library is loaded at its first use; it is small, depends on nothing and makes no code of schemas, unlike its bigger rivals.
 * A schema that cannot be checked, such as one with a reference to nowhere, is a finding: there is an answer to it.
 */
async function findingsIn(data: unknown, schema: object): Promise<SchemaFinding[]> {
	const { Validator } = await import('@cfworker/json-schema');
	try {
		const { errors } = new Validator(schema, '2020-12', false).validate(data);
		const containing = new Set(errors.flatMap(({ keywordLocation }) => ancestorsOf(keywordLocation)));
		return errors
			.filter(({ keywordLocation }) => isCause(keywordLocation, containing))
			.map(({ instanceLocation, error }) => ({ path: toPath(instanceLocation), problem: error }));
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return [{ path: '', problem: `The schema cannot be checked: ${why}` }];
	}
}

function ancestorsOf(location: string): string[] {
	const parts = location.split('/');
	return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}

/**
 * Not what only says that something further in is wrong, nor what is wrong with one choice of several.
 *
 * @param containing locations of keywords within which something is wrong
 */
function isCause(location: string, containing: ReadonlySet<string>): boolean {
	if (/\/(anyOf|oneOf|not|if)\//.test(location)) return false;
	return /\/(anyOf|oneOf)$/.test(location) || !containing.has(location);
}

/** A JSON Pointer as an expression has it. */
function toPath(pointer: string): string {
	return pointer
		.split('/')
		.slice(1)
		.map((part) => decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~'))
		.reduce((path, name) => {
			if (/^\d+$/.test(name)) return `${path}[${name}]`;
			if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return `${path}[${JSON.stringify(name)}]`;
			return path === '' ? name : `${path}.${name}`;
		}, '');
}
