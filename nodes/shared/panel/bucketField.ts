import type { INodeProperties } from 'n8n-workflow';
import type { Can } from './apis';
import type { Field } from './fields';
import { fieldOf, flagField } from './fields';
import { asName, asText } from './parameters';

/** Properties that differ between nodes. */
type Change = Pick<INodeProperties, 'description' | 'displayOptions' | 'required'> & { needs?: Can };

const displayName = 'Bucket';

/**
 * Selects a bucket of Cloud Storage by its name or gs:// address. The value is the name; empty if the field is empty. The node
 * registers `listSearch: { searchBuckets }`.
 */
export function bucketField(change: Change): Field<string> {
	return fieldOf(
		{
			displayName,
			name: 'bucket',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Select a bucket …',
					typeOptions: { searchListMethod: 'searchBuckets', searchable: true },
				},
				{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. my-project-tuning' },
			],
			...change,
		},
		(value) => {
			const address = asText(value, displayName).trim();
			return asName(address.replace(/^gs:\/\//, '').replace(/\/$/, ''), displayName);
		},
	);
}

/** An entry of the node's `options`. */
export function createBucketField(change: Pick<INodeProperties, 'displayOptions'> = {}): Field<boolean> {
	return flagField({
		displayName: 'Create Bucket',
		name: 'createBucket',
		default: true,
		description: "Whether to create the bucket in the job's location if it doesn't exist",
		needs: ({ storage }) => storage,
		...change,
	});
}
