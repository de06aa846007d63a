import { sleep } from 'n8n-workflow';

export interface ReadAhead<T> {
	/** The next one in order; undefined after the last. */
	next(): Promise<T | undefined>;
	/** Waits for something, and reads on in the meantime. */
	during<W>(waiting: Promise<W>): Promise<W>;
}

/** Enough for the answers that come in together, and little against what a node holds anyway. */
const most = 64;

/**
 * Reads one item after the other, ahead of those that are taken: reading takes time (n8n evaluates the expressions of an item),
 * which is there while answers are waited for and is not when many come in at once.
 *
 * @param read does not reject
 */
export function createReadAhead<T>(count: number, read: (index: number) => Promise<T>): ReadAhead<T> {
	const ready: T[] = [];
	let index = 0;

	async function isOverSoon(waiting: Promise<unknown>): Promise<boolean> {
		const over = waiting.then(
			() => true,
			() => true,
		);
		return await Promise.race([over, sleep(0).then(() => false)]);
	}

	return {
		async next() {
			if (ready.length > 0) return ready.shift();
			return index < count ? await read(index++) : undefined;
		},
		async during(waiting) {
			while (index < count && ready.length < most && !(await isOverSoon(waiting)))
				ready.push(await read(index++));
			return await waiting;
		},
	};
}
