import {
	asJson,
	contentFaults,
	isMembers,
	orderFaults,
	textOf,
	tokensOf,
	unknownMembers,
} from './lineChecks.ts';
import type { ReadLine } from './lineChecks.ts';

const KNOWN = ['systemInstruction', 'contents', 'tools', 'generationConfig'];

function roleOf(content: unknown): unknown {
	return isMembers(content) ? content.role : undefined;
}

/** Reads one line of a supervised dataset. The model learns the last turn from the turn before it. */
export function readSupervisedLine(line: unknown): ReadLine {
	if (!isMembers(line)) return { faults: ['is not an object'] };
	const faults = unknownMembers(line, KNOWN);
	const { contents, systemInstruction } = line;
	if (!Array.isArray(contents) || contents.length === 0)
		return { faults: [...faults, 'contents is missing'] };
	if (systemInstruction !== undefined && textOf(systemInstruction) === '') {
		faults.push('systemInstruction has no text');
	}
	contents.forEach((content: unknown, i) => {
		faults.push(...contentFaults(content, `contents[${i}]`, ['user', 'model']));
	});
	faults.push(...orderFaults(contents, 'model'));
	if (faults.length > 0) return { faults };
	const outputs = contents.filter((content) => roleOf(content) === 'model');
	const inputs = contents.filter((content) => roleOf(content) !== 'model');
	return {
		example: { input: textOf(inputs.at(-1)), output: textOf(outputs.at(-1)) },
		inputTokens: tokensOf([systemInstruction, ...inputs]),
		outputTokens: tokensOf(outputs),
		messages: contents.length,
		show: () => asJson(contents),
		scores: [],
	};
}
