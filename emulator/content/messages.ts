import { harmCategory, harmThreshold } from '../enums.ts';
import { anything, bool, float, int32, list, message, oneOf, text } from '../proto.ts';
import type { Decoded } from '../proto.ts';
import { contentMessages } from './contentMessages.ts';

const PACKAGE = 'google.ai.generativelanguage.v1beta';

const { content, tool, toolConfig, settings } = contentMessages({
	type: (name) => `${PACKAGE}.${name}`,
	service: 'gemini',
	ids: true,
	thinking: `${PACKAGE}.ThinkingConfig`,
	tool: [
		'googleSearchRetrieval',
		'codeExecution',
		'googleSearch',
		'computerUse',
		'urlContext',
		'fileSearch',
		'googleMaps',
	],
});

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
	responseJsonSchema: anything,
	responseLogprobs: bool,
	logprobs: int32,
	enableEnhancedCivicAnswers: bool,
	...settings,
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
	tools: list(tool),
	toolConfig,
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

/** The concatenated texts of a content's parts. */
export function textOf(of: Content | undefined): string {
	return (of?.parts ?? []).map((one) => one.text ?? '').join('');
}
