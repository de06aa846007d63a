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
import { toNodeError } from './nodeErrors';
import { throwIfCancelled } from './sleep';

/** Output items of one input item. */
export type ItemOutput = INodeExecutionData[];

/** Reads the location that an item's request goes to; empty for the credential's. */
export type ReadLocation = (ctx: IExecuteFunctions, itemIndex: number) => string;

/** Runs an operation on one item and returns the JSON of its output items. */
export type ItemRun = (itemIndex: number) => Promise<IDataObject[]>;

/** An output item without its paired item. */
export type NodeOutput = Pick<INodeExecutionData, 'json' | 'binary'>;

/**
 * Runs a node item by item, in order. Outputs are paired with their item. An item that fails stops the node with an error that
 * names the item. If the node continues on fail, the item becomes an error item instead. n8n leaves error items on the regular
 * output, or merges them with the input item on the error output.
 *
 * @param start called once per location, before its first item; if the connection fails, all items of the location fail
 * @throws NodeApiError or NodeOperationError; ManualExecutionCancelledError once the execution is stopped
 */
export async function eachItem(
	ctx: IExecuteFunctions,
	readLocation: ReadLocation,
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

/** With more paired items than this, they take more space in the saved execution than the output itself. */
const mostPaired = 1_000;

/**
 * Runs a node once over all its items. Each output and each error item is paired with all items, or with none if there are more
 * than 1,000.
 */
export async function allItems(
	ctx: IExecuteFunctions,
	readLocation: ReadLocation,
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
 * Converts an error to an error item.
 *
 * @throws NodeApiError or NodeOperationError if the node doesn't continue on fail, or the execution has been stopped
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
 * n8n recognizes an error item by exactly these keys. With an item's own `error`, n8n would drop the input item's fields from the
 * error output.
 */
function toErrorJson({ message, description }: NodeApiError | NodeOperationError): IDataObject {
	return { error: message, ...(description && { details: description }) };
}

/** Memoizes a function of one key. */
export function once<T>(make: (key: string) => Promise<T>): (key: string) => Promise<T> {
	const made = new Map<string, Promise<T>>();
	return (key) => {
		const value = made.get(key) ?? make(key);
		made.set(key, value);
		return value;
	};
}
