/**
 * Wire types of `generateContent`, as both services speak them.
 *
 * Source: google/ai/generativelanguage/v1beta/generative_service.proto. Every level of an answer is optional: recorded
 * answers of tuned models lack usage, prompt feedback, parts or all candidates.
 */

export interface Part {
	text?: string;
	/** True on a part that holds the model's thinking, not its answer. */
	thought?: boolean;
	/** What the model wants back, unchanged, with the part that it came in: base64. Required from Gemini 3 on where functions are called. */
	thoughtSignature?: string;
	inlineData?: InlineData;
	fileData?: FileData;
	functionCall?: FunctionCall;
	functionResponse?: FunctionResponse;
}

/** Media within the request. */
export interface InlineData {
	mimeType: string;
	/** Base64. */
	data: string;
}

/** Media elsewhere. */
export interface FileData {
	mimeType?: string;
	/** `gs://…` or `https://…` */
	fileUri: string;
}

/** What the model wants to have called. */
export interface FunctionCall {
	/** Given by newer models of the Gemini API; the response repeats it then. v1 of Vertex AI knows no IDs. */
	id?: string;
	name?: string;
	args?: Record<string, unknown>;
}

/** What a called function gave. */
export interface FunctionResponse {
	id?: string;
	name: string;
	/** `output` or `error`, or anything else, which is all output then. */
	response: Record<string, unknown>;
}

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

export interface Content {
	role?: 'user' | 'model';
	parts?: Part[];
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

/** Answer of `countTokens`. */
export interface CountTokensResponse {
	totalTokens?: number;
	totalBillableCharacters?: number;
}

export interface SafetyRating {
	category?: string;
	probability?: string;
	blocked?: boolean;
}

export interface Candidate {
	content?: Content;
	finishReason?: string;
	finishMessage?: string;
	index?: number;
	safetyRatings?: SafetyRating[];
	avgLogprobs?: number;
}

export interface PromptFeedback {
	blockReason?: string;
	blockReasonMessage?: string;
	safetyRatings?: SafetyRating[];
}

export interface UsageMetadata {
	promptTokenCount?: number;
	candidatesTokenCount?: number;
	thoughtsTokenCount?: number;
	cachedContentTokenCount?: number;
	totalTokenCount?: number;
}

export interface GenerateContentResponse {
	candidates?: Candidate[];
	promptFeedback?: PromptFeedback;
	usageMetadata?: UsageMetadata;
	modelVersion?: string;
	responseId?: string;
}
