import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { apiProperty, shownWhere } from '../shared/n8n/apis';
import { askedModelProperties } from '../shared/n8n/askedModel';
import { authenticationProperty } from '../shared/n8n/authentication';
import { locationField } from '../shared/n8n/location';
import { batchFields, batchOperations, createOperation, notForResults } from './batch/properties';
import { options } from './options';

const operations: INodePropertyOptions[] = [
	{
		name: 'Count Tokens',
		value: 'countTokens',
		action: 'Count the tokens of a prompt',
		description: 'Count the billable tokens of a prompt without generating a response',
	},
	batchOperations.create,
	{
		name: 'Generate',
		value: 'generate',
		action: 'Generate content',
		description: 'Generate one response per item',
	},
	batchOperations.results,
];

const operation = shownWhere(({ countTokens }) => countTokens, {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: operations,
	default: 'generate',
});

export const properties: INodeProperties[] = [
	authenticationProperty,
	apiProperty,
	operation,
	locationField,
	...askedModelProperties.map((field) => ({
		...field,
		displayOptions: { ...field.displayOptions, ...notForResults },
	})),
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. twenty two',
		description: 'Prompt for the model, best in the format of the inputs it was tuned on',
		displayOptions: notForResults,
	},
	...batchFields,
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
		displayOptions: { hide: { operation: ['countTokens', createOperation] } },
	},
	{ ...options, displayOptions: notForResults },
];
