/** Words without a topic. */
const EMPTY = new Set(
	'a an and any are as ask at be by can do does for from get give has have how i if in into is it its me my of on or our please tell that the their them there this to tool use used uses using was we what when where which who will with you your'.split(
		' ',
	),
);

/** The topic words of a text or a name, in lower case and without a plural's s. */
export function wordsOf(text: string): Set<string> {
	const words = text
		.replace(/([a-z\d])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '' && !EMPTY.has(word));
	return new Set(words.map((word) => (word.length > 3 ? word.replace(/s$/, '') : word)));
}
