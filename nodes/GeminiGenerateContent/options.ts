import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { checkpointField } from '../shared/n8n/askedModel';
import { generationOptions } from '../shared/n8n/generation/options';
import { safetySettingsField } from '../shared/n8n/generation/safety';
import { samplingFields } from '../shared/n8n/generation/sampling';
import { thinkingFields } from '../shared/n8n/generation/thinking';
import { labelsField } from '../shared/n8n/labels';
import { batchOptionNeeds, batchOptions, notForBatches } from './batch/properties';
import { pacingFields } from './pacing';
import { structureFields, structureNeeds } from './structureFields';

/** What to do with an item whose answer is blocked or has no text. */
const blockedChoices: INodePropertyOptions[] = [
	{
		name: 'Output Item With Reason',
		value: 'output',
		description: 'The item tells in blocked, blockReason and explanation what happened',
	},
	{ name: 'Skip Item', value: 'skip', description: 'Nothing is put out for the item' },
	{
		name: 'Stop With Error',
		value: 'error',
		description: 'The item fails, which the On Error setting of this node can catch',
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
						{ name: 'Model', value: 'model', description: 'What the model answered' },
						{ name: 'User', value: 'user', description: 'What was asked' },
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
		description: 'How many answers to ask for; more than one are all put out under candidates',
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
		description: 'What to do with an item whose answer Google blocks or leaves empty',
	}),
	labelsField('Words by which Google Cloud sorts costs'),
	...samplingFields,
	...pacingFields.map(notForBatches),
	safetySettingsField,
	// Only the answer to a call of its own can be asked for again.
	...structureFields.map((field) => (field.name === 'ifNotFitting' ? notForBatches(field) : field)),
	...thinkingFields,
	{
		displayName: 'System Instruction',
		name: 'systemInstruction',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Answer in one word.',
		description: 'What the model is told before the conversation',
	},
];

export const options = generationOptions(entries, {
	...batchOptionNeeds,
	earlierMessages: () => true,
	ifBlocked: () => true,
	...structureNeeds,
	...Object.fromEntries(pacingFields.map(({ name }) => [name, () => true])),
});
