/** The panel that follows from a table of operations. */
import type { INodeProperties } from 'n8n-workflow';
import type { OperationTable } from '../../../../nodes/shared/panel/operations';
import { operationFields, operationList, subtitleOf } from '../../../../nodes/shared/panel/operations';

const field = (name: string): INodeProperties => ({ displayName: name, name, type: 'string', default: '' });

const [shared, own, first, more, entry] = ['shared', 'own', 'first', 'more', 'entry'].map(field);
if (!shared || !own || !first || !more || !entry) throw new Error('A field is missing');

const nothing = async () => await Promise.resolve([]);

const table: OperationTable = {
	name: 'Node',
	operations: {
		create: {
			name: 'Create',
			action: 'Create one',
			description: 'Create one',
			fields: [shared, own],
			options: [entry, more],
			agentsNeedPermissionTo: 'create one',
			runs: 'all',
			run: nothing,
		},
		list: {
			name: 'List Many',
			action: 'List many',
			description: 'List many',
			needs: ({ storage }) => storage,
			fields: [first, shared],
			options: [more],
			runs: 'each',
			run: nothing,
		},
	},
	defaultOperation: 'create',
};

const conditions = (fields: INodeProperties[]) =>
	fields.map(({ name, displayOptions }) => [name, displayOptions?.show ?? {}]);

it('shows each field once, under the operations and services that have it, in the order of the lists', () => {
	const fields = operationFields(table);
	expect(conditions(fields)).toEqual([
		['first', { operation: ['list'], '/api': ['vertex'] }],
		['shared', {}],
		['own', { operation: ['create'] }],
		['allowAgents', { operation: ['create'], '@tool': [true] }],
		['options', {}],
	]);
	const options = fields.at(-1)?.options ?? [];
	expect(options).toMatchObject([
		{ name: 'entry', displayOptions: { show: { '/operation': ['create'] } } },
		{ name: 'more', displayOptions: { show: {} } },
	]);
});

it('adds the resource of the table', () => {
	expect(conditions(operationFields({ ...table, resource: 'thing' }))).toContainEqual([
		'own',
		{ resource: ['thing'], operation: ['create'] },
	]);
});

it('lists the operations with the services that have them', () => {
	expect(operationList(table)).toMatchObject({
		default: 'create',
		options: [
			{ name: 'Create', value: 'create', action: 'Create one' },
			{ name: 'List Many', value: 'list', displayOptions: { show: { '/api': ['vertex'] } } },
		],
	});
});

it('shows the name of the operation below the node', () => {
	expect(subtitleOf(table)).toBe("={{ ({ create: 'create', list: 'list many' })[$parameter.operation] }}");
});
