/**
 * Wire types of `generateContent`, as both services speak them.
 *
 * Source: google/ai/generativelanguage/v1beta/generative_service.proto. Every level of an answer is optional: recorded
 * answers of tuned models lack usage, prompt feedback, parts or all candidates. Fields that aren't listed here are kept, since
 * users can output answers as they are.
 */

import type { Reader, Shaped } from './shape';
import { count, fields, flag, list, number, object, openFields, strict, text } from './shape';

/** What the model wants to have called. */
const functionCall = openFields({
	/** Given by newer models of the Gemini API; the response repeats it then. v1 of Vertex AI knows no IDs. */
	id: text,
	name: text,
	/** Without its arguments a call would do something else. */
	args: strict(object),
});

const part = openFields({
	text,
	/** True on a part that holds the model's thinking, not its answer. */
	thought: flag,
	/** What the model wants back, unchanged, with the part that it came in: base64. Required from Gemini 3 on where functions are called. */
	thoughtSignature: text,
	/** Media within the message; `data` is base64. */
	inlineData: openFields({ mimeType: text, data: text }),
	/** Media elsewhere: `gs://…` or `https://…` */
	fileData: openFields({ mimeType: text, fileUri: text }),
	functionCall: strict(functionCall),
	/** What a called function gave: `output` or `error`, or anything else, which is all output then. */
	functionResponse: openFields({ id: text, name: text, response: object }),
	/** What the model had Google run. */
	executableCode: openFields({ language: text, code: text }),
	codeExecutionResult: openFields({ outcome: text, output: text }),
});

const content = openFields({
	/** `user` or `model`. */
	role: text,
	parts: list(part),
});

const safetyRating = openFields({ category: text, probability: text, blocked: flag });

const candidate = openFields({
	content,
	finishReason: text,
	finishMessage: text,
	index: number,
	safetyRatings: list(safetyRating),
	avgLogprobs: number,
});

const promptFeedback = openFields({
	blockReason: text,
	blockReasonMessage: text,
	safetyRatings: list(safetyRating),
});

const usageMetadata = openFields({
	promptTokenCount: count,
	candidatesTokenCount: count,
	thoughtsTokenCount: count,
	cachedContentTokenCount: count,
	totalTokenCount: count,
});

/** An answer, or a piece of one that is streamed. */
export const generateContentResponse = openFields({
	candidates: list(candidate),
	promptFeedback,
	usageMetadata,
	modelVersion: text,
	responseId: text,
});

/** Answer of `countTokens`. No prompt has 0 tokens, so an answer without their number isn't one. */
export const countTokensResponse = fields(
	{ totalTokens: count, totalBillableCharacters: count },
	'totalTokens',
);

export type Part = Shaped<typeof part>;
export type FunctionCall = Shaped<typeof functionCall>;
export type Content = Shaped<typeof content>;
export type Candidate = Shaped<typeof candidate>;
export type PromptFeedback = Shaped<typeof promptFeedback>;
export type UsageMetadata = Shaped<typeof usageMetadata>;
export type GenerateContentResponse = Shaped<typeof generateContentResponse>;
export type CountTokensResponse = Shaped<typeof countTokensResponse>;

/** What the model may have called (google/ai/generativelanguage/v1beta/content.proto). */
export interface FunctionDeclaration {
	/** Begins with a letter or `_`; letters, digits, `_`, `.` and `-`; at most 64 characters. */
	name: string;
	description?: string;
	/** JSON Schema of an object; left out where the function takes nothing. */
	parametersJsonSchema?: object;
}

export interface Tool {
	functionDeclarations: FunctionDeclaration[];
}

/** How much a model thinks before it answers (google/cloud/aiplatform/v1/content.proto). */
export interface ThinkingConfig {
	/** Tokens; 0 switches thinking off where the model allows that. */
	thinkingBudget?: number;
	/** Instead of a budget, for Gemini 3 and later. */
	thinkingLevel?: 'MINIMAL' | 'LOW' | 'MEDIUM' | 'HIGH';
}

/** Fields of `generationConfig` this package sends; each is left out unless the user sets it. */
export interface GenerationConfig {
	candidateCount?: number;
	frequencyPenalty?: number;
	maxOutputTokens?: number;
	presencePenalty?: number;
	/** JSON Schema of the answer; needs the MIME type `application/json` and excludes responseSchema. */
	responseJsonSchema?: object;
	/** `text/plain`, `application/json` or `text/x.enum`. */
	responseMimeType?: string;
	/** Schema of the answer in Google's subset of OpenAPI; needs a MIME type. */
	responseSchema?: object;
	seed?: number;
	/** At most 5. */
	stopSequences?: string[];
	/** 0 to 2. */
	temperature?: number;
	thinkingConfig?: ThinkingConfig;
	topK?: number;
	topP?: number;
}

const schema: Reader<object> = object;

/** A request that was sent earlier. It is kept as it is; these fields are what its answer is held against. */
export const sentRequest = openFields({
	generationConfig: openFields({ responseMimeType: text, responseJsonSchema: schema }),
});

export type SentRequest = Shaped<typeof sentRequest>;

export interface SafetySetting {
	/** `HARM_CATEGORY_…`; at most one setting per category. */
	category: string;
	/** `BLOCK_NONE`, `BLOCK_ONLY_HIGH`, `BLOCK_MEDIUM_AND_ABOVE`, `BLOCK_LOW_AND_ABOVE` or `OFF`. */
	threshold: string;
}

export interface GenerateContentRequest {
	contents: Content[];
	systemInstruction?: Content;
	tools?: Tool[];
	safetySettings?: SafetySetting[];
	generationConfig?: GenerationConfig;
	/** Vertex AI only: shown on the bill. Lower-case letters, digits, `_` and `-`. */
	labels?: Record<string, string>;
}
