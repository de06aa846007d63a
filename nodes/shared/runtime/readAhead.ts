import { sleep } from 'n8n-workflow';

export interface ReadAhead<T> {
	/** The next item in order; undefined after the last one. */
	next(): Promise<T | undefined>;
	/** Waits for a promise and reads items in the meantime. */
	during<W>(waiting: Promise<W>): Promise<W>;
}

/** Enough for responses that arrive together, and little memory compared with the node's items. */
const most = 64;

/**
 * Reads items in order, before they are needed. Reading takes time, because n8n evaluates the item's expressions. That time is
 * available while responses are pending, but not when many arrive together.
 *
 * @param read does not reject
 */
export function createReadAhead<T>(count: number, read: (index: number) => Promise<T>): ReadAhead<T> {
	const ready: T[] = [];
	let index = 0;

	async function hasEnded(waiting: Promise<unknown>): Promise<boolean> {
		const ended = waiting.then(
			() => true,
			() => true,
		);
		return await Promise.race([ended, sleep(0).then(() => false)]);
	}

	return {
		async next() {
			if (ready.length > 0) return ready.shift();
			return index < count ? await read(index++) : undefined;
		},
		async during(waiting) {
			while (index < count && ready.length < most && !(await hasEnded(waiting)))
				ready.push(await read(index++));
			return await waiting;
		},
	};
}
