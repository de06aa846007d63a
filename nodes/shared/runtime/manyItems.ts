import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Permit } from '../google/throttling/limiter';
import { breather } from './breather';
import type { Connection } from './connect';
import { connect } from './connect';
import type { ItemOutput, ReadLocation } from './items';
import { failureOf, once } from './items';
import { concurrentContext } from './concurrentContext';
import type { ReadAhead } from './readAhead';
import { createReadAhead } from './readAhead';
import { throwIfCancelled } from './sleep';

/** An item whose request is ready. */
export interface ReadyItem {
	/** Waits for a permit; returns undefined if the item needs none. */
	acquire: () => Promise<Permit | undefined>;
	/** Sends the request and releases the permit. */
	send: (permit?: Permit) => Promise<ItemOutput>;
}

/** Reads one item of a location. */
export type ConcurrentRun = (itemIndex: number) => Promise<ReadyItem>;

interface ReadItem {
	itemIndex: number;
	/** Absent if the item can't be read. */
	ready: ReadyItem | undefined;
}

/**
 * Runs a node with concurrent requests, as many as the limiters permit. Only a few items are read ahead. Outputs have the order
 * of the items and are paired with them. If the node continues on fail, an item that fails becomes an error item. Otherwise
 * the first failure stops the node and cancels the requests in flight.
 *
 * @param start called once, before the first item; its result is called once per location
 * @throws NodeApiError or NodeOperationError; ManualExecutionCancelledError once the execution is stopped
 */
export async function manyItems(
	ctx: IExecuteFunctions,
	readLocation: ReadLocation,
	start: (ctx: IExecuteFunctions, signal: AbortSignal) => (connection: Connection) => ConcurrentRun,
): Promise<INodeExecutionData[][]> {
	const stopping = new AbortController();
	const cancelled = ctx.getExecutionCancelSignal();
	const signal = cancelled ? AbortSignal.any([cancelled, stopping.signal]) : stopping.signal;
	const concurrent = concurrentContext(ctx, signal);
	const connections = once((location) => connect(concurrent, location));
	let started: ReturnType<typeof start> | undefined;
	const runs = once(async (location) => {
		const connection = await connections(location);
		started ??= start(concurrent, signal);
		return started(connection);
	});
	const outputs: ItemOutput[] = [];
	const inFlight = new Set<Promise<void>>();
	const failures: Error[] = [];
	const breathe = breather(concurrent);

	async function finish(itemIndex: number, work: () => Promise<ItemOutput>): Promise<void> {
		outputs[itemIndex] = await work().catch(async (error: unknown) => {
			const connecting = async () => await connections(readLocation(concurrent, itemIndex));
			return await failureOf(ctx, { item: itemIndex }, connecting, error);
		});
	}

	async function sendAll(): Promise<void> {
		const ahead = createReadAhead(ctx.getInputData().length, read);
		for (let item = await ahead.next(); item; item = await ahead.next()) {
			signal.throwIfAborted();
			// Items without a permit must not delay the handling of responses.
			await breathe();
			const { itemIndex, ready } = item;
			const send = ready && (await permitted(itemIndex, ready, ahead));
			if (!send) continue;
			const task: Promise<void> = finish(itemIndex, send)
				.catch(stop)
				.finally(() => inFlight.delete(task));
			inFlight.add(task);
		}
		await Promise.all(inFlight);
	}

	async function read(itemIndex: number): Promise<ReadItem> {
		const readyItem = async () => await (await runs(readLocation(concurrent, itemIndex)))(itemIndex);
		return { itemIndex, ready: await unlessItFails(itemIndex, readyItem) };
	}

	async function permitted(
		itemIndex: number,
		{ acquire, send }: ReadyItem,
		ahead: ReadAhead<ReadItem>,
	): Promise<(() => Promise<ItemOutput>) | undefined> {
		return await unlessItFails(itemIndex, async () => {
			const permit = await ahead.during(acquire());
			return async () => await send(permit);
		});
	}

	/** Prepares an item; returns undefined and fails the item if that throws. */
	async function unlessItFails<T>(itemIndex: number, prepare: () => Promise<T>): Promise<T | undefined> {
		let prepared: T | undefined;
		await finish(itemIndex, async () => {
			prepared = await prepare();
			return [];
		}).catch(stop);
		return prepared;
	}

	function stop(error: Error): void {
		failures.push(error);
		stopping.abort();
	}

	// Canceled requests end one by one, which takes a while; a canceled execution doesn't wait for them.
	const over = new AbortController();
	await Promise.race([sendAll().catch(stop), aborted(cancelled, over.signal)]).finally(() => over.abort());
	throwIfCancelled(ctx);
	if (failures[0]) throw failures[0];
	return [outputs.flat()];
}

/** Waits for a signal. Never resolves without one, or after `over`, which ends the listening. */
async function aborted(signal: AbortSignal | undefined, over: AbortSignal): Promise<void> {
	await new Promise<void>((resolve) =>
		signal?.addEventListener('abort', () => resolve(), { once: true, signal: over }),
	);
}
