/** How a figure is distributed over the examples of a dataset. */
export interface Distribution {
	sum: number;
	min: number;
	max: number;
	mean: number;
	median: number;
	/** 5th percentile. */
	p5: number;
	/** 95th percentile. */
	p95: number;
	/** From `left` to `right`, both included; empty ones are left out. */
	buckets: Array<{ count: number; left: number; right: number }>;
}

/** What a service counted in the data of a job; null stands for what it does not tell. */
export interface DataStats {
	exampleCount: number | null;
	/** Tokens of all examples once; training is billed for them times the epochs. */
	billableTokenCount: number | null;
	stepCount: number | null;
	inputTokens: Distribution | null;
	outputTokens: Distribution | null;
	/** Turns of user and model together. */
	messagesPerExample: Distribution | null;
	/** How many examples were left out, for example because they have too many tokens. */
	droppedExampleCount: number | null;
	/** Some of these, with their lines in the dataset, counted from 1. */
	droppedExamples: Array<{ line: number; reason: string | null }>;
}
