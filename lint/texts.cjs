/** ESLint rule for code: avoided words in panel texts and messages. */
const { findWords } = require('./words.cjs');

/** A name or a key has no space; a text for people has. */
const isText = (text) => /\p{L}\s+\p{L}/u.test(text);

const words = {
	meta: { type: 'suggestion', schema: [] },
	create(context) {
		const check = (node, text) => {
			if (!isText(text)) return;
			for (const { found, instead } of findWords(text, 'panel'))
				context.report({ node, message: `'${found}': write instead: ${instead}.` });
		};
		return {
			Literal: (node) => typeof node.value === 'string' && check(node, node.value),
			// One text, whatever stands in its holes.
			TemplateLiteral: (node) => check(node, node.quasis.map(({ value }) => value.cooked).join('…')),
		};
	},
};

module.exports = { rules: { words } };
