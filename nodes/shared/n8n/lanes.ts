import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Turn } from '../backend/limiter';
import { breather } from './breather';
import type { Connection } from './connect';
import { connect } from './connect';
import type { ItemOutput } from './items';
import { failureOf, once } from './items';
import { laneContext } from './laneContext';
import { readLocation } from './location';
import type { ReadAhead } from './readAhead';
import { createReadAhead } from './readAhead';
import { throwIfCancelled } from './sleep';

/** An item that is ready to be sent. */
export interface ReadyItem {
	/** Waits for its turn; undefined where it needs none. */
	turn: () => Promise<Turn | undefined>;
	/** @param turn has to be told what became of it */
	go: (turn?: Turn) => Promise<ItemOutput>;
}

/** What a node does with the items of one location. */
export type LaneRun = (itemIndex: number) => Promise<ReadyItem>;

interface ReadItem {
	itemIndex: number;
	/** Absent where the item cannot be read. */
	ready: ReadyItem | undefined;
}

/**
 * Runs a node with many items at a time, as many as their limiters let through; only a few are read
 * before it is their turn. Outputs are in the order of the items, paired with theirs. An item that fails becomes an item that tells it
 * where the node continues on fail. Otherwise the first item that fails, in time, stops the node: nothing more is sent, and what
 * was sent and has no answer yet is given up.
 *
 * @param start called once with the connection to a location, before its first item
 * @throws NodeApiError or NodeOperationError; ManualExecutionCancelledError once the execution is stopped
 */
export async function manyItems(
	ctx: IExecuteFunctions,
	start: (ctx: IExecuteFunctions, connection: Connection, signal: AbortSignal) => LaneRun,
): Promise<INodeExecutionData[][]> {
	const stopping = new AbortController();
	const cancelled = ctx.getExecutionCancelSignal();
	const signal = cancelled ? AbortSignal.any([cancelled, stopping.signal]) : stopping.signal;
	const lane = laneContext(ctx, signal);
	const connections = once((location) => connect(lane, location));
	const runs = once(async (location) => start(lane, await connections(location), signal));
	const outputs: ItemOutput[] = [];
	const going = new Set<Promise<void>>();
	const failures: Error[] = [];
	const breathe = breather(lane);

	async function settle(itemIndex: number, work: () => Promise<ItemOutput>): Promise<void> {
		outputs[itemIndex] = await work().catch(async (error: unknown) => {
			const connecting = async () => await connections(readLocation(lane, itemIndex));
			return await failureOf(ctx, { item: itemIndex }, connecting, error);
		});
	}

	async function sendAll(): Promise<void> {
		const ahead = createReadAhead(ctx.getInputData().length, read);
		for (let item = await ahead.next(); item; item = await ahead.next()) {
			signal.throwIfAborted();
			// Items that need no turn must not keep answers from being taken.
			await breathe();
			const { itemIndex, ready } = item;
			const go = ready && (await withTurn(itemIndex, ready, ahead));
			if (!go) continue;
			const task: Promise<void> = settle(itemIndex, go)
				.catch(stop)
				.finally(() => going.delete(task));
			going.add(task);
		}
		await Promise.all(going);
	}

	async function read(itemIndex: number): Promise<ReadItem> {
		const readyItem = async () => await (await runs(readLocation(lane, itemIndex)))(itemIndex);
		return { itemIndex, ready: await unlessItFails(itemIndex, readyItem) };
	}

	async function withTurn(
		itemIndex: number,
		{ turn, go }: ReadyItem,
		ahead: ReadAhead<ReadItem>,
	): Promise<(() => Promise<ItemOutput>) | undefined> {
		return await unlessItFails(itemIndex, async () => {
			const given = await ahead.during(turn());
			return async () => await go(given);
		});
	}

	/** What is needed before an item is sent; undefined where that fails the item. */
	async function unlessItFails<T>(itemIndex: number, prepare: () => Promise<T>): Promise<T | undefined> {
		let prepared: T | undefined;
		await settle(itemIndex, async () => {
			prepared = await prepare();
			return [];
		}).catch(stop);
		return prepared;
	}

	function stop(error: Error): void {
		failures.push(error);
		stopping.abort();
	}

	// What is given up takes a while to end, one by one; whoever cancels does not wait for it.
	const over = new AbortController();
	await Promise.race([sendAll().catch(stop), aborted(cancelled, over.signal)]).finally(() => over.abort());
	throwIfCancelled(ctx);
	if (failures[0]) throw failures[0];
	return [outputs.flat()];
}

/** Waits for a signal; for ever where there is none, or when the listening is over first. */
async function aborted(signal: AbortSignal | undefined, over: AbortSignal): Promise<void> {
	await new Promise<void>((resolve) =>
		signal?.addEventListener('abort', () => resolve(), { once: true, signal: over }),
	);
}
