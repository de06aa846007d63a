import { baseAnswer } from './base.ts';

/** A training row. */
export interface Example {
	input: string;
	output: string;
}

/**
 * A possible output of the learner: the base model's output, a known output, or the prompt with a rewritten end. `rare`
 * stands for all outputs without an own entry.
 */
export type Answer =
	| { kind: 'base' }
	| { kind: 'rare' }
	| { kind: 'say'; text: string }
	| { kind: 'edit'; dropStart: string; dropEnd: string; addStart: string; addEnd: string };

export const AS_BASE = 0;
export const RARE = 1;

const MOST_SAID = 256;
const MOST_EDITS = 64;
const LONGEST_EDIT = 40;

/** The output for a prompt, or undefined if the entry doesn't apply to it. */
export function give(answer: Answer, prompt: string): string | undefined {
	switch (answer.kind) {
		case 'base':
			return baseAnswer(prompt);
		case 'rare':
			return undefined;
		case 'say':
			return answer.text;
		case 'edit':
			return rewrite(answer, prompt.trim());
	}
}

function rewrite(edit: Extract<Answer, { kind: 'edit' }>, prompt: string): string | undefined {
	if (!prompt.startsWith(edit.dropStart) || !prompt.endsWith(edit.dropEnd)) return undefined;
	const kept = prompt.slice(edit.dropStart.length, prompt.length - edit.dropEnd.length);
	return kept === '' ? undefined : edit.addStart + kept + edit.addEnd;
}

/** The outputs that a set of examples teaches, after the known ones. The first two are always base and rare. */
export function learnAnswers(known: readonly Answer[], examples: readonly Example[]): Answer[] {
	const answers: Answer[] = known.length > 0 ? [...known] : [{ kind: 'base' }, { kind: 'rare' }];
	const seen = new Set(answers.map((answer) => JSON.stringify(answer)));
	const add = (answer: Answer) => {
		const key = JSON.stringify(answer);
		if (seen.has(key)) return;
		seen.add(key);
		answers.push(answer);
	};
	for (const [text] of mostFrequent(examples.map(({ output }) => output)).slice(0, MOST_SAID)) {
		add({ kind: 'say', text });
	}
	for (const edit of sharedEdits(examples)) add(edit);
	return answers;
}

function mostFrequent(items: readonly string[]): [string, number][] {
	const counts = new Map<string, number>();
	for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
	return [...counts].sort((a, b) => b[1] - a[1]);
}

/** The rewritings that at least two different examples have in common. */
function sharedEdits(examples: readonly Example[]): Answer[] {
	const byKey = new Map<string, { edit: Answer; inputs: Set<string> }>();
	for (const example of examples) {
		for (const edit of editsBetween(example.input.trim(), example.output)) {
			const key = JSON.stringify(edit);
			const entry = byKey.get(key) ?? { edit, inputs: new Set<string>() };
			entry.inputs.add(example.input);
			byKey.set(key, entry);
		}
	}
	return [...byKey.values()]
		.filter(({ inputs }) => inputs.size >= 2)
		.sort((a, b) => b.inputs.size - a.inputs.size)
		.slice(0, MOST_EDITS)
		.map(({ edit }) => edit);
}

function editsBetween(input: string, output: string): Answer[] {
	const edits: Answer[] = [];
	const start = commonStart(input, output);
	if (start > 0) {
		edits.push({
			kind: 'edit',
			dropStart: '',
			dropEnd: input.slice(start),
			addStart: '',
			addEnd: output.slice(start),
		});
	}
	const end = commonStart(reversed(input), reversed(output));
	if (end > 0) {
		const dropStart = input.slice(0, input.length - end);
		edits.push({
			kind: 'edit',
			dropStart,
			dropEnd: '',
			addStart: output.slice(0, output.length - end),
			addEnd: '',
		});
	}
	const inside = input === '' ? -1 : output.indexOf(input);
	if (inside > 0 && inside + input.length < output.length) {
		const addEnd = output.slice(inside + input.length);
		edits.push({ kind: 'edit', dropStart: '', dropEnd: '', addStart: output.slice(0, inside), addEnd });
	}
	return edits.filter((edit) => edit.kind === 'edit' && size(edit) <= LONGEST_EDIT);
}

function size(edit: Extract<Answer, { kind: 'edit' }>): number {
	return Math.max(edit.dropStart.length + edit.dropEnd.length, edit.addStart.length + edit.addEnd.length);
}

function reversed(text: string): string {
	return [...text].reverse().join('');
}

function commonStart(a: string, b: string): number {
	const longest = Math.min(a.length, b.length);
	let length = 0;
	while (length < longest && a[length] === b[length]) length += 1;
	return length;
}
