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

const KNOWN = ['systemInstruction', 'contents', 'completions', 'generationConfig'];

interface Completion {
	score: number;
	completion: unknown;
}

/** Reads one line of a preference dataset. The model learns the completion with the higher score. */
export function readPreferenceLine(line: unknown): ReadLine {
	if (!isMembers(line)) return { faults: ['is not an object'] };
	const faults = unknownMembers(line, KNOWN);
	const { contents, completions } = line;
	if (!Array.isArray(contents) || contents.length === 0)
		return { faults: [...faults, 'contents is missing'] };
	contents.forEach((content: unknown, i) => {
		faults.push(...contentFaults(content, `contents[${i}]`, ['user', 'model']));
	});
	faults.push(...orderFaults(contents, 'user'));
	if (!Array.isArray(completions) || completions.length !== 2) {
		return { faults: [...faults, 'completions must have exactly two entries'] };
	}
	completions.forEach((completion: unknown, i) =>
		faults.push(...completionFaults(completion, `completions[${i}]`)),
	);
	const [better, worse] = completions.filter(isCompletion).sort((a, b) => b.score - a.score);
	if (better && better.score === worse?.score) faults.push('completions must have different scores');
	if (!better || !worse || faults.length > 0) return { faults };
	return {
		example: { input: textOf(contents.at(-1)), output: textOf(better.completion) },
		inputTokens: tokensOf(contents),
		outputTokens: tokensOf([better.completion, worse.completion]),
		messages: contents.length,
		show: () => asJson({ contents, completions }),
		scores: [better.score, worse.score],
	};
}

function isCompletion(value: unknown): value is Completion {
	return isMembers(value) && typeof value.score === 'number';
}

function completionFaults(value: unknown, at: string): string[] {
	if (!isMembers(value)) return [`${at} is not an object`];
	const faults = typeof value.score === 'number' ? [] : [`${at} has no score`];
	return [...faults, ...contentFaults(value.completion, `${at}.completion`, ['model'])];
}
