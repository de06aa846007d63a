import type { IDataObject } from 'n8n-workflow';
import type { ModelChange } from '../shared/google/tuning';
import { characters, isLonger } from '../shared/domain/characters';
import type { Can } from '../shared/panel/apis';
import type { Field } from '../shared/panel/fields';
import { fieldOf, propertiesOf, readEntries, textField } from '../shared/panel/fields';
import { labelsField } from '../shared/panel/labelFields';
import { modelDefaults, readerProjectsField } from '../shared/panel/modelFields';
import { readTunedModel } from '../shared/panel/modelLocator';
import type { Operation } from '../shared/panel/operations';
import { isDataObject } from '../shared/panel/parameters';
import { ItemError } from '../shared/runtime/itemError';
import { jobOutput, simplify, tunedModelFields } from './jobItem';

const changes =
	(name: keyof ModelChange): Can =>
	(supports) =>
		supports.changes.includes(name);

const changeFields = {
	...modelDefaults(changes),
	description: textField({
		displayName: 'Description',
		name: 'description',
		typeOptions: { rows: 2 },
		default: '',
		description: 'The purpose of the tuned model. When empty, the description is removed.',
		needs: changes('description'),
	}),
	displayName: textField({
		displayName: 'Display Name',
		name: 'displayName',
		default: '',
		placeholder: 'e.g. Number Predictor',
		description: 'New name of the tuned model',
		needs: changes('displayName'),
	}),
	labels: labelsField(
		'Google Cloud labels of the model. They replace all earlier labels.',
		changes('labels'),
	),
	readerProjectNumbers: readerProjectsField(
		'Numbers of the Google Cloud projects that can use the tuned model, separated by commas. They replace all earlier ones. When empty, no other project can use it.',
		changes('readerProjectNumbers'),
	),
} satisfies { [K in keyof ModelChange]-?: Field<ModelChange[K]> };

const updateFields = fieldOf(
	{
		displayName: 'Update Fields',
		name: 'updateFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		description: "The fields to change. Fields that you don't add stay unchanged.",
		options: propertiesOf(changeFields),
	},
	(value): IDataObject => (isDataObject(value) ? value : {}),
);

export const update: Operation = {
	name: 'Update',
	action: 'Update a tuned model',
	description: 'Change the name, description, default settings, labels or reader projects of a tuned model',
	fields: [...tunedModelFields, updateFields.property, simplify.property],
	runs: 'each',
	async run({ ctx, backend, itemIndex }) {
		const model = readTunedModel(ctx, itemIndex);
		const change = readEntries(changeFields, updateFields.read(ctx, itemIndex));
		const isSimple = simplify.read(ctx, itemIndex);
		checkChange(change, backend.supports.displayNameLength);
		return [jobOutput(await backend.update(model, change), isSimple)];
	},
};

/** @throws ItemError without a field to change, and for a display name that is too long */
function checkChange(change: ModelChange, displayNameLength: number): void {
	if (Object.keys(change).length === 0)
		throw new ItemError("'Update Fields' is empty", "Add at least one field under 'Update Fields'.");
	const { displayName = '' } = change;
	if (!isLonger(displayName, displayNameLength)) return;
	const message = `'Display Name' has ${characters(displayName)} characters, and the limit is ${displayNameLength}`;
	throw new ItemError(message, 'Shorten the name.');
}
