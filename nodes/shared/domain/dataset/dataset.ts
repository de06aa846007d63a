export interface Turn {
	role: 'user' | 'model';
	text: string;
}

/** A training or validation example, made from one row. */
export interface Example {
	/** The index of its row, counted from 0. */
	item: number;
	input: string;
	/** The answer that the model should learn; in preference tuning, the chosen one. */
	output: string;
	/** Preference tuning: the rejected answer. */
	rejected?: string;
	systemInstruction?: string;
	/** Turns before the input, alternating, the user first and the model last. */
	earlier?: readonly Turn[];
}

/** Examples that passed the checks, in the order of their rows. */
export interface Dataset {
	examples: Example[];
	/** The validation set; absent if it is empty. */
	validation?: Example[];
	/** 64 hex digits, independent of the order of the rows, because a database without ORDER BY must not cause a new job. */
	fingerprint: string;
}
