import type {
	Content,
	GenerateContentRequest,
	GenerateContentResponse,
} from '../shared/google/generation/content';
import type { TokenUse } from '../shared/google/throttling/tries';

/** Estimates the tokens of prompts and responses before the request. */
export interface TokenGuess {
	of(request: GenerateContentRequest): TokenUse<GenerateContentResponse>;
}

/** Google's rule of thumb (ai.google.dev/gemini-api/docs/tokens). */
const charactersPerToken = 4;
/** Estimate for the first response if the request sets no limit. */
const firstOutputGuess = 1_024;

/** Estimates a response's length as the average of earlier responses. */
export function createTokenGuess(): TokenGuess {
	let answers = 0;
	let outputTokens = 0;
	return {
		of({ contents, systemInstruction, generationConfig }) {
			const prompt = [...contents, ...(systemInstruction ? [systemInstruction] : [])];
			const promptTokens = Math.ceil(charactersIn(prompt) / charactersPerToken);
			const longest = generationConfig?.maxOutputTokens ?? firstOutputGuess;
			const output = answers === 0 ? longest : outputTokens / answers;
			return {
				tokens: promptTokens + Math.ceil(output),
				tokensOf({ usageMetadata }) {
					const total = usageMetadata?.totalTokenCount;
					if (total === undefined) return undefined;
					answers += 1;
					outputTokens += Math.max(0, total - (usageMetadata?.promptTokenCount ?? promptTokens));
					return total;
				},
			};
		},
	};
}

function charactersIn(contents: Content[]): number {
	return contents.flatMap(({ parts = [] }) => parts).reduce((sum, { text = '' }) => sum + text.length, 0);
}
