import { generateContentResponse } from '../../../nodes/shared/google/generation/content';
import { demand } from '../../../nodes/shared/google/http/shape';
import { createTokenGuess } from '../../../nodes/GeminiGenerateContent/tokenGuess';

const prompt = { contents: [{ role: 'user' as const, parts: [{ text: 'x'.repeat(40) }] }] };

it('takes the longest answer before there is one, and the average of answers after', () => {
	const guess = createTokenGuess();
	const limited = { ...prompt, generationConfig: { maxOutputTokens: 50 } };
	const first = guess.of(limited);
	expect(first.tokens).toBe(60);
	expect(first.tokensOf?.({ usageMetadata: { totalTokenCount: 30, promptTokenCount: 10 } })).toBe(30);
	expect(guess.of(limited).tokensOf?.({ usageMetadata: { totalTokenCount: 50 } })).toBe(50);
	expect(guess.of(limited).tokens).toBe(40);
});

it.each(['{}', '{"usageMetadata":null}', '{"usageMetadata":{"totalTokenCount":null}}'])(
	'learns nothing from %s',
	(json) => {
		const guess = createTokenGuess();
		const answer = demand(generateContentResponse, JSON.parse(json));
		expect(guess.of(prompt).tokensOf?.(answer)).toBeUndefined();
		expect(guess.of(prompt).tokens).toBe(1_034);
	},
);
