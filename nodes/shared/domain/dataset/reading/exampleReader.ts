import type { Example } from '../dataset';
import type { Row } from '../preparation';

/** Turns rows into examples. */
export interface Reader {
	/** Undefined if the row can't become an example. The ledger has the reason. */
	read: (row: Row, item: number) => Example | undefined;
	/** Adds findings that depend on all rows. */
	finish: () => void;
	/** Names of the parts of an example in findings: `The column 'question'`. */
	subjects: Readonly<Record<Side, string>>;
}

/** The texts of an example. */
export type Side = 'input' | 'output' | 'rejected' | 'systemInstruction' | 'earlier';

/** Builds an example without undefined fields. */
export function exampleOf(
	item: number,
	input: string,
	output: string,
	rejected: string | undefined,
	systemInstruction: string | undefined,
): Example {
	const example: Example = { item, input, output };
	if (rejected !== undefined) example.rejected = rejected;
	if (systemInstruction !== undefined && systemInstruction.trim() !== '')
		example.systemInstruction = systemInstruction;
	return example;
}
