import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';
import type { GenerationConfig } from '../shared/backend/content';
import { schemaOfExample } from '../shared/domain/exampleSchema';
import { schemaFault } from '../shared/domain/schemaFault';
import { asChoice, isDataObject } from '../shared/n8n/parameters';

const formats = ['application/json', 'text/plain'] as const;

/**
 * The form that is asked for; a schema, or an example in place of one, asks for JSON.
 *
 * @throws NodeOperationError for a schema or an example that is none, for both, and for one of an answer that is to be text
 */
export function readStructure(
	ctx: IExecuteFunctions,
	{ outputFormat, jsonSchema, exampleAnswer }: IDataObject,
	itemIndex: number,
): Pick<GenerationConfig, 'responseMimeType' | 'responseJsonSchema'> {
	const format =
		outputFormat === undefined ? undefined : asChoice(ctx, outputFormat, formats, 'Output Format', itemIndex);
	const asked = jsonSchema === undefined ? exampleAnswer : jsonSchema;
	if (asked === undefined) return format === undefined ? {} : { responseMimeType: format };
	const label = jsonSchema === undefined ? 'Example Answer' : 'JSON Schema';
	if (jsonSchema !== undefined && exampleAnswer !== undefined) {
		const message = "'JSON Schema' and 'Example Answer' exclude each other";
		throw refusal(ctx, message, 'Remove one of them.', itemIndex);
	}
	if (format === 'text/plain') {
		throw refusal(ctx, `'${label}' needs JSON`, "Set 'Output Format' to JSON, or remove one.", itemIndex);
	}
	const value = typeof asked === 'string' ? jsonParse<unknown>(asked, { fallbackValue: null }) : asked;
	if (!isDataObject(value) && !(Array.isArray(value) && label === 'Example Answer'))
		throw refusal(ctx, `'${label}' is not a JSON object`, waysOut[label], itemIndex);
	const fault = label === 'JSON Schema' ? schemaFault(value) : undefined;
	if (fault) {
		const description = [fault.path, fault.problem].filter(Boolean).join(': ');
		throw refusal(ctx, "'JSON Schema' cannot be one", description, itemIndex);
	}
	return {
		responseMimeType: 'application/json',
		responseJsonSchema: label === 'JSON Schema' ? value : schemaOfExample(value),
	};
}

const waysOut = {
	'JSON Schema':
		'It must be a JSON Schema such as {"type": "object", "properties": {"answer": {"type": "string"}}}.',
	'Example Answer': 'It must be an answer as you want it, such as {"answer": "text", "score": 0.5}.',
};

function refusal(ctx: IExecuteFunctions, message: string, description: string, itemIndex: number) {
	return new NodeOperationError(ctx.getNode(), `${message} [item ${itemIndex}]`, { itemIndex, description });
}
