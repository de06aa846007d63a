import type { Example } from '../dataset';
import type { Row } from '../preparation';

/** Makes examples of rows. */
export interface Reader {
	/** Undefined where no example can be made; why is written down. */
	read: (row: Row, item: number) => Example | undefined;
	/** Writes down what only all rows together show. */
	finish: () => void;
	/** What the parts of an example are called in findings: `The column 'question'`. */
	subjects: Readonly<Record<Side, string>>;
}

/** The texts of an example. */
export type Side = 'input' | 'output' | 'rejected' | 'systemInstruction' | 'earlier';

/** Puts an example together without fields that are undefined. */
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
