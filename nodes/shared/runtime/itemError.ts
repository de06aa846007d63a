/** An error of one item, such as an invalid value in a field. `toNodeError` adds the item to the message. */
export class ItemError extends Error {
	override readonly name = 'ItemError';

	/** @param itemIndex by default, the item in progress */
	constructor(
		message: string,
		/** The fix. */
		readonly description: string,
		public itemIndex?: number,
	) {
		super(message);
	}
}

/** Reads parameters of an item, and adds the item to errors. */
export function readItem<T>(itemIndex: number, read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw withItem(error, itemIndex);
	}
}

function withItem(error: unknown, itemIndex: number): unknown {
	if (error instanceof ItemError) error.itemIndex ??= itemIndex;
	return error;
}
