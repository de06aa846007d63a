import type { Example } from './dataset';

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
