import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { asName, readText } from './parameters';

/** Picks a bucket of Cloud Storage. The node registers `listSearch: { searchBuckets }`. */
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
	description: 'Whether to create the bucket, where the job runs, when there is none of that name',
};

/**
 * A bucket's name, also where its address is given; empty where none is picked.
 *
 * @throws NodeOperationError for a text that can't be a name
 */
export function readBucket(ctx: IExecuteFunctions, itemIndex: number): string {
	const { name, displayName } = bucketLocator;
	const text = readText(ctx, name, displayName, itemIndex).trim();
	return asName(ctx, text.replace(/^gs:\/\//, '').replace(/\/$/, ''), displayName, itemIndex);
}
