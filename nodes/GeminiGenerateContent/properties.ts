import type { INodeProperties } from 'n8n-workflow';
import { apiProperty } from '../shared/panel/apis';
import { locationField } from '../shared/panel/locationField';
import type { OperationTable } from '../shared/panel/operations';
import { operationFields, operationList } from '../shared/panel/operations';
import { authenticationProperty } from '../shared/runtime/authentication';
import { countTokens, generate } from './answerItems';
import { getBatchResults } from './batch/batchResultItems';
import { createBatchJob } from './batch/createBatchOperation';

export const operations: OperationTable = {
	name: 'Generate Content',
	operations: { countTokens, createBatchJob, generate, getBatchResults },
	defaultOperation: 'generate',
};

export const properties: INodeProperties[] = [
	authenticationProperty,
	apiProperty,
	operationList(operations),
	locationField,
	...operationFields(operations),
];
