import type { INodeProperties } from 'n8n-workflow';
import { apiProperty } from '../shared/panel/apis';
import { locationField } from '../shared/panel/locationField';
import type { OperationTable } from '../shared/panel/operations';
import { operationFields, operationList } from '../shared/panel/operations';
import { authenticationProperty } from '../shared/runtime/authentication';
import { buildDataset } from './buildDatasetOperation';
import { checkDataset } from './checkDataset';
import { checkSetUp } from './checkSetup';
import { create } from './createOperation';

export const operations: OperationTable = {
	name: 'Create Tuned Model',
	operations: { buildDataset, checkDataset, checkSetUp, create },
	defaultOperation: 'create',
};

export const properties: INodeProperties[] = [
	authenticationProperty,
	apiProperty,
	operationList(operations),
	locationField,
	...operationFields(operations),
];
