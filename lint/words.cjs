/**
 * The words that texts for people avoid, from words.json. An entry has
 *
 * - `term` and other `forms`: matched as whole words, in any case
 * - `instead`: better words, shown in the message
 * - `where`: `docs` (Markdown), `panel` (fields of nodes and credentials) or `all`
 * - `except`: longer phrases in which the term is fine
 */
const entries = require('./words.json');

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

const toPattern = (phrases) =>
	new RegExp(`(?<![\\p{L}\\p{N}-])(?:${phrases.map(escape).join('|')})(?![\\p{L}\\p{N}-])`, 'giu');

const patterns = entries.map(({ term, forms = [], except = [], ...entry }) => ({
	...entry,
	pattern: toPattern([term, ...forms]),
	exception: except.length > 0 && toPattern(except),
}));

const rangesOf = (pattern, text) =>
	[...text.matchAll(pattern)].map(({ index, 0: found }) => [index, index + found.length]);

/**
 * Finds avoided words.
 *
 * @param {string} text
 * @param {'docs' | 'panel'} where
 * @returns {Array<{ index: number, found: string, instead: string }>}
 */
function findWords(text, where) {
	return patterns
		.filter((entry) => entry.where === where || entry.where === 'all')
		.flatMap(({ pattern, exception, instead }) => {
			const fine = exception ? rangesOf(exception, text) : [];
			return rangesOf(pattern, text)
				.filter(([start, end]) => !fine.some(([from, to]) => from <= start && end <= to))
				.map(([start, end]) => ({ index: start, found: text.slice(start, end), instead }));
		});
}

module.exports = { findWords };
