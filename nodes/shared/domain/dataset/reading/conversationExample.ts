import { isEmpty } from '../cells/cellReader';
import type { Example } from '../dataset';
import { afterPrompt, readList, readPair } from './answers';
import type { Around, Conversation } from './conversation';
import { messagesOf } from './conversation';
import { exampleOf } from './exampleReader';
import { besideMeaning } from './fieldNames';
import type { Said } from './messageText';
import { blankLine, contentText } from './messageText';
import type { Remarks } from './remarks';
import type { NumberedTurn } from './turns';
import { inOrder, splitSystem } from './turns';

/** The columns of a conversation in several columns. */
export interface Lists {
	/** The column of the messages. */
	messages?: string;
	/** A separate column with messages by the model, for supervised tuning. */
	completion?: { column: string; value: unknown };
	/** The text of a system instruction column. */
	instruction?: string;
}

/**
 * Turns a conversation into an example. Everything in and around it is used or noted.
 *
 * @param isPreference whether the conversation needs answers; otherwise the last message is the output
 * @returns undefined if it can't be an example, which is noted
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

/** Tables can contain empty lists of tools and media as JSON. */
const emptyJson: ReadonlySet<unknown> = new Set(['[]', '{}', 'null']);

/** Reads the fields beside messages: adds system instructions, and notes all other fields that aren't empty. */
function readBeside({ object, used }: Around, remarks: Remarks, instructions: string[]): void {
	for (const key of Object.keys(object)) {
		const value = object[key];
		if (used.includes(key) || isEmpty(value)) continue;
		const meaning = besideMeaning(key);
		if (meaning === undefined) remarks.unusedBeside(key);
		else if (meaning === 'unsupported') {
			if (!emptyJson.has(value)) remarks.unsupportedBeside(key);
		} else readInstruction(key, value, remarks, instructions);
	}
}

function readInstruction(key: string, value: unknown, remarks: Remarks, instructions: string[]): void {
	const faults = remarks.faults();
	const text = instructionText(key, value, remarks);
	if (text.trim() !== '') instructions.push(text);
	else if (remarks.faults() === faults) remarks.unusedBeside(key);
}

function instructionText(key: string, value: unknown, remarks: Remarks): string {
	if (typeof value === 'string') return value;
	remarks.startInstruction();
	const text = typeof value === 'object' ? contentText(value, remarks, blankLine) : '';
	if (typeof value !== 'object') remarks.unsupportedPart(key);
	remarks.startMessage(0);
	return text;
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
