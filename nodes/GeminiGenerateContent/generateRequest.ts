import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Content, GenerateContentRequest } from '../shared/google/generation/content';
import { characters } from '../shared/domain/characters';
import { count } from '../shared/domain/count';
import { defined } from '../shared/domain/defined';
import { takes } from '../shared/panel/apis';
import {
	choiceField,
	fieldOf,
	numberField,
	propertiesOf,
	readEntries,
	readOptions,
	requiredTextField,
	textField,
} from '../shared/panel/fields';
import { safetySettingsField } from '../shared/panel/generation/safetyOptions';
import { samplingFields } from '../shared/panel/generation/samplingOptions';
import { readThinking, thinkingFields } from '../shared/panel/generation/thinkingOptions';
import { labelsField } from '../shared/panel/labelFields';
import { entriesOf } from '../shared/panel/parameters';
import { ItemError } from '../shared/runtime/itemError';
import { readStructure, structureFields } from './structure';

export const prompt = requiredTextField({
	displayName: 'Prompt',
	name: 'prompt',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. twenty two',
	description: 'Prompt for the model, best in the format of the inputs it was tuned on',
});

const role = choiceField({
	displayName: 'Role',
	name: 'role',
	options: [
		{ name: 'Model', value: 'model', description: 'A response of the model' },
		{ name: 'User', value: 'user', description: 'A prompt of the user' },
	],
	default: 'user',
});

const text = textField({ displayName: 'Text', name: 'text', typeOptions: { rows: 2 }, default: '' });

const earlierMessagesName = 'Earlier Messages';

const earlierMessages = fieldOf(
	{
		displayName: earlierMessagesName,
		name: 'earlierMessages',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Message',
		default: {},
		description: 'The conversation before the prompt, oldest first',
		options: [{ displayName: 'Message', name: 'message', values: [role.property, text.property] }],
	},
	(value) => entriesOf(value, 'message').map(toMessage),
);

const candidateCount = numberField({
	displayName: 'Candidate Count',
	name: 'candidateCount',
	typeOptions: { minValue: 1 },
	default: 1,
	description: "Number of responses to generate. With more than one, 'candidates' contains all of them.",
	needs: takes('candidateCount'),
});

export const labels = labelsField('Google Cloud labels of the request, e.g. to group costs', takes('labels'));

const systemInstruction = textField({
	displayName: 'System Instruction',
	name: 'systemInstruction',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: 'e.g. Answer in one word.',
	description: 'Instruction for the model before the conversation. When empty, the model gets none.',
	needs: takes('systemInstruction'),
});

/** Entries of 'Options' for the request of a prompt. */
export const requestOptions = propertiesOf({
	candidateCount,
	earlierMessages,
	labels,
	...samplingFields,
	safetySettingsField,
	...structureFields,
	...thinkingFields,
	systemInstruction,
});

/**
 * Reads one item's prompt and settings. Omits settings that aren't added.
 *
 * @param promptLength limit of the service in characters
 * @throws ItemError for an empty or long prompt, and for values of the wrong type
 */
export function readRequest(
	ctx: IExecuteFunctions,
	itemIndex: number,
	promptLength: number,
): GenerateContentRequest {
	const options = readOptions(ctx, itemIndex);
	const contents = [
		...earlierMessages.parse(options.earlierMessages),
		toContent('user', prompt.read(ctx, itemIndex)),
	];
	refuseTooLong(contents, promptLength);
	const safetySettings = safetySettingsField.parse(options.safetySettings);
	const instruction = systemInstruction.parse(options.systemInstruction);
	const generationConfig = {
		...readStructure(options),
		...readEntries({ ...samplingFields, candidateCount }, options),
		...defined({ thinkingConfig: readThinking(options) }),
	};
	return {
		contents,
		...(instruction.trim() !== '' && { systemInstruction: { parts: [{ text: instruction }] } }),
		...readEntries({ labels }, options),
		...(safetySettings.length > 0 && { safetySettings }),
		...(Object.keys(generationConfig).length > 0 && { generationConfig }),
	};
}

function toMessage(message: IDataObject): Content {
	const content = text.parse(message.text);
	if (content.trim() !== '') return toContent(role.parse(message.role), content);
	throw new ItemError(
		`A message in '${earlierMessagesName}' is empty`,
		'Enter a text or remove the message.',
	);
}

function toContent(role: 'user' | 'model', text: string): Content {
	return { role, parts: [{ text }] };
}

function refuseTooLong(contents: Content[], limit: number): void {
	const length = contents
		.flatMap(({ parts }) => parts ?? [])
		.reduce((sum, { text }) => sum + characters(text ?? ''), 0);
	if (length <= limit) return;
	throw new ItemError(
		`'${prompt.property.displayName}' has ${count(length)} characters with all earlier messages, and the limit is ${count(limit)}`,
		'Shorten the prompt, or split it over several items. Nothing was sent for this item.',
	);
}
