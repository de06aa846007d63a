/** Examples as lines of a tuning dataset: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare */

import type { Example } from '../../domain/dataset';

interface Turn {
	role: 'user' | 'model' | 'system';
	parts: [{ text: string }];
}

/** JSONL without the newlines, made one line at a time; an example with a rejected answer is one of preference tuning. */
export function* linesOf(examples: Iterable<Example>): Generator<string> {
	for (const example of examples) {
		const { rejected } = example;
		yield JSON.stringify(
			rejected === undefined ? toSupervisedLine(example) : toPreferenceLine(example, rejected),
		);
	}
}

/** Bytes that the lines take, newlines included. */
export function bytesOfLines(lines: Iterable<string>): number {
	let bytes = 0;
	for (const line of lines) bytes += Buffer.byteLength(line) + 1;
	return bytes;
}

function toSupervisedLine(example: Example): object {
	return {
		...toInstruction(example),
		contents: [turn('user', example.input), turn('model', example.output)],
	};
}

/** The better answer has the score 1, the worse one 0. */
function toPreferenceLine(example: Example, rejected: string): object {
	return {
		...toInstruction(example),
		contents: [turn('user', example.input)],
		completions: [
			{ score: 1, completion: turn('model', example.output) },
			{ score: 0, completion: turn('model', rejected) },
		],
	};
}

function toInstruction({ systemInstruction }: Example): { systemInstruction?: Turn } {
	return systemInstruction === undefined ? {} : { systemInstruction: turn('system', systemInstruction) };
}

function turn(role: Turn['role'], text: string): Turn {
	return { role, parts: [{ text }] };
}
