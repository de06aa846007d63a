/** Estimates tokens by a rule, where no service counts them. */

import type { Example } from './dataset/dataset';

/** The rule in words, for the note of an estimate. */
export const tokenRule =
	'about 4 Latin characters, 2 characters of other alphabets, or 1.5 of Chinese, Japanese or Korean for each token';

/** Tokens per code unit, for code units from `from` on. Half an emoji has half a token. */
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
 * Four Latin characters per token is Google's rule (ai.google.dev/gemini-api/docs/tokens). The values for other scripts are this
 * package's estimates; they are high for tokenizers of this kind.
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

/** By index: `find` would create a function for each character. */
function tokensOfUnit(unit: number): number {
	for (let index = 0; index < scripts.length; index++) {
		const script = scripts[index];
		if (script && unit >= script.from) return script.tokens;
	}
	return 0;
}

/** Visits the texts of an example one by one: lists for 100,000 examples would take as much memory as the rows. */
export type SeeTexts<T> = (example: T, see: (text: string) => void) => void;

/**
 * All texts of an example that training bills. Preference tuning bills the prompt once for each of the two outputs
 * (cloud.google.com/gemini-enterprise-agent-platform/generative-ai/pricing).
 */
export const seeTexts: SeeTexts<Example> = (example, see) => {
	const { output, rejected } = example;
	seePrompt(example, see);
	see(output);
	if (rejected === undefined) return;
	seePrompt(example, see);
	see(rejected);
};

function seePrompt({ systemInstruction, earlier, input }: Example, see: (text: string) => void): void {
	if (systemInstruction !== undefined) see(systemInstruction);
	earlier?.forEach(({ text }) => see(text));
	see(input);
}

/** Estimated tokens of all texts of all examples. */
export function ruledTokens<T>(examples: readonly T[], showTexts: SeeTexts<T>): number {
	let tokens = 0;
	const count = (text: string) => void (tokens += tokensByRule(text));
	examples.forEach((example) => showTexts(example, count));
	return tokens;
}
