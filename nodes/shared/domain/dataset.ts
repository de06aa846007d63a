import { createHash } from 'node:crypto';

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
}

/** Examples that passed the checks, in the order of their items. */
export interface Dataset {
	examples: Example[];
	/** Examples the model does not learn from; its answers to them are measured. */
	validation?: Example[];
	/** SHA-256 (hex) of the examples' texts in order; the same rows give the same fingerprint. */
	fingerprint: string;
}

/** Puts examples together; what they contain is not checked here. */
export function buildDataset(examples: Example[], validation: Example[] = []): Dataset {
	const hash = createHash('sha256');
	for (const example of examples) hash.update(toLine(example)).update('\n');
	if (validation.length > 0) hash.update('\n');
	for (const example of validation) hash.update(toLine(example)).update('\n');
	return { examples, ...(validation.length > 0 && { validation }), fingerprint: hash.digest('hex') };
}

function toLine({ input, output, rejected, systemInstruction }: Example): string {
	const isPlain = rejected === undefined && systemInstruction === undefined;
	return JSON.stringify(isPlain ? [input, output] : [input, output, rejected ?? null, systemInstruction ?? null]);
}
