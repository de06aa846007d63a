import type { INodeProperties } from 'n8n-workflow';
import { takes } from '../shared/n8n/generation/options';
import { notForBatches } from './batch/properties';

/** The form of an answer, and what becomes of one that does not have it. */
export const structureFields: INodeProperties[] = [
	{
		displayName: 'Example Answer',
		name: 'exampleAnswer',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '{\n  "answer": "text"\n}',
		description:
			'What the answer must look like, as an example: it gets the same fields, all of them, with values of the same types. Excludes JSON Schema.',
	},
	notForBatches({
		displayName: 'If the Answer Does Not Fit',
		name: 'ifNotFitting',
		type: 'options',
		options: [
			{
				name: 'Output Item With Findings',
				value: 'output',
				description: 'The item tells in schemaFindings what is wrong',
			},
			{
				name: 'Repair Once, Then Output',
				value: 'repair',
				description:
					'The model is shown its answer and what is wrong with it, which is one more request; the first answer is kept',
			},
			{
				name: 'Stop With Error',
				value: 'error',
				description: 'The item fails, which the On Error setting of this node can catch',
			},
		],
		default: 'output',
		description: 'What to do with an answer that is no JSON, or does not fit JSON Schema or Example Answer',
	}),
	{
		displayName: 'JSON Schema',
		name: 'jsonSchema',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '{\n  "type": "object",\n  "properties": {}\n}',
		description: 'What the answer must look like, as a JSON Schema. The answer is JSON then.',
	},
	{
		displayName: 'Output Format',
		name: 'outputFormat',
		type: 'options',
		options: [
			{ name: 'JSON', value: 'application/json', description: 'Valid JSON, also put out as data' },
			{ name: 'Text', value: 'text/plain' },
		],
		default: 'application/json',
		description: 'The form of the answer',
	},
];

export const structureNeeds = {
	exampleAnswer: takes('responseJsonSchema'),
	ifNotFitting: takes('responseJsonSchema'),
	jsonSchema: takes('responseJsonSchema'),
	outputFormat: takes('responseMimeType'),
};
