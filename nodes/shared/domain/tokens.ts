/** How many tokens texts have, told by a rule where nobody counts them. */

import type { Example } from './dataset';

/** In words, for what is told of an estimate. */
export const tokenRule =
	'about 4 Latin characters, 2 characters of other alphabets, or 1.5 of Chinese, Japanese or Korean for each token';

/** Code units from `from` on have so many tokens each; half an emoji has half a token. */
const scripts: ReadonlyArray<{ from: number; tokens: number }> = [
	{ from: 0xff00, tokens: 1 / 1.5 },
	{ from: 0xfb00, tokens: 1 / 2 },
	{ from: 0xf900, tokens: 1 / 1.5 },
	{ from: 0xd800, tokens: 1 / 2 },
	{ from: 0xac00, tokens: 1 / 1.5 },
	{ from: 0xa000, tokens: 1 / 2 },
	{ from: 0x2e80, tokens: 1 / 1.5 },
	{ from: 0x2070, tokens: 1 / 2 },
	{ from: 0x2000, tokens: 1 / 4 },
	{ from: 0x0250, tokens: 1 / 2 },
	{ from: 0, tokens: 1 / 4 },
];

const latin = 0x0250;

/**
 * Four characters a token for Latin is Google's own rule (ai.google.dev/gemini-api/docs/tokens); the figures for other scripts
 * are this package's, on the high side of what tokenizers of this kind make of them.
 */
export function tokensByRule(text: string): number {
	let plain = 0;
	let others = 0;
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		if (unit < latin) plain++;
		else others += tokensOfUnit(unit);
	}
	return Math.ceil(plain / 4 + others);
}

/** By index: a search with a function would make one for each character. */
function tokensOfUnit(unit: number): number {
	for (let index = 0; index < scripts.length; index++) {
		const script = scripts[index];
		if (script && unit >= script.from) return script.tokens;
	}
	return 0;
}

/** Shows the texts of an example, one by one: a list for each of a hundred thousand would hold as much memory as the rows. */
export type SeeTexts<T> = (example: T, see: (text: string) => void) => void;

/** All texts of an example that are trained on. */
export const seeTexts: SeeTexts<Example> = (example, see) => {
	const { systemInstruction, earlier, input, output, rejected } = example;
	if (systemInstruction !== undefined) see(systemInstruction);
	earlier?.forEach(({ text }) => see(text));
	see(input);
	see(output);
	if (rejected !== undefined) see(rejected);
};

/** By the rule, of all texts of all examples. */
export function ruledTokens<T>(examples: readonly T[], showTexts: SeeTexts<T>): number {
	let tokens = 0;
	const count = (text: string) => void (tokens += tokensByRule(text));
	examples.forEach((example) => showTexts(example, count));
	return tokens;
}
