import { harmCategory, harmThreshold } from '../enums.ts';
import { anything, bool, float, int32, list, message, oneOf, text } from '../proto.ts';
import type { Decoded } from '../proto.ts';

const PACKAGE = 'google.ai.generativelanguage.v1beta';

const part = message(`${PACKAGE}.Part`, {
	text,
	thought: bool,
	thoughtSignature: text,
	inlineData: anything,
	fileData: anything,
	functionCall: anything,
	functionResponse: anything,
	executableCode: anything,
	codeExecutionResult: anything,
	videoMetadata: anything,
	mediaResolution: anything,
});

export const content = message(`${PACKAGE}.Content`, { role: text, parts: list(part) });

const generationConfig = message(`${PACKAGE}.GenerationConfig`, {
	candidateCount: int32,
	stopSequences: list(text),
	maxOutputTokens: int32,
	temperature: float,
	topP: float,
	topK: int32,
	seed: int32,
	presencePenalty: float,
	frequencyPenalty: float,
	responseMimeType: text,
	responseSchema: anything,
	responseJsonSchema: anything,
	responseLogprobs: bool,
	logprobs: int32,
	enableEnhancedCivicAnswers: bool,
	responseModalities: list(text),
	speechConfig: anything,
	thinkingConfig: message(`${PACKAGE}.ThinkingConfig`, {
		includeThoughts: bool,
		thinkingBudget: int32,
		thinkingLevel: text,
	}),
	imageConfig: anything,
	mediaResolution: text,
});

export const safetySetting = message(`${PACKAGE}.SafetySetting`, {
	category: oneOf(`${PACKAGE}.HarmCategory`, harmCategory),
	threshold: oneOf(`${PACKAGE}.HarmBlockThreshold`, harmThreshold),
});

/** The body of generateContent and streamGenerateContent. */
export const generateContentRequest = message(`${PACKAGE}.GenerateContentRequest`, {
	model: text,
	contents: list(content),
	systemInstruction: content,
	tools: list(anything),
	toolConfig: anything,
	safetySettings: list(safetySetting),
	cachedContent: text,
	generationConfig,
	serviceTier: text,
	store: bool,
});

export type Content = Decoded<typeof content>;
export type GenerationConfig = Decoded<typeof generationConfig>;
export type GenerateContentRequest = Decoded<typeof generateContentRequest>;

export const countTokensRequest = message(`${PACKAGE}.CountTokensRequest`, {
	model: text,
	contents: list(content),
	generateContentRequest,
});

/** The texts of a content's parts, one after the other. */
export function textOf(of: Content | undefined): string {
	return (of?.parts ?? []).map((one) => one.text ?? '').join('');
}
