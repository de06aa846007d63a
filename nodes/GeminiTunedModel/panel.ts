import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { shownWhere } from '../shared/panel/apis';
import type { Operation, Resource } from './operation';
import { batchJob } from './batchJob';
import { endpoint } from './endpoint';
import { permission } from './permission';
import { tunedModel } from './tunedModel';

/** All operations of the node, by the values of `resource` and `operation`. */
const resources: Record<string, Resource> = { batchJob, endpoint, permission, tunedModel };

const always = () => true;

/** Undefined for an operation that the panel doesn't offer. */
export function findOperation(resource: string, operation: string): Operation | undefined {
	const operations = Object.hasOwn(resources, resource) ? resources[resource]?.operations : undefined;
	return operations && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
}

/** The panel's fields, derived from the table of operations. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: Object.entries(resources).map(([value, { name, needs = always }]) =>
			shownWhere<INodePropertyOptions>(needs, { name, value }),
		),
		default: 'tunedModel',
	},
	...Object.entries(resources).map(([value, resource]) => operationList(value, resource)),
	...Object.entries(resources).flatMap(([resource, { operations, needs = always }]) =>
		Object.entries(operations).flatMap(([operation, { fields, needs: needsMore = always }]) =>
			fields
				.map((field) => underneath(field, { resource: [resource], operation: [operation] }))
				.map((field) => shownWhere((supports) => needs(supports) && needsMore(supports), field)),
		),
	),
];

function operationList(
	resource: string,
	{ operations, defaultOperation, needs = always }: Resource,
): INodeProperties {
	return shownWhere(needs, {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: Object.entries(operations).map(([value, { name, action, description, needs = always }]) =>
			shownWhere<INodePropertyOptions>(needs, { name, value, action, description }),
		),
		default: defaultOperation,
	});
}

function underneath(field: INodeProperties, show: NonNullable<IDisplayOptions['show']>): INodeProperties {
	return {
		...field,
		displayOptions: { ...field.displayOptions, show: { ...show, ...field.displayOptions?.show } },
	};
}
