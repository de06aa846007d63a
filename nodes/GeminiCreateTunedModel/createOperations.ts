import type { INodeProperties } from 'n8n-workflow';

/** What the node can do. */
export const operations = ['buildDataset', 'checkDataset', 'checkSetUp', 'create'] as const;

export type Operation = (typeof operations)[number];

/** Operations that read rows, for `displayOptions`. */
export const onRows: Operation[] = ['create', 'buildDataset', 'checkDataset'];

/** Operations that are about a job, for `displayOptions`. */
export const onJobs: Operation[] = ['create', 'checkSetUp'];

export const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Build Dataset',
			value: 'buildDataset',
			action: 'Build a dataset',
			description: 'Write the checked rows as JSONL files, to keep or to upload by hand; nothing is created',
		},
		{
			name: 'Check Dataset',
			value: 'checkDataset',
			action: 'Check a dataset',
			description: 'Tell all that is doubtful about the rows, with a page to read; nothing is created',
		},
		{
			name: 'Check Set-Up',
			value: 'checkSetUp',
			action: 'Check the set up for tuning',
			description: 'Tell what is missing before a job can be created; nothing is created',
		},
		{
			name: 'Create',
			value: 'create',
			action: 'Create a tuned model',
			description: 'Start one tuning job on all rows',
		},
	],
	default: 'create',
};
