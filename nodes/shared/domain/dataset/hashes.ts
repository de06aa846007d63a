import type { Example } from './dataset';
import type { Hasher } from './hasher';
import { createHasher } from './hasher';

/** Hashes of 64 bits, one for each example. */
export interface Lanes {
	low: Int32Array;
	high: Int32Array;
}

/** Hashes of parts of the examples, so that each text is read once. */
export interface Hashes {
	input: Lanes;
	/** Of input, system instruction and earlier turns. */
	prompt: Lanes;
	output: Lanes;
	/** Of all parts. */
	row: Lanes;
}

export function hashExamples(examples: readonly Example[]): Hashes {
	const lanes = (): Lanes => ({
		low: new Int32Array(examples.length),
		high: new Int32Array(examples.length),
	});
	const hashes = { input: lanes(), prompt: lanes(), output: lanes(), row: lanes() };
	const hasher = createHasher();
	examples.forEach((example, index) => {
		addInput(hasher, example);
		store(hasher, hashes.input, index);
		addContext(hasher, example);
		store(hasher, hashes.prompt, index);
		hasher.reset();
		hasher.add(example.output);
		store(hasher, hashes.output, index);
		addRest(hasher, example, hashes.prompt.low[index] ?? 0, hashes.prompt.high[index] ?? 0);
		store(hasher, hashes.row, index);
	});
	return hashes;
}

function store(hasher: Hasher, { low, high }: Lanes, index: number): void {
	low[index] = hasher.low();
	high[index] = hasher.high();
}

function addInput(hasher: Hasher, { input }: Example): void {
	hasher.reset();
	hasher.add(input);
}

function addContext(hasher: Hasher, { systemInstruction, earlier }: Example): void {
	if (systemInstruction !== undefined) hasher.add(systemInstruction);
	hasher.addNumber(earlier?.length ?? 0);
	earlier?.forEach(({ text }) => hasher.add(text));
}

/** Adds the rest of an example to the hash of its output. */
function addRest(hasher: Hasher, { rejected }: Example, promptLow: number, promptHigh: number): void {
	if (rejected !== undefined) hasher.add(rejected);
	hasher.addNumber(promptLow);
	hasher.addNumber(promptHigh);
}
