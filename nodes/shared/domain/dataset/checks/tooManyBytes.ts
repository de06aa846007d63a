import { count } from '../../count';
import type { Check } from '../check';
import type { Dataset, Example } from '../dataset';

export const tooManyBytes: Check = {
	title: 'Too Many Bytes',
	description: 'A larger dataset than the service supports',
	actions: ['stop'],
	default: 'stop',
	result({ data, recipe: { limits, bytesOf } }) {
		if (mostBytes(data) <= limits.totalBytes) return undefined;
		const bytes = bytesOf(data);
		if (bytes <= limits.totalBytes) return undefined;
		return {
			message: `The examples take ${count(bytes)} bytes together, and the limit is ${count(limits.totalBytes)}. Use fewer rows or shorter texts.`,
		};
	},
};

/** More than the service's format adds to the texts of an example. */
const mostBytesAround = 1_024;
/** A UTF-16 code unit as `\u0000`. */
const mostBytesPerUnit = 6;

/** An upper limit for the size, so that most datasets don't have to be written to be measured. */
function mostBytes({ examples, validation = [] }: Dataset): number {
	return mostBytesIn(examples) + mostBytesIn(validation);
}

function mostBytesIn(examples: readonly Example[]): number {
	let units = 0;
	examples.forEach(({ input, output, rejected = '', systemInstruction = '', earlier }) => {
		units += input.length + output.length + rejected.length + systemInstruction.length;
		earlier?.forEach(({ text }) => (units += text.length + mostBytesAround));
	});
	return units * mostBytesPerUnit + examples.length * mostBytesAround;
}
