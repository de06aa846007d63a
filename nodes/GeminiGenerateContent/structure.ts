import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';
import type { GenerationConfig } from '../shared/google/generation/content';
import { schemaOfExample } from '../shared/domain/exampleSchema';
import { schemaFault } from '../shared/domain/schemaFault';
import { asChoice, isDataObject } from '../shared/panel/parameters';

const formats = ['application/json', 'text/plain'] as const;

/**
 * Reads the requested format. A schema or an example requests JSON.
 *
 * @throws NodeOperationError for an invalid schema or example, for both together, and for either with text output
 */
export function readStructure(
	ctx: IExecuteFunctions,
	{ outputFormat, jsonSchema, exampleResponse }: IDataObject,
	itemIndex: number,
): Pick<GenerationConfig, 'responseMimeType' | 'responseJsonSchema'> {
	const format =
		outputFormat === undefined ? undefined : asChoice(ctx, outputFormat, formats, 'Output Format', itemIndex);
	const asked = jsonSchema === undefined ? exampleResponse : jsonSchema;
	if (asked === undefined) return format === undefined ? {} : { responseMimeType: format };
	const label = jsonSchema === undefined ? 'Example Response' : 'JSON Schema';
	if (jsonSchema !== undefined && exampleResponse !== undefined) {
		const message = "'JSON Schema' and 'Example Response' can't be combined";
		throw itemError(ctx, message, 'Remove one of them.', itemIndex);
	}
	if (format === 'text/plain') {
		throw itemError(
			ctx,
			`'${label}' can't be combined with text output`,
			`Set 'Output Format' to JSON, or remove '${label}'.`,
			itemIndex,
		);
	}
	const value = typeof asked === 'string' ? jsonParse<unknown>(asked, { fallbackValue: null }) : asked;
	if (!isDataObject(value) && !(Array.isArray(value) && label === 'Example Response'))
		throw itemError(ctx, `'${label}' isn't a JSON object`, fixes[label], itemIndex);
	const fault = label === 'JSON Schema' ? schemaFault(value) : undefined;
	if (fault) {
		const description = [fault.path, fault.problem].filter(Boolean).join(': ');
		throw itemError(ctx, "'JSON Schema' isn't a valid schema", description, itemIndex);
	}
	return {
		responseMimeType: 'application/json',
		responseJsonSchema: label === 'JSON Schema' ? value : schemaOfExample(value),
	};
}

const fixes = {
	'JSON Schema':
		'Enter a JSON Schema, such as {"type": "object", "properties": {"answer": {"type": "string"}}}.',
	'Example Response': 'Enter an example as a JSON object, such as {"answer": "text", "score": 0.5}.',
};

function itemError(ctx: IExecuteFunctions, message: string, description: string, itemIndex: number) {
	return new NodeOperationError(ctx.getNode(), `${message} [item ${itemIndex}]`, { itemIndex, description });
}
