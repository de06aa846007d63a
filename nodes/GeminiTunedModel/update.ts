import type { INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ModelChange } from '../shared/google/tuning';
import { characters, isLonger } from '../shared/domain/characters';
import { defined } from '../shared/domain/defined';
import { shownWhere } from '../shared/panel/apis';
import { defaultTopK } from '../shared/panel/generation/samplingOptions';
import { labelsField, readLabels } from '../shared/panel/labelFields';
import { readTunedModel, tunedModelLocators } from '../shared/panel/modelLocator';
import { asNumber, asText } from '../shared/panel/parameters';
import { jobOutput, simplify } from './jobItem';
import type { Call, Operation } from './operation';

const entries: INodeProperties[] = [
	{
		displayName: 'Default Temperature',
		name: 'temperature',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 1,
		description: 'Randomness of responses if a request sets no temperature',
	},
	{
		displayName: 'Default Top K',
		name: 'topK',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: defaultTopK,
		description: 'Number of likeliest tokens to pick from if a request sets no Top K',
	},
	{
		displayName: 'Default Top P',
		name: 'topP',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0.95,
		description: 'Total probability of the likeliest tokens to pick from if a request sets no Top P',
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		description: 'The purpose of the tuned model. When empty, the description is removed.',
	},
	{
		displayName: 'Display Name',
		name: 'displayName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Number Predictor',
		description: 'New name of the tuned model',
	},
	labelsField('Google Cloud labels of the model. They replace all earlier labels.'),
	{
		displayName: 'Reader Project Numbers',
		name: 'readerProjectNumbers',
		type: 'string',
		default: '',
		placeholder: 'e.g. 123456789012, 210987654321',
		description:
			'Numbers of the Google Cloud projects that can use the tuned model, separated by commas. They replace all earlier ones. When empty, no other project can use it.',
	},
];

const updateFields: INodeProperties = {
	displayName: 'Update Fields',
	name: 'updateFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	description: "The fields to change. Fields that you don't add stay unchanged.",
	options: entries.map((entry) =>
		shownWhere(({ changes }) => changes.some((field) => field === entry.name), entry),
	),
};

export const update: Operation = {
	name: 'Update',
	action: 'Update a tuned model',
	description: 'Change the name, description, default settings, labels or reader projects of a tuned model',
	fields: [...tunedModelLocators(), updateFields, simplify],
	async run(call) {
		const model = readTunedModel(call.ctx, call.itemIndex);
		return [jobOutput(call, await call.backend.update(model, readChange(call)))];
	},
};

/** @throws NodeOperationError without a field to change, and for a display name that is too long */
function readChange(call: Call): ModelChange {
	const change = readFields(call);
	if (Object.keys(change).length === 0) {
		throw itemError(call, "'Update Fields' is empty", "Add at least one field under 'Update Fields'.");
	}
	const { displayName = '' } = change;
	const limit = call.backend.supports.displayNameLength;
	if (!isLonger(displayName, limit)) return change;
	const message = `'Display Name' has ${characters(displayName)} characters, and the limit is ${limit}`;
	throw itemError(call, message, 'Shorten the name.');
}

function readFields({ ctx, itemIndex }: Call): ModelChange {
	const fields = ctx.getNodeParameter('updateFields', itemIndex, {});
	const number = (name: keyof ModelChange, label: string) =>
		fields[name] === undefined ? undefined : asNumber(ctx, fields[name], label, itemIndex);
	const text = (name: keyof ModelChange, label: string) =>
		fields[name] === undefined ? undefined : asText(ctx, fields[name], label, itemIndex);
	return defined({
		displayName: text('displayName', 'Display Name'),
		description: text('description', 'Description'),
		temperature: number('temperature', 'Default Temperature'),
		topP: number('topP', 'Default Top P'),
		topK: number('topK', 'Default Top K'),
		labels: readLabels(ctx, fields, itemIndex),
		// An empty list removes all readers.
		readerProjectNumbers: text('readerProjectNumbers', 'Reader Project Numbers')
			?.split(/[\s,]+/)
			.filter(Boolean),
	});
}

function itemError({ ctx, itemIndex }: Call, message: string, description: string): NodeOperationError {
	return new NodeOperationError(ctx.getNode(), `${message} [item ${itemIndex}]`, { itemIndex, description });
}
