/** Limits of one service for training examples. */
export interface DatasetLimits {
	/** Characters of one input. */
	inputLength: number;
	/** Characters of one output. */
	outputLength: number;
	/** Bytes of all examples as they travel. */
	totalBytes: number;
	/** Whether an example may have turns before its input. */
	conversations: boolean;
	/** Whether an example can carry what the model is told before its input. */
	systemInstructions: boolean;
	/** Absent where no examples can be kept apart. */
	validation?: ValidationLimits;
}

/** Limits of the examples a model is measured by. */
export interface ValidationLimits {
	examples: number;
	/** More than these may be no more than a share of the training examples. */
	freeExamples: number;
	/** 0 to 1. */
	share: number;
}
