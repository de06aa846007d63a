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
	/** From `left` to `right`, both included, without empty buckets. */
	buckets: Array<{ count: number; left: number; right: number }>;
}

/** A service's figures about the data of a job; null if it doesn't report a figure. */
export interface DataStats {
	exampleCount: number | null;
	/** Tokens of all examples, counted once. Google bills them times the number of epochs. */
	billableTokenCount: number | null;
	stepCount: number | null;
	inputTokens: Distribution | null;
	outputTokens: Distribution | null;
	/** Turns of user and model together. */
	messagesPerExample: Distribution | null;
	/** Number of examples that the service dropped, for example because they have too many tokens. */
	droppedExampleCount: number | null;
	/** Some of these, with their lines in the dataset file, counted from 1. */
	droppedExamples: Array<{ line: number; reason: string | null }>;
}
