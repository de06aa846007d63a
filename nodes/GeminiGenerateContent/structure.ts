import type { IDataObject } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';
import type { GenerationConfig } from '../shared/google/generation/content';
import { schemaOfExample } from '../shared/domain/exampleSchema';
import { schemaFault } from '../shared/domain/schemaFault';
import { takes } from '../shared/panel/apis';
import { choiceField, fieldOf } from '../shared/panel/fields';
import { isDataObject } from '../shared/panel/parameters';
import { ItemError } from '../shared/runtime/itemError';

const exampleName = 'Example Response';
const schemaName = 'JSON Schema';

/** The format of a response. */
export const structureFields = {
	exampleResponse: fieldOf(
		{
			displayName: exampleName,
			name: 'exampleResponse',
			type: 'json',
			typeOptions: { rows: 6 },
			default: '{\n  "answer": "text"\n}',
			description: `An example of the response. The response is JSON with exactly these fields and value types. Can't be combined with '${schemaName}'.`,
			needs: takes('responseJsonSchema'),
		},
		toExampleSchema,
	),
	jsonSchema: fieldOf(
		{
			displayName: schemaName,
			name: 'jsonSchema',
			type: 'json',
			typeOptions: { rows: 6 },
			default: '{\n  "type": "object",\n  "properties": {}\n}',
			description: 'The JSON Schema of the response. The response is then JSON.',
			needs: takes('responseJsonSchema'),
		},
		toSchema,
	),
	outputFormat: choiceField({
		displayName: 'Output Format',
		name: 'outputFormat',
		options: [
			{
				name: 'JSON',
				value: 'application/json',
				description: "Valid JSON; 'data' contains the parsed response",
			},
			{ name: 'Text', value: 'text/plain' },
		],
		default: 'application/json',
		description: 'The format of the response',
		needs: takes('responseMimeType'),
	}),
};

/** Whether the user added a schema or an example. */
export function hasSchema({ jsonSchema, exampleResponse }: IDataObject): boolean {
	return jsonSchema !== undefined || exampleResponse !== undefined;
}

/**
 * Reads the requested format. A schema or an example requests JSON.
 *
 * @throws ItemError for an invalid schema or example, for both together, and for either with text output
 */
export function readStructure(
	options: IDataObject,
): Pick<GenerationConfig, 'responseMimeType' | 'responseJsonSchema'> {
	const { jsonSchema, exampleResponse } = options;
	const { outputFormat, exampleResponse: exampleFields, jsonSchema: schemaField } = structureFields;
	const format = options.outputFormat === undefined ? undefined : outputFormat.parse(options.outputFormat);
	if (!hasSchema(options)) return format === undefined ? {} : { responseMimeType: format };
	if (jsonSchema !== undefined && exampleResponse !== undefined)
		throw new ItemError(`'${schemaName}' and '${exampleName}' can't be combined`, 'Remove one of them.');
	if (format === 'text/plain') {
		const label = jsonSchema === undefined ? exampleName : schemaName;
		throw new ItemError(
			`'${label}' can't be combined with text output`,
			`Set '${outputFormat.property.displayName}' to JSON, or remove '${label}'.`,
		);
	}
	return {
		responseMimeType: 'application/json',
		responseJsonSchema:
			jsonSchema === undefined ? exampleFields.parse(exampleResponse) : schemaField.parse(jsonSchema),
	};
}

function toExampleSchema(given: unknown): object {
	const example = parseJson(given);
	if (isDataObject(example) || Array.isArray(example)) return schemaOfExample(example);
	throw new ItemError(
		`'${exampleName}' isn't a JSON object`,
		'Enter an example as a JSON object, such as {"answer": "text", "score": 0.5}.',
	);
}

function toSchema(given: unknown): object {
	const schema = parseJson(given);
	if (!isDataObject(schema))
		throw new ItemError(
			`'${schemaName}' isn't a JSON object`,
			'Enter a JSON Schema, such as {"type": "object", "properties": {"answer": {"type": "string"}}}.',
		);
	const fault = schemaFault(schema);
	if (!fault) return schema;
	const description = [fault.path, fault.problem].filter(Boolean).join(': ');
	throw new ItemError(`'${schemaName}' isn't a valid schema`, description);
}

/** Null for invalid JSON. */
function parseJson(given: unknown): unknown {
	return typeof given === 'string' ? jsonParse<unknown>(given, { fallbackValue: null }) : given;
}
