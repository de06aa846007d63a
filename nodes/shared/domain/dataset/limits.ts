/** Limits of one service for training examples. */
export interface DatasetLimits {
	/** Characters of one input. */
	inputLength: number;
	/** Characters of one output. */
	outputLength: number;
	/** Bytes of all examples in the service's format. */
	totalBytes: number;
	/** Whether an example may have turns before its input. */
	conversations: boolean;
	/** Whether an example can have a system instruction. */
	systemInstructions: boolean;
	/** Absent if the service has no validation sets. */
	validation?: ValidationLimits;
}

/** Limits of validation sets. */
interface ValidationLimits {
	examples: number;
	/** Up to this number, `share` doesn't apply. */
	freeExamples: number;
	/** Share of the training examples, 0 to 1. */
	share: number;
}
