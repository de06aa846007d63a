import type { Example } from '../dataset';
import type { Hasher } from './hasher';
import { createHasher } from './hasher';

/** What the model is given: instruction, earlier turns and input. */
export function addPrompt(hasher: Hasher, { input, systemInstruction, earlier }: Example): void {
	hasher.add(input);
	hasher.add(systemInstruction);
	earlier?.forEach(({ text }) => hasher.add(text));
}

/** What it is to answer. */
export function addAnswer(hasher: Hasher, { output, rejected }: Example): void {
	hasher.add(output);
	hasher.add(rejected);
}

/** 16 hex digits of all that an example teaches; from which row it came does not count. Equal rows have equal hashes, always. */
export function rowHash(example: Example): string {
	const hasher = createHasher();
	addPrompt(hasher, example);
	addAnswer(hasher, example);
	return digits(hasher.high()) + digits(hasher.low());
}

function digits(bits: number): string {
	return (bits >>> 0).toString(16).padStart(8, '0');
}

export function isSamePrompt(one: Example, other: Example): boolean {
	return (
		one.input === other.input &&
		one.systemInstruction === other.systemInstruction &&
		isSameEarlier(one.earlier, other.earlier)
	);
}

export function isSameAnswer(one: Example, other: Example): boolean {
	return one.output === other.output && one.rejected === other.rejected;
}

function isSameEarlier(one: Example['earlier'], other: Example['earlier']): boolean {
	if (one === undefined || other === undefined) return one === other;
	return one.length === other.length && one.every(({ text }, index) => text === other[index]?.text);
}
