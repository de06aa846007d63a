import type { Example } from '../dataset';
import { afterPrompt, readList, readPair } from './answers';
import { readBeside } from './beside';
import type { Conversation } from './conversation';
import { messagesOf } from './conversation';
import type { Said } from './messageText';
import { blankLine } from './messageText';
import { exampleOf } from './exampleReader';
import type { Remarks } from './remarks';
import type { NumberedTurn } from './turns';
import { inOrder, splitSystem } from './turns';

/** The columns of a conversation that is in several of them. */
export interface Lists {
	/** The column of the messages. */
	messages?: string;
	/** Messages by the model in a column of their own, for supervised tuning. */
	completion?: { column: string; value: unknown };
	/** Of a system instruction column. */
	instruction?: string;
}

/**
 * Makes an example of a conversation. Everything in and around it is used or noted.
 *
 * @param isPreference whether answers are wanted; without them, the last message is the output
 * @returns undefined when it can't be an example, which is noted
 */
export function readConversation(
	{ messages, answers, around }: Conversation,
	item: number,
	isPreference: boolean,
	remarks: Remarks,
	{ messages: list, completion, instruction }: Lists = {},
): Example | undefined {
	const beside = instruction === undefined ? [] : [instruction];
	for (const one of around) readBeside(one, remarks, beside);
	// Gemini's API allows a single message without a role.
	let said = readList(messages, remarks, list, messages.length === 1 ? 'user' : undefined);
	if (completion) {
		const more = readList(messagesOf(completion.value, 'model'), remarks, completion.column, 'model');
		said = [...said, ...afterPrompt(said, more)];
	}
	if (!isPreference && answers) noteAnswers(answers.keys, said, remarks);
	if (isPreference && !answers) remarks.noAnswers();
	const pair = isPreference && answers ? readPair(said, answers, remarks) : undefined;
	if (remarks.faults() > 0) return undefined;

	const { turns, instructions } = splitSystem(pair?.prompt ?? said, remarks);
	if (remarks.faults() > 0) return undefined;
	const ordered = inOrder(turns, pair ? 'user' : 'model', remarks);
	const system = joined([...beside, ...instructions], remarks);
	return ordered && toExample(ordered, item, system, pair?.better, pair?.worse);
}

/** Answers beside a conversation that has its own last answer aren't needed in supervised tuning. */
function noteAnswers(keys: ReadonlyArray<string | undefined>, said: readonly Said[], remarks: Remarks): void {
	const note = said.at(-1)?.role === 'model' ? remarks.unusedBeside : remarks.preference;
	for (const key of keys) if (key !== undefined) note(key);
}

/** Different system instructions, in order. */
function joined(instructions: readonly string[], remarks: Remarks): string | undefined {
	const different = [...new Set(instructions)].filter((text) => text.trim() !== '');
	if (different.length > 1) {
		remarks.startMessage(0);
		remarks.severalInstructions();
	}
	return different.length === 0 ? undefined : different.join(blankLine);
}

function toExample(
	turns: readonly NumberedTurn[],
	item: number,
	instruction: string | undefined,
	better: string | undefined,
	worse: string | undefined,
): Example {
	const texts = turns.map(({ text }) => text);
	const output = better ?? texts.pop() ?? '';
	const input = texts.pop() ?? '';
	const example = exampleOf(item, input, output, worse, instruction);
	if (texts.length > 0)
		example.earlier = turns.slice(0, texts.length).map(({ role, text }) => ({ role, text }));
	return example;
}
