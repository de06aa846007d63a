export interface Turn {
	role: 'user' | 'model';
	text: string;
}

/** One row to learn from. */
export interface Example {
	/** The item it came from, counted from 0 as n8n does. */
	item: number;
	input: string;
	/** What the model should answer; in preference tuning the better of two answers. */
	output: string;
	/** Preference tuning: the worse answer. */
	rejected?: string;
	/** What the model is told before the input. */
	systemInstruction?: string;
	/** What was said before the input: by turns, the user first, the model last. */
	earlier?: readonly Turn[];
}

/** Examples that passed the checks, in the order of their items. */
export interface Dataset {
	examples: Example[];
	/** Examples the model does not learn from; its answers to them are measured. */
	validation?: Example[];
	/** 64 hex digits that the same rows give in whatever order: a database without ORDER BY must not make a new job. */
	fingerprint: string;
}
