import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { asName, readText } from './parameters';

/** Selects a bucket of Cloud Storage. The node registers `listSearch: { searchBuckets }`. */
export const bucketLocator: INodeProperties = {
	displayName: 'Bucket',
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
};

/** An entry of the node's `options`. */
export const createBucketField: INodeProperties = {
	displayName: 'Create Bucket',
	name: 'createBucket',
	type: 'boolean',
	default: true,
	description: "Whether to create the bucket in the job's location if it doesn't exist",
};

/**
 * Reads a bucket's name or gs:// address.
 *
 * @returns the name; empty if the field is empty
 * @throws NodeOperationError for an invalid name
 */
export function readBucket(ctx: IExecuteFunctions, itemIndex: number): string {
	const { name, displayName } = bucketLocator;
	const text = readText(ctx, name, displayName, itemIndex).trim();
	return asName(ctx, text.replace(/^gs:\/\//, '').replace(/\/$/, ''), displayName, itemIndex);
}
