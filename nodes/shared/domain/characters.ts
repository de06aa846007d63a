const pairs = /[\ud800-\udbff][\udc00-\udfff]/;
const allPairs = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Counts the characters of a text. An emoji is one, although its `length` is 2. */
export function characters(text: string): number {
	return pairs.test(text) ? text.length - (text.match(allPairs)?.length ?? 0) : text.length;
}

/** Whether a text has more characters than a limit. Counts long texts only if the result depends on it. */
export function isLonger(text: string, limit: number): boolean {
	return text.length > limit && characters(text) > limit;
}
