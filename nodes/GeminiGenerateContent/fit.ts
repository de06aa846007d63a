import type { GenericValue } from 'n8n-workflow';
import type { GenerateContentRequest, SentRequest } from '../shared/google/generation/content';
import type { Answer } from '../shared/domain/answer';
import { count } from '../shared/domain/count';

/** One difference between a response and its schema. */
export interface SchemaFinding {
	/** Path like in an expression, such as `items[0].name`; empty for the whole response. */
	path: string;
	problem: string;
}

/** The check of a JSON response. */
export interface Fit {
	/** The parsed response; null if the text isn't JSON. */
	data: GenericValue;
	/** Empty if the response fits the schema; absent for JSON without a schema. */
	schemaFindings?: SchemaFinding[];
}

/** Checks a response; undefined if the request didn't ask for JSON. */
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

/** Limits for a response with thousands of findings. */
const mostListed = 50;
const longestFinding = 500;

/** @param whole name for the whole response */
export function listFindings(findings: readonly SchemaFinding[], whole = ''): string[] {
	const listed = findings
		.slice(0, mostListed)
		.map(({ path, problem }) => [path || whole, problem.slice(0, longestFinding)].filter(Boolean).join(': '));
	const rest = findings.length - listed.length;
	return rest > 0 ? [...listed, `and ${count(rest)} more`] : listed;
}

/** JSON in a Markdown fence: models tuned on it return it regardless of the requested format. */
const fenced = /^\s*```(?:json)?\s*(.*)```\s*$/is;

function parse(text: string): { data: GenericValue } | { problem: string } {
	if (text === '') return { problem: 'The text is empty' };
	try {
		return { data: JSON.parse(fenced.exec(text)?.[1] ?? text) };
	} catch (error) {
		return { problem: `The text isn't JSON: ${error instanceof Error ? error.message : String(error)}` };
	}
}

/**
 * Validates with a library that is small, has no dependencies and doesn't compile schemas to code; loads it at its first use.
 * A schema that can't be checked, such as one with a broken reference, is a finding: the response exists and is paid for.
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
		return [{ path: '', problem: `The schema can't be checked: ${why}` }];
	}
}

function ancestorsOf(location: string): string[] {
	const parts = location.split('/');
	return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}

/**
 * False for an error that only wraps an inner error, and for errors inside one choice of several.
 *
 * @param containing keyword locations with an error inside
 */
function isCause(location: string, containing: ReadonlySet<string>): boolean {
	if (/\/(anyOf|oneOf|not|if)\//.test(location)) return false;
	return /\/(anyOf|oneOf)$/.test(location) || !containing.has(location);
}

/** Converts a JSON Pointer to the path of an expression. */
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
