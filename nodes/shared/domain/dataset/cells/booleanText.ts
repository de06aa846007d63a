const words: ReadonlyMap<string, string> = new Map([
	...['true', 't', 'yes', 'y', 'on', '1'].map((word) => [word, 'true'] as const),
	...['false', 'f', 'no', 'n', 'off', '0'].map((word) => [word, 'false'] as const),
]);

/** `true` or `false` for any spelling that databases and sheets use. Undefined for other values. */
export function booleanText(value: unknown): string | undefined {
	const isPlain = typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint';
	const text = isPlain ? String(value) : typeof value === 'string' ? value : '';
	return words.get(text.trim().toLowerCase());
}
