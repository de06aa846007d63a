/** ESLint rules for Markdown: avoided words and long sentences. */
const { findWords } = require('./words.cjs');

/** Words of a sentence. */
const limits = {
	/** No sentence has more. */
	most: 40,
	/** Few sentences have more. */
	many: 30,
	/** This share of a file's sentences may have more than `many` words. */
	share: 0.05,
};

const hide = (text) => text.replace(/[^\n]/g, 'X');

/** Names on the screen, such as **Check Setup**, and messages in *italics* stay as the screen shows them. */
const hideLetters = (text) => text.replace(/\p{Lu}/gu, 'X').replace(/\p{Ll}/gu, 'x');

const isName = (text) => text.split(/[\s:]+/).every((word) => !/^\p{Ll}{4}/u.test(word));

/**
 * The text of a paragraph, heading or table cell with code, addresses and screen names hidden. Each character keeps its place.
 *
 * @param {import('mdast').Node} block
 * @param {string} source the whole file
 */
function visibleText(block, source) {
	const start = block.position.start.offset;
	const text = source.slice(start, block.position.end.offset).split('');
	const write = (from, to, toText) => {
		const piece = toText(text.slice(from - start, to - start).join(''));
		text.splice(from - start, to - from, ...piece.split(''));
	};
	const visit = (node) => {
		const [from, to] = [node.position.start.offset, node.position.end.offset];
		const children = node.children ?? [];
		if (node.type === 'inlineCode') return write(from, to, hide);
		if (node.type === 'html' || node.type === 'break')
			return write(from, to, (it) => it.replace(/[^\n]/g, ' '));
		if (node.type === 'image') return write(from, to, (it) => blankAround(it, /^!\[|\]\([^)]*\)$/g));
		children.forEach(visit);
		if (node.type === 'link') write(from, to, (it) => blankAround(it, /^<?\[?|\]\([^)]*\)$/g));
		if (node.type === 'emphasis' || (node.type === 'strong' && isName(source.slice(from + 2, to - 2))))
			write(from, to, hideLetters);
		if (node.type === 'strong') write(from, to, (it) => blankAround(it, /^\*\*|\*\*$/g));
	};
	visit(block);
	return text.join('').replace(/^\|/, ' ');
}

const blankAround = (text, pattern) => text.replace(pattern, (marks) => ' '.repeat(marks.length));

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * The sentences of a text, with their numbers of words.
 *
 * @param {string} text
 * @returns {Array<{ index: number, words: number }>}
 */
function sentencesOf(text) {
	return [...segmenter.segment(text.replace(/\n/g, ' '))]
		.map(({ index, segment }) => ({
			index,
			words: segment.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
		}))
		.filter(({ words }) => words > 0);
}

/** Calls `look` with the visible text of each paragraph, heading and table cell, and a way to report a place in it. */
function forEachText(context, look) {
	const { sourceCode } = context;
	const visit = (block) => {
		const at = (index) => sourceCode.getLocFromIndex(block.position.start.offset + index);
		look(visibleText(block, sourceCode.text), at);
	};
	return { paragraph: visit, heading: visit, tableCell: visit };
}

const words = {
	meta: { type: 'suggestion', schema: [], languages: ['markdown/*'] },
	create: (context) =>
		forEachText(context, (text, at) => {
			for (const { index, found, instead } of findWords(text, 'docs'))
				context.report({
					loc: { start: at(index), end: at(index + found.length) },
					message: `'${found}': write instead: ${instead}.`,
				});
		}),
};

const sentenceLength = {
	meta: { type: 'suggestion', schema: [], languages: ['markdown/*'] },
	create(context) {
		const all = [];
		const report = ({ loc, words }, message) =>
			context.report({ loc, message: `This sentence has ${words} words. ${message}` });
		return {
			...forEachText(context, (text, at) => {
				for (const { index, words } of sentencesOf(text)) all.push({ loc: at(index), words });
			}),
			'root:exit'() {
				const long = all.filter(({ words }) => words > limits.many);
				const isAbove = long.length > all.length * limits.share;
				for (const sentence of long) {
					if (sentence.words > limits.most) report(sentence, `The limit is ${limits.most}.`);
					else if (isAbove)
						report(
							sentence,
							`${long.length} of ${all.length} sentences have more than ${limits.many}; at most ${limits.share * 100} % may.`,
						);
				}
			},
		};
	},
};

module.exports = { rules: { words, 'sentence-length': sentenceLength }, sentencesOf };
