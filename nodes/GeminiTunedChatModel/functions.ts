/** Tools of n8n as functions that Google knows. */
import type { Tool } from '@n8n/ai-node-sdk';
import type { FunctionDeclaration } from '../shared/backend/content';
import { ConfigurationError } from '../shared/backend/errors';

/** A tool that n8n runs; the other kind is run by who makes the model. */
export type FunctionTool = Extract<Tool, { type: 'function' }>;

const longestName = 64;

/** A name as Google takes it (google/ai/generativelanguage/v1beta/content.proto, FunctionDeclaration.name). */
export function toFunctionName(name: string): string {
	const clean = name.replace(/[^\w.-]/g, '_');
	return (/^[A-Za-z_]/.test(clean) ? clean : `_${clean}`).slice(0, longestName);
}

/** The tool that a function stands for; the name itself where there is none. */
export function toToolName(functionName: string, tools: readonly FunctionTool[]): string {
	return tools.find(({ name }) => toFunctionName(name) === functionName)?.name ?? functionName;
}

/**
 * @param schemaOf the JSON Schema of a tool's input; undefined where n8n hands on none
 * @throws ConfigurationError for two tools whose names are one to Google
 */
export function toDeclarations(
	tools: readonly FunctionTool[],
	schemaOf: (tool: FunctionTool) => object | undefined,
): FunctionDeclaration[] {
	const names = new Map<string, string>();
	return tools.map((tool) => {
		const name = toFunctionName(tool.name);
		refuseDoublet(names.get(name), tool.name);
		names.set(name, tool.name);
		const schema = toSchema(schemaOf(tool));
		return {
			name,
			...(tool.description && { description: tool.description }),
			...(schema && { parametersJsonSchema: schema }),
		};
	});
}

function refuseDoublet(taken: string | undefined, name: string): void {
	if (taken === undefined) return;
	throw new ConfigurationError(
		`Two tools have the same name: '${taken}' and '${name}'`,
		'Rename one. Names count up to 64 characters, and any character but letters, digits, dots, dashes and underscores counts as an underscore.',
	);
}

/** Keywords that tell what a function takes. */
const telling = [
	'$ref',
	'additionalProperties',
	'allOf',
	'anyOf',
	'oneOf',
	'patternProperties',
	'properties',
] as const;

/** Without the dialect, which Google does not know; undefined for a function that takes nothing. */
function toSchema(schema: object = {}): object | undefined {
	const members = Object.entries(schema).filter(([name]) => name !== '$schema');
	const tells = members.some(([name, value]) => telling.some((keyword) => keyword === name) && isFull(value));
	return tells ? Object.fromEntries(members) : undefined;
}

function isFull(value: unknown): boolean {
	if (typeof value === 'string') return value !== '';
	return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
