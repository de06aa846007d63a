import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { asText, byName, entriesOf } from './parameters';

/** Google Cloud's rule for labels, with the characters that Vertex AI documents. */
const keyPattern = /^[a-z][a-z0-9_-]{0,62}$/;
const valuePattern = /^[a-z0-9_-]{0,63}$/;

/** Google Cloud labels, as an entry of a collection. */
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
						description: 'Up to 63 lowercase letters, digits, dashes and underscores, starting with a letter',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. support',
						description: 'Up to 63 lowercase letters, digits, dashes and underscores; can be empty',
					},
				],
			},
		],
	};
}

/**
 * Undefined without 'Labels'.
 *
 * @throws NodeOperationError for an invalid label and for a repeated key
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
		`'Labels' can't contain '${wrong.join(': ')}' [item ${itemIndex}]`,
		{
			itemIndex,
			description:
				'Use at most 63 lowercase letters, digits, dashes and underscores. Start the key with a letter.',
		},
	);
}
