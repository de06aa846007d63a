/** Operations of a node. The panel and the run of the node follow from one record per operation. */
import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Connection } from '../runtime/connect';
import { ItemError } from '../runtime/itemError';
import type { NodeOutput } from '../runtime/items';
import { allItems, eachItem } from '../runtime/items';
import type { ConcurrentRun } from '../runtime/manyItems';
import { manyItems } from '../runtime/manyItems';
import { agentPermissionField, refuseAgents } from './agentGuard';
import type { Can } from './apis';
import { shownWhere } from './apis';
import { optionsField } from './fields';
import { readLocation } from './locationField';

/** The input of an operation: the parameters of an item, and the service. */
export interface Call extends Connection {
	ctx: IExecuteFunctions;
	/** The item that parameters are read from: the first one if the operation runs once for all items. */
	itemIndex: number;
}

/** One entry of the Operation list. */
interface Entry {
	/** The display name on the panel. */
	name: string;
	/** The text in the node picker, in sentence case. */
	action: string;
	description: string;
	/** An expression for the line below the node; the name in lower case by default. */
	subtitle?: string;
	/** The capability that the service must have. Without it, every service offers the entry. */
	needs?: Can;
	/** The fields of the operation. Operations can share fields. */
	fields: readonly INodeProperties[];
	/** Entries of the collection 'Options'. */
	options?: readonly INodeProperties[];
	/** An action that AI agents need permission for, such as "start a tuning job". */
	agentsNeedPermissionTo?: string;
}

/** Runs item by item. Returns the JSON of the item's outputs. */
interface EachItem {
	runs: 'each';
	run: (call: Call) => Promise<IDataObject[]>;
}

/** Runs once for all items. */
interface AllItems {
	runs: 'all';
	run: (call: Call) => Promise<NodeOutput[]>;
}

/** Runs with concurrent requests. */
interface ManyItems {
	runs: 'many';
	/**
	 * Called once, before the first item.
	 *
	 * @returns called once per location
	 */
	run: (ctx: IExecuteFunctions, signal: AbortSignal) => (connection: Connection) => ConcurrentRun;
}

export type Operation = Entry & (EachItem | AllItems | ManyItems);

/** The operations of a node, or of one of its resources. */
export interface OperationTable {
	/** The display name of the resource or the node. */
	name: string;
	/** The `resource` value, if the node has several. */
	resource?: string;
	/** The capability that the service must have for all operations. */
	needs?: Can;
	/** Operations by their `operation` value, sorted by name. */
	operations: Readonly<Record<string, Operation>>;
	defaultOperation: string;
}

const always: Can = () => true;

/** The line below the node on the canvas. */
export function subtitleOf({ operations }: OperationTable): string {
	const lines = Object.entries(operations).map(
		([value, { name, subtitle = `'${name.toLowerCase()}'` }]) => `${value}: ${subtitle}`,
	);
	return `={{ ({ ${lines.join(', ')} })[$parameter.operation] }}`;
}

/** The Operation list. */
export function operationList({
	resource,
	needs = always,
	operations,
	defaultOperation,
}: OperationTable): INodeProperties {
	return shownWhere(needs, {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		...(resource !== undefined && { displayOptions: { show: { resource: [resource] } } }),
		options: Object.entries(operations).map(([value, { name, action, description, needs: own = always }]) =>
			shownWhere<INodePropertyOptions>(own, { name, value, action, description }),
		),
		default: defaultOperation,
	});
}

/** The fields of all operations. Each appears once, for the operations that list it. */
export function operationFields(table: OperationTable): INodeProperties[] {
	const { resource, needs = always, operations, defaultOperation } = table;
	const entries = Object.entries(operations);
	// The panel shows a field under the first operation by default.
	entries.sort(([one], [other]) => Number(other === defaultOperation) - Number(one === defaultOperation));

	const using = (uses: (operation: Operation) => boolean) =>
		entries.filter(([, operation]) => uses(operation));
	const withOptions = using((operation) => operation.options !== undefined);

	/** Shows a field, or an entry of 'Options', under the operations that use it. */
	function shownUnder(users: typeof entries, field: INodeProperties, isEntry = false): INodeProperties {
		const all = isEntry ? withOptions : entries;
		const show = {
			...(resource !== undefined && !isEntry && { resource: [resource] }),
			...(users.length < all.length && {
				[isEntry ? '/operation' : 'operation']: users.map(([name]) => name),
			}),
			...field.displayOptions?.show,
		};
		const can: Can = (supports) =>
			needs(supports) && users.some(([, { needs: own = always }]) => own(supports));
		return shownWhere(can, { ...field, displayOptions: { ...field.displayOptions, show } });
	}

	const fields = merged(entries.map(([, operation]) => operation.fields));
	const options = merged(withOptions.map(([, operation]) => operation.options ?? []));
	const guarded = using(({ agentsNeedPermissionTo: action }) => action !== undefined);
	return [
		...fields.map((field) =>
			shownUnder(
				using((operation) => operation.fields.includes(field)),
				field,
			),
		),
		...(guarded.length > 0 ? [shownUnder(guarded, agentPermissionField)] : []),
		...(withOptions.length > 0 ? [shownUnder(withOptions, optionsField(options.map(toEntry)))] : []),
	];

	function toEntry(entry: INodeProperties): INodeProperties {
		return shownUnder(
			using((operation) => operation.options?.includes(entry) ?? false),
			entry,
			true,
		);
	}
}

/** All fields, each once. Keeps the order within each list. */
function merged(lists: ReadonlyArray<readonly INodeProperties[]>): INodeProperties[] {
	const all: INodeProperties[] = [];
	for (const list of lists) {
		let at = 0;
		for (const field of list) {
			const known = all.indexOf(field);
			if (known < 0) all.splice(at, 0, field);
			at = (known < 0 ? at : known) + 1;
		}
	}
	return all;
}

/**
 * Runs the operation in 'Operation' on the node's items.
 *
 * @param table undefined for a resource that the node doesn't have
 * @throws NodeApiError or NodeOperationError; see `eachItem`, `allItems` and `manyItems`
 */
export async function runOperation(
	ctx: IExecuteFunctions,
	table: OperationTable | undefined,
): Promise<INodeExecutionData[][]> {
	const name = ctx.getNodeParameter('operation', 0, '');
	const operations = table?.operations ?? {};
	const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
	switch (operation?.runs) {
		case 'each':
			return await eachItem(ctx, readLocation, (connection) => async (itemIndex) => {
				guard(ctx, operation, itemIndex);
				return await operation.run({ ctx, ...connection, itemIndex });
			});
		case 'all':
			return await allItems(ctx, readLocation, async (connection) => {
				guard(ctx, operation, 0);
				return await operation.run({ ctx, ...connection, itemIndex: 0 });
			});
		case 'many':
			return await manyItems(ctx, readLocation, operation.run);
		case undefined:
			return await eachItem(ctx, readLocation, () => async () => {
				const of = table?.resource === undefined ? '' : ` of '${table.resource}'`;
				const message = `The operation '${name}'${of} isn't available with this API`;
				const fix = "Choose another operation, or another 'API'.";
				return await Promise.reject(new ItemError(message, fix));
			});
	}
}

function guard(ctx: IExecuteFunctions, { agentsNeedPermissionTo: action }: Entry, itemIndex: number): void {
	if (action !== undefined) refuseAgents(ctx, action, itemIndex);
}
