/** Converts n8n's tools to Google's function declarations. */
import type { Tool } from '@n8n/ai-node-sdk';
import type { FunctionDeclaration } from '../shared/google/generation/content';
import { ConfigurationError } from '../shared/google/http/googleErrors';

/** A tool that n8n runs. The provider of the model runs the other kind. */
export type FunctionTool = Extract<Tool, { type: 'function' }>;

const longestName = 64;

/** A name that Google accepts (google/ai/generativelanguage/v1beta/content.proto, FunctionDeclaration.name). */
export function toFunctionName(name: string): string {
	const clean = name.replace(/[^\w.-]/g, '_');
	return (/^[A-Za-z_]/.test(clean) ? clean : `_${clean}`).slice(0, longestName);
}

/** The name of the function's tool, or the function's own name if no tool matches. */
export function toToolName(functionName: string, tools: readonly FunctionTool[]): string {
	return tools.find(({ name }) => toFunctionName(name) === functionName)?.name ?? functionName;
}

/**
 * @param schemaOf returns the JSON Schema of a tool's input, or undefined without one
 * @throws ConfigurationError for two tools with the same function name
 */
export function toDeclarations(
	tools: readonly FunctionTool[],
	schemaOf: (tool: FunctionTool) => object | undefined,
): FunctionDeclaration[] {
	const names = new Map<string, string>();
	return tools.map((tool) => {
		const name = toFunctionName(tool.name);
		refuseDuplicate(names.get(name), tool.name);
		names.set(name, tool.name);
		const schema = toSchema(schemaOf(tool));
		return {
			name,
			...(tool.description && { description: tool.description }),
			...(schema && { parametersJsonSchema: schema }),
		};
	});
}

function refuseDuplicate(taken: string | undefined, name: string): void {
	if (taken === undefined) return;
	throw new ConfigurationError(
		`Two tools have the same name: '${taken}' and '${name}'`,
		'Rename one of them. Only the first 64 characters count. Any character except letters, digits, dots, dashes and underscores counts as an underscore.',
	);
}

/** Keywords that describe the arguments of a function. */
const inputKeywords = [
	'$ref',
	'additionalProperties',
	'allOf',
	'anyOf',
	'oneOf',
	'patternProperties',
	'properties',
] as const;

/** Removes the dialect, which Google doesn't support. Undefined for a function without arguments. */
function toSchema(schema: object = {}): object | undefined {
	const members = Object.entries(schema).filter(([name]) => name !== '$schema');
	const hasInput = members.some(
		([name, value]) => inputKeywords.some((keyword) => keyword === name) && isFull(value),
	);
	return hasInput ? Object.fromEntries(members) : undefined;
}

function isFull(value: unknown): boolean {
	if (typeof value === 'string') return value !== '';
	return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
