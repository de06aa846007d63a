import { ruledTokens, seeTexts, tokensByRule } from '../../../../nodes/shared/domain/tokens.ts';

it.each([
	['nothing', '', 0],
	['a word', 'word', 1],
	['Latin with accents', 'éàüß'.repeat(10), 10],
	['typographic quotes and dashes', '“…”–'.repeat(10), 10],
	['Cyrillic', 'привет'.repeat(10), 30],
	['Chinese', '机器学习模型'.repeat(10), 40],
	['Japanese', 'カタカナ ひらがな'.replace(' ', '').repeat(3), 16],
	['Korean', '한국어'.repeat(10), 20],
	['emoji', '🙂'.repeat(10), 10],
	['a mixture', `${'word'.repeat(10)}${'机器学'.repeat(10)}`, 30],
])('estimates the tokens of %s', (_, text, tokens) => {
	expect(tokensByRule(text)).toBe(tokens);
});

it('counts the prompt of a preference example twice, once for each output', () => {
	const examples = [
		// (1 + 1) × 2 prompt tokens, and 1 + 2 tokens of outputs.
		{ item: 0, systemInstruction: 'Sort', input: 'mail', output: 'spam', rejected: 'not spam' },
		// 2 × 2 prompt tokens, and 1 + 1 tokens of outputs.
		{ item: 1, input: 'new mail', output: 'ham', rejected: 'spam' },
	];
	expect(ruledTokens(examples, seeTexts)).toBe(2 * 2 + 3 + (2 * 2 + 2));
});

it('counts all texts of an example', () => {
	const earlier = [
		{ role: 'user', text: 'Well' },
		{ role: 'model', text: 'Yes?' },
	] as const;
	const full = { systemInstruction: 'tell', earlier, input: 'what', output: 'this', rejected: 'that' };
	const examples = [
		{ item: 0, ...full },
		{ item: 1, input: 'what', output: 'this' },
	];
	expect(ruledTokens(examples, seeTexts)).toBe(2 * 4 + 2 + 2);
});
