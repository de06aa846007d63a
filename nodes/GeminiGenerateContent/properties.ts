import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { apiProperty, shownWhere } from '../shared/panel/apis';
import { askedModelProperties } from '../shared/panel/askedModel';
import { authenticationProperty } from '../shared/runtime/authentication';
import { locationField } from '../shared/panel/locationField';
import { batchFields, batchOperations, createOperation, notForResults } from './batch/batchFields';
import { options } from './generateOptions';

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
