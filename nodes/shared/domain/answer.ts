/** Tokens of one request; null stands for what the service does not tell. */
export interface TokenUsage {
	promptTokens: number | null;
	outputTokens: number | null;
	/** Spent on thinking before the answer. */
	thoughtTokens: number | null;
	totalTokens: number | null;
}

/** One of the answers to a prompt. */
export interface Alternative {
	/** Empty when the service sent none. */
	text: string;
	/** The service's word for why it stopped, such as `STOP`; null where it does not tell. */
	finishReason: string | null;
}

/** What became of a prompt, whatever the service left out. */
export interface Answer extends Alternative {
	/** Whether the prompt was refused, or the answer held back or cut off, by a filter. */
	blocked: boolean;
	/** The service's word for why it was blocked, such as `SAFETY`. */
	blockReason: string | null;
	/** Why the text is missing, incomplete or blocked, in words; null when nothing is wrong with it. */
	explanation: string | null;
	usage: TokenUsage;
	modelVersion: string | null;
	/** All answers, where more than one was asked for; empty otherwise. */
	candidates: Alternative[];
}
