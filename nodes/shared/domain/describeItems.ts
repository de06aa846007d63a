const namedItems = 5;

/** `item 3`, `items 1, 4 and 9` or `1,203 items (1, 4, 9, 10, 12 and more)`. */
export function describeItems(items: readonly number[]): string {
	if (items.length === 1) return `item ${items[0]}`;
	if (items.length <= namedItems) return `items ${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
	return `${count(items.length)} items (${items.slice(0, namedItems).join(', ')} and more)`;
}

/** `40,000` */
export function count(value: number): string {
	return value.toLocaleString('en-US');
}
