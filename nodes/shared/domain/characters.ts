const pairs = /[\ud800-\udbff][\udc00-\udfff]/;
const allPairs = /[\ud800-\udbff][\udc00-\udfff]/g;

/** How many characters a text has. An emoji is one, though JavaScript takes it for two. */
export function characters(text: string): number {
	return pairs.test(text) ? text.length - (text.match(allPairs)?.length ?? 0) : text.length;
}

/** Whether a text has more characters than a limit; long texts are counted only where that can change the answer. */
export function isLonger(text: string, limit: number): boolean {
	return text.length > limit && characters(text) > limit;
}
