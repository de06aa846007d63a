/**
 * Wire types of `generateContent`, for both services.
 *
 * Source: google/ai/generativelanguage/v1beta/generative_service.proto. Every level of a response is optional: recorded responses of
 * tuned models lack usage, prompt feedback, parts or all candidates. Other fields are kept, because users can output whole responses.
 */

import type { Reader, Shaped } from '../http/shape';
import { count, fields, flag, list, number, object, openFields, strict, text } from '../http/shape';

/** A function call that the model requests. */
const functionCall = openFields({
	/** Only from newer models of the Gemini API; the function's result repeats it. v1 of Vertex AI has no IDs. */
	id: text,
	name: text,
	/** Strict: without its arguments, a call would do something else. */
	args: strict(object),
});

const part = openFields({
	text,
	/** True for the model's thoughts, which aren't part of the text. */
	thought: flag,
	/** Base64. Later requests must return it unchanged in the same part. Required for function calls from Gemini 3 on. */
	thoughtSignature: text,
	/** Media within the message; `data` is base64. */
	inlineData: openFields({ mimeType: text, data: text }),
	/** Media elsewhere: `gs://…` or `https://…` */
	fileData: openFields({ mimeType: text, fileUri: text }),
	functionCall: strict(functionCall),
	/** A function's result: `output` or `error`. Any other fields are output. */
	functionResponse: openFields({ id: text, name: text, response: object }),
	/** Code that Google ran for the model. */
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

/** A response, or a piece of a streamed one. */
export const generateContentResponse = openFields({
	candidates: list(candidate),
	promptFeedback,
	usageMetadata,
	modelVersion: text,
	responseId: text,
});

/** Response of `countTokens`. Every prompt has tokens, so a response without their number is unreadable. */
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

/** A function that the model can call (google/ai/generativelanguage/v1beta/content.proto). */
export interface FunctionDeclaration {
	/** Begins with a letter or `_`; letters, digits, `_`, `.` and `-`; at most 64 characters. */
	name: string;
	description?: string;
	/** JSON Schema of an object; absent for a function without parameters. */
	parametersJsonSchema?: object;
}

interface Tool {
	functionDeclarations: FunctionDeclaration[];
}

/** How much a model thinks before it responds (google/cloud/aiplatform/v1/content.proto). */
export interface ThinkingConfig {
	/** Tokens. 0 turns thinking off if the model supports it. */
	thinkingBudget?: number;
	/** Instead of a budget, for Gemini 3 and later. */
	thinkingLevel?: 'MINIMAL' | 'LOW' | 'MEDIUM' | 'HIGH';
}

/** Fields of `generationConfig`. Only those that the user sets are sent. */
export interface GenerationConfig {
	candidateCount?: number;
	frequencyPenalty?: number;
	maxOutputTokens?: number;
	presencePenalty?: number;
	/** JSON Schema of the response; needs the MIME type `application/json` and excludes responseSchema. */
	responseJsonSchema?: object;
	/** `text/plain`, `application/json` or `text/x.enum`. */
	responseMimeType?: string;
	/** Schema of the response in Google's subset of OpenAPI; needs a MIME type. */
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

/** An earlier request, unchanged. These fields are used to check its response. */
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
	/** Vertex AI only; the bill shows them. Lower-case letters, digits, `_` and `-`. */
	labels?: Record<string, string>;
}
