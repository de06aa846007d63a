import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { shownWhere } from '../shared/panel/apis';
import type { OperationTable } from '../shared/panel/operations';
import { operationFields, operationList } from '../shared/panel/operations';
import { batchJob } from './batchJob';
import { endpoint } from './endpoint';
import { permission } from './permission';
import { tunedModel } from './tunedModel';

/** The operations of the node, by the value of `resource`. */
const resources: Readonly<Record<string, OperationTable>> = { batchJob, endpoint, permission, tunedModel };

const tables = Object.entries(resources).map(([resource, table]) => ({ ...table, resource }));

/** Undefined for a resource that the node doesn't have. */
export function findTable(resource: string): OperationTable | undefined {
	return tables.find((table) => table.resource === resource);
}

/** The panel's fields, derived from the tables of operations. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: tables.map(({ name, resource, needs = () => true }) =>
			shownWhere<INodePropertyOptions>(needs, { name, value: resource }),
		),
		default: 'tunedModel',
	},
	...tables.map(operationList),
	...tables.flatMap(operationFields),
];
