import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { asText, byName, entriesOf } from './parameters';

/** Google Cloud's rule for labels, in the alphabet that Vertex AI documents. */
const keyPattern = /^[a-z][a-z0-9_-]{0,62}$/;
const valuePattern = /^[a-z0-9_-]{0,63}$/;

/** Words that Google Cloud sorts by, as an entry of a collection. */
export function labelsField(description: string): INodeProperties {
	return {
		displayName: 'Labels',
		name: 'labels',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Label',
		default: {},
		description,
		options: [
			{
				displayName: 'Label',
				name: 'label',
				values: [
					{
						displayName: 'Key',
						name: 'key',
						type: 'string',
						default: '',
						placeholder: 'e.g. team',
						description: 'Lower-case letters, digits, dashes and underscores, beginning with a letter',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. support',
						description: 'Lower-case letters, digits, dashes and underscores',
					},
				],
			},
		],
	};
}

/**
 * Undefined where none are added.
 *
 * @throws NodeOperationError for what Google Cloud takes for no label, and for a key that is there twice
 */
export function readLabels(
	ctx: IExecuteFunctions,
	collection: IDataObject,
	itemIndex: number,
): Record<string, string> | undefined {
	if (collection.labels === undefined) return undefined;
	const labels = entriesOf(collection.labels, 'label').map(({ key, value }): [string, string] => [
		asText(ctx, key, 'Key', itemIndex).trim(),
		asText(ctx, value, 'Value', itemIndex).trim(),
	]);
	const wrong = labels.find(([key, value]) => !keyPattern.test(key) || !valuePattern.test(value));
	if (!wrong) return Object.fromEntries(byName(ctx, labels, 'Labels', itemIndex));
	throw new NodeOperationError(
		ctx.getNode(),
		`'Labels' cannot hold '${wrong.join(': ')}' [item ${itemIndex}]`,
		{
			itemIndex,
			description:
				'Use lower-case letters, digits, dashes and underscores, at most 63 each; a key begins with a letter.',
		},
	);
}
