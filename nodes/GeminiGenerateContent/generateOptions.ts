import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { checkpointField } from '../shared/panel/askedModel';
import { generationOptions } from '../shared/panel/generation/generationOptions';
import { safetySettingsField } from '../shared/panel/generation/safetyOptions';
import { samplingFields } from '../shared/panel/generation/samplingOptions';
import { thinkingFields } from '../shared/panel/generation/thinkingOptions';
import { labelsField } from '../shared/panel/labelFields';
import { batchOptionNeeds, batchOptions, notForBatches } from './batch/batchFields';
import { pacingFields } from './pacing';
import { structureFields, structureNeeds } from './structureFields';

/** Actions for a blocked or empty response. */
const blockedChoices: INodePropertyOptions[] = [
	{
		name: 'Output Item With Reason',
		value: 'output',
		description: "Return the item with 'blocked', 'blockReason' and 'explanation'",
	},
	{ name: 'Skip Item', value: 'skip', description: 'Return nothing for the item' },
	{
		name: 'Stop With Error',
		value: 'error',
		description: "Fail the item; the node's 'On Error' setting applies",
	},
];

const earlierMessages: INodeProperties = {
	displayName: 'Earlier Messages',
	name: 'earlierMessages',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Message',
	default: {},
	description: 'The conversation before the prompt, oldest first',
	options: [
		{
			displayName: 'Message',
			name: 'message',
			values: [
				{
					displayName: 'Role',
					name: 'role',
					type: 'options',
					options: [
						{ name: 'Model', value: 'model', description: 'A response of the model' },
						{ name: 'User', value: 'user', description: 'A prompt of the user' },
					],
					default: 'user',
				},
				{
					displayName: 'Text',
					name: 'text',
					type: 'string',
					typeOptions: { rows: 2 },
					default: '',
				},
			],
		},
	],
};

const entries: INodeProperties[] = [
	{
		displayName: 'Candidate Count',
		name: 'candidateCount',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		description: "Number of responses to generate. With more than one, 'candidates' contains all of them.",
	},
	...batchOptions,
	notForBatches(checkpointField),
	earlierMessages,
	notForBatches({
		displayName: 'If Blocked or Empty',
		name: 'ifBlocked',
		type: 'options',
		options: blockedChoices,
		default: 'output',
		description: 'What to do if Google blocks a response or returns no text',
	}),
	labelsField('Google Cloud labels of the request, e.g. to group costs'),
	...samplingFields,
	...pacingFields.map(notForBatches),
	safetySettingsField,
	...structureFields,
	...thinkingFields,
	{
		displayName: 'System Instruction',
		name: 'systemInstruction',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Answer in one word.',
		description: 'Instruction for the model before the conversation. When empty, the model gets none.',
	},
];

export const options = generationOptions(entries, {
	...batchOptionNeeds,
	earlierMessages: () => true,
	ifBlocked: () => true,
	...structureNeeds,
	...Object.fromEntries(pacingFields.map(({ name }) => [name, () => true])),
});
