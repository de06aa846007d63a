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
			description: 'Check the rows and return them as JSONL files without starting a job',
		},
		{
			name: 'Check Dataset',
			value: 'checkDataset',
			action: 'Check a dataset',
			description: 'Check the rows and create a report without starting a job',
		},
		{
			name: 'Check Setup',
			value: 'checkSetUp',
			action: 'Check the setup for tuning',
			description: 'List what the project, its roles and the bucket lack for tuning, without starting a job',
		},
		{
			name: 'Create',
			value: 'create',
			action: 'Create a tuned model',
			description: 'Check the rows, then start one tuning job on all of them',
		},
	],
	default: 'create',
};
