import { createHash } from 'node:crypto';

/** One row to learn from. */
export interface Example {
	/** The item it came from, counted from 0 as n8n does. */
	item: number;
	input: string;
	output: string;
}

/** Examples that passed the checks, in the order of their items. */
export interface Dataset {
	examples: Example[];
	/** SHA-256 (hex) of the examples' texts in order; the same rows give the same fingerprint. */
	fingerprint: string;
}

/** Puts examples together; what they contain is not checked here. */
export function buildDataset(examples: Example[]): Dataset {
	const hash = createHash('sha256');
	for (const { input, output } of examples) hash.update(JSON.stringify([input, output])).update('\n');
	return { examples, fingerprint: hash.digest('hex') };
}
