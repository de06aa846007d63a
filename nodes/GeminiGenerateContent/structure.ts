import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';
import type { GenerationConfig } from '../shared/backend/content';
import { asChoice, isDataObject } from '../shared/n8n/parameters';

const formats = ['application/json', 'text/plain'] as const;

/**
 * The form that is asked for; a schema asks for JSON.
 *
 * @throws NodeOperationError for a schema that is none, or one of an answer that is to be text
 */
export function readStructure(
	ctx: IExecuteFunctions,
	{ outputFormat, jsonSchema }: IDataObject,
	itemIndex: number,
): Pick<GenerationConfig, 'responseMimeType' | 'responseJsonSchema'> {
	const format =
		outputFormat === undefined ? undefined : asChoice(ctx, outputFormat, formats, 'Output Format', itemIndex);
	if (jsonSchema === undefined) return format === undefined ? {} : { responseMimeType: format };
	if (format === 'text/plain') {
		throw refusal(ctx, "'JSON Schema' needs JSON", "Set 'Output Format' to JSON, or remove one.", itemIndex);
	}
	return {
		responseMimeType: 'application/json',
		responseJsonSchema: readSchema(ctx, jsonSchema, itemIndex),
	};
}

function readSchema(ctx: IExecuteFunctions, given: unknown, itemIndex: number): IDataObject {
	const schema = typeof given === 'string' ? jsonParse<unknown>(given, { fallbackValue: null }) : given;
	if (isDataObject(schema)) return schema;
	const wayOut =
		'It must be a JSON Schema such as {"type": "object", "properties": {"answer": {"type": "string"}}}.';
	throw refusal(ctx, "'JSON Schema' is not a JSON object", wayOut, itemIndex);
}

function refusal(ctx: IExecuteFunctions, message: string, description: string, itemIndex: number) {
	return new NodeOperationError(ctx.getNode(), `${message} [item ${itemIndex}]`, { itemIndex, description });
}
