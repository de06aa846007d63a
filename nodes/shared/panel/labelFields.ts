import type { IDataObject } from 'n8n-workflow';
import { ItemError } from '../runtime/itemError';
import type { Can } from './apis';
import type { Field } from './fields';
import { fieldOf, textField } from './fields';
import { byName, entriesOf } from './parameters';

/** Google Cloud's rule for labels, with the characters that Vertex AI documents. */
const keyPattern = /^[a-z][a-z0-9_-]{0,62}$/;
const valuePattern = /^[a-z0-9_-]{0,63}$/;

const displayName = 'Labels';

const keyField = textField({
	displayName: 'Key',
	name: 'key',
	default: '',
	placeholder: 'e.g. team',
	description: 'Up to 63 lowercase letters, digits, dashes and underscores, starting with a letter',
});

const valueField = textField({
	displayName: 'Value',
	name: 'value',
	default: '',
	placeholder: 'e.g. support',
	description: 'Up to 63 lowercase letters, digits, dashes and underscores; can be empty',
});

/** Google Cloud labels, as an entry of a collection. */
export function labelsField(description: string, needs: Can): Field<Record<string, string>> {
	return fieldOf(
		{
			displayName,
			name: 'labels',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Label',
			default: {},
			description,
			options: [{ displayName: 'Label', name: 'label', values: [keyField.property, valueField.property] }],
			needs,
		},
		(labels) => parseLabels(entriesOf(labels, 'label')),
	);
}

/** @throws ItemError for an invalid label and for a repeated key */
function parseLabels(entries: IDataObject[]): Record<string, string> {
	const labels = entries.map(({ key, value }): [string, string] => [
		keyField.parse(key).trim(),
		valueField.parse(value).trim(),
	]);
	const wrong = labels.find(([key, value]) => !keyPattern.test(key) || !valuePattern.test(value));
	if (!wrong) return Object.fromEntries(byName(labels, displayName));
	throw new ItemError(
		`'${displayName}' can't contain '${wrong.join(': ')}'`,
		'Use at most 63 lowercase letters, digits, dashes and underscores. Start the key with a letter.',
	);
}
