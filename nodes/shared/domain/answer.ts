/** Tokens of one request; null for values that the service doesn't report. */
export interface TokenUsage {
	promptTokens: number | null;
	outputTokens: number | null;
	/** Thinking tokens. */
	thoughtTokens: number | null;
	totalTokens: number | null;
}

/** One response to a prompt. */
export interface Alternative {
	/** Empty if the service sent none. */
	text: string;
	/** The service's finish reason, such as `STOP`; null if it reports none. */
	finishReason: string | null;
}

/** The result of a prompt, complete even if the service omits fields. */
export interface Answer extends Alternative {
	/** Whether a filter blocked the prompt or the response, or cut the response off. */
	blocked: boolean;
	/** The service's block reason, such as `SAFETY`. */
	blockReason: string | null;
	/** Why the text is missing, incomplete or blocked, as a sentence; null for a complete text. */
	explanation: string | null;
	usage: TokenUsage;
	modelVersion: string | null;
	/** All responses if the request asked for several; otherwise empty. */
	candidates: Alternative[];
}
