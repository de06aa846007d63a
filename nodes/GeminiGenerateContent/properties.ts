import type { INodeProperties } from 'n8n-workflow';
import { apiProperty, shownWhere } from '../shared/n8n/apis';
import { askedModelProperties } from '../shared/n8n/askedModel';
import { authenticationProperty } from '../shared/n8n/authentication';
import { locationField } from '../shared/n8n/location';
import { options } from './options';

const operation = shownWhere(({ countTokens }) => countTokens, {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Count Tokens',
			value: 'countTokens',
			action: 'Count the tokens of a prompt',
			description: 'Tell how many tokens a prompt would be billed as; nothing is generated',
		},
		{
			name: 'Generate',
			value: 'generate',
			action: 'Generate content',
			description: 'Ask a model, one answer for each item',
		},
	],
	default: 'generate',
});

export const properties: INodeProperties[] = [
	authenticationProperty,
	apiProperty,
	operation,
	locationField,
	...askedModelProperties,
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. twenty two',
		description: 'What the model is asked, best in the form of the inputs that it was tuned on',
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
		displayOptions: { hide: { operation: ['countTokens'] } },
	},
	options,
];
