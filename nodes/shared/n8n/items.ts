import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	IPairedItemData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import type { Connection } from './connect';
import { connect, placeOf } from './connect';
import { toNodeError } from './errors';
import { readLocation } from './location';
import { throwIfCancelled } from './sleep';

/** What came of one item. */
export type ItemOutput = INodeExecutionData[];

/** What a node does with one item: the JSON of its output items. */
export type ItemRun = (itemIndex: number) => Promise<IDataObject[]>;

/** What a node puts out, before it is paired with what came in. */
export type NodeOutput = Pick<INodeExecutionData, 'json' | 'binary'>;

/**
 * Runs a node item by item, in order. Outputs are paired with their item. An item that fails
 * stops the node with an error naming the item or, where the node continues on fail, becomes an item that tells it:
 * n8n leaves it on the regular output or moves it to the error output, where it joins the input item.
 *
 * @param start called once with the connection to a location, before its first item; a connection that cannot be made fails
 * every item there
 * @throws NodeApiError or NodeOperationError; ManualExecutionCancelledError once the execution is stopped
 */
export async function eachItem(
	ctx: IExecuteFunctions,
	start: (connection: Connection) => ItemRun,
): Promise<INodeExecutionData[][]> {
	const connections = once((location) => connect(ctx, location));
	const runs = once(async (location) => start(await connections(location)));
	const output: INodeExecutionData[] = [];
	for (const itemIndex of ctx.getInputData().keys()) {
		throwIfCancelled(ctx);
		const connecting = async () => await connections(readLocation(ctx, itemIndex));
		const run = async () =>
			(await (await runs(readLocation(ctx, itemIndex)))(itemIndex)).map((json) => ({ json }));
		output.push(...(await outcome(ctx, { item: itemIndex }, connecting, run)));
	}
	return [output];
}

/** With more items than these, naming them all takes more room in the saved execution than what the node puts out. */
const mostPaired = 1_000;

/**
 * Runs a node once over all its items. Outputs, and the error where the node continues on fail, are paired with every item, or
 * with none where there are thousands.
 */
export async function allItems(
	ctx: IExecuteFunctions,
	run: (connection: Connection) => Promise<NodeOutput[]>,
): Promise<INodeExecutionData[][]> {
	const connections = once((location) => connect(ctx, location));
	const connecting = async () => await connections(readLocation(ctx, 0));
	const { length } = ctx.getInputData();
	const pairedItems = length > mostPaired ? [] : Array.from({ length }, (_, item) => ({ item }));
	return [await outcome(ctx, pairedItems, connecting, async () => await run(await connecting()))];
}

async function outcome(
	ctx: IExecuteFunctions,
	pairedItem: IPairedItemData | IPairedItemData[],
	connecting: () => Promise<Connection>,
	run: () => Promise<NodeOutput[]>,
): Promise<ItemOutput> {
	try {
		return (await run()).map((output) => ({ ...output, pairedItem }));
	} catch (error) {
		return await failureOf(ctx, pairedItem, connecting, error);
	}
}

/**
 * What the user's error setting makes of a failure: an item that tells it.
 *
 * @throws NodeApiError or NodeOperationError where the node does not continue on fail, or the execution has been stopped
 */
export async function failureOf(
	ctx: IExecuteFunctions,
	pairedItem: IPairedItemData | IPairedItemData[],
	connecting: () => Promise<Connection>,
	error: unknown,
): Promise<ItemOutput> {
	throwIfCancelled(ctx);
	const nodeError = toNodeError(ctx.getNode(), error, {
		...placeOf(await connecting().catch(() => undefined)),
		...(Array.isArray(pairedItem) ? {} : { itemIndex: pairedItem.item }),
	});
	if (!ctx.continueOnFail()) throw nodeError;
	return [{ json: toErrorJson(nodeError), pairedItem }];
}

/**
 * By these keys, and no others, n8n knows an item that failed. An item's own `error` would say more, but n8n would then drop
 * the input item's fields from the error output.
 */
function toErrorJson({ message, description }: NodeApiError | NodeOperationError): IDataObject {
	return { error: message, ...(description && { details: description }) };
}

/** Makes a value for each key when it is first asked for, and only once. */
export function once<T>(make: (key: string) => Promise<T>): (key: string) => Promise<T> {
	const made = new Map<string, Promise<T>>();
	return (key) => {
		const value = made.get(key) ?? make(key);
		made.set(key, value);
		return value;
	};
}
