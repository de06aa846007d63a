import type { INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ModelChange } from '../shared/backend/tuning';
import { characters, isLonger } from '../shared/domain/characters';
import { defined } from '../shared/domain/defined';
import { shownWhere } from '../shared/n8n/apis';
import { labelsField, readLabels } from '../shared/n8n/labels';
import { readTunedModel, tunedModelLocators } from '../shared/n8n/modelLocator';
import { asNumber, asText } from '../shared/n8n/parameters';
import { jobOutput, simplify } from './jobOutput';
import type { Call, Operation } from './operation';

const entries: INodeProperties[] = [
	{
		displayName: 'Default Temperature',
		name: 'temperature',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 1,
		description: 'How random the answers are unless a request says otherwise',
	},
	{
		displayName: 'Default Top K',
		name: 'topK',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 40,
		description:
			'From how many of the likeliest tokens the next one is picked unless a request says otherwise',
	},
	{
		displayName: 'Default Top P',
		name: 'topP',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0.95,
		description:
			'From the likeliest tokens up to which share of probability the next one is picked unless a request says otherwise',
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		description: 'What the tuned model is for',
	},
	{
		displayName: 'Display Name',
		name: 'displayName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Number Predictor',
		description: 'Name of the tuned model',
	},
	labelsField('Words by which Google Cloud sorts models. They replace those set before.'),
	{
		displayName: 'Reader Project Numbers',
		name: 'readerProjectNumbers',
		type: 'string',
		default: '',
		placeholder: 'e.g. 123456789012, 210987654321',
		description:
			'Numbers of the Google Cloud projects that may use the tuned model, separated by commas. They replace those set before.',
	},
];

const updateFields: INodeProperties = {
	displayName: 'Update Fields',
	name: 'updateFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	description: 'What to change. Fields that are not added stay as they are.',
	options: entries.map((entry) =>
		shownWhere(({ changes }) => changes.some((field) => field === entry.name), entry),
	),
};

export const update: Operation = {
	name: 'Update',
	action: 'Update a tuned model',
	description: 'Change the name, description, default settings or readers of a tuned model',
	fields: [...tunedModelLocators(), updateFields, simplify],
	async run(call) {
		const model = readTunedModel(call.ctx, call.itemIndex);
		return [jobOutput(call, await call.backend.update(model, readChange(call)))];
	},
};

/** @throws NodeOperationError where nothing is to be changed, or the display name is too long */
function readChange(call: Call): ModelChange {
	const change = readFields(call);
	if (Object.keys(change).length === 0) {
		throw refusal(call, 'There is nothing to update', "Add at least one field under 'Update Fields'.");
	}
	const { displayName = '' } = change;
	const limit = call.backend.supports.displayNameLength;
	if (!isLonger(displayName, limit)) return change;
	const found = `It has ${characters(displayName)} characters, and the limit is ${limit}. Shorten it.`;
	throw refusal(call, "'Display Name' is too long", found);
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
		// None at all takes the readers away.
		readerProjectNumbers: text('readerProjectNumbers', 'Reader Project Numbers')
			?.split(/[\s,]+/)
			.filter(Boolean),
	});
}

function refusal({ ctx, itemIndex }: Call, message: string, description: string): NodeOperationError {
	return new NodeOperationError(ctx.getNode(), `${message} [item ${itemIndex}]`, { itemIndex, description });
}
