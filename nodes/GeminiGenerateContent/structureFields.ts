import type { INodeProperties } from 'n8n-workflow';
import { takes } from '../shared/panel/generation/generationOptions';
import { notForBatches } from './batch/batchFields';

/** The format of a response, and the action for an invalid response. */
export const structureFields: INodeProperties[] = [
	{
		displayName: 'Example Response',
		name: 'exampleResponse',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '{\n  "answer": "text"\n}',
		description:
			"An example of the response. The response is JSON with exactly these fields and value types. Can't be combined with 'JSON Schema'.",
	},
	notForBatches({
		displayName: 'If Response Is Invalid',
		name: 'ifInvalid',
		type: 'options',
		options: [
			{
				name: 'Output Item With Findings',
				value: 'output',
				description: "Return the item; 'schemaFindings' lists the differences",
			},
			{
				name: 'Repair Once, Then Output',
				value: 'repair',
				description:
					"Send one more request that shows the model its response and the findings; 'unrepaired' keeps the first response",
			},
			{
				name: 'Stop With Error',
				value: 'error',
				description: "Fail the item; the node's 'On Error' setting applies",
			},
		],
		default: 'output',
		description: "What to do if the response isn't JSON, or doesn't fit 'JSON Schema' or 'Example Response'",
	}),
	{
		displayName: 'JSON Schema',
		name: 'jsonSchema',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '{\n  "type": "object",\n  "properties": {}\n}',
		description: 'The JSON Schema of the response. The response is then JSON.',
	},
	{
		displayName: 'Output Format',
		name: 'outputFormat',
		type: 'options',
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
	},
];

export const structureNeeds = {
	exampleResponse: takes('responseJsonSchema'),
	ifInvalid: takes('responseJsonSchema'),
	jsonSchema: takes('responseJsonSchema'),
	outputFormat: takes('responseMimeType'),
};
