import { isEmpty, isRow } from '../cells/cellReader';
import { isMessage } from '../cells/cellStructure';
import type { Row } from '../preparation';
import type { Role } from './roles';

/** A conversation in a row, not yet read. */
export interface Conversation {
	/** Messages, or the prompt of answers. */
	messages: readonly unknown[];
	/** Answers to the messages, for preference tuning. */
	answers?: Answers;
	/** The objects that hold the messages, from the inside out. */
	around: Around[];
}

/** A chosen and a rejected answer: texts, messages or lists of messages, which may begin with the prompt. */
export interface Answers {
	better: unknown;
	worse: unknown;
	/** The fields of the answers: two, or `completions`. */
	keys: readonly [string, string?];
}

/** An object around messages, with the fields that are read already. */
export interface Around {
	object: Row;
	used: readonly unknown[];
}

const listKeys = ['messages', 'conversations', 'contents'] as const;

/**
 * Detects a conversation by its shape: a list of messages, an object with such a list or with a prompt and answers, or the JSON of
 * these. Undefined for anything else.
 */
export function conversationOf(value: unknown): Conversation | undefined {
	const held = typeof value === 'string' ? parsed(value) : value;
	if (Array.isArray(held)) return { messages: held, around: [] };
	return isRow(held) ? ofObject(held) : undefined;
}

/** The same for the value of a field, whose neighbors can belong to it. */
export function conversationIn(parent: Row, key: string): Conversation | undefined {
	const value = parent[key];
	const list = asList(value);
	const conversation = list ? withMessages(parent, key, list) : conversationOf(value);
	if (!list) conversation?.around.push({ object: parent, used: [key] });
	return conversation;
}

function ofObject(object: Row): Conversation | undefined {
	for (const key of listKeys) {
		const list = asList(object[key]);
		if (list) return withMessages(object, key, list);
	}
	return ofAnswers(object);
}

function withMessages(object: Row, key: string, messages: readonly unknown[]): Conversation {
	const answers = answersIn(object);
	if (!answers || answers.keys.includes(key)) return { messages, around: [{ object, used: [key] }] };
	return {
		messages,
		answers,
		around: [{ object, used: [key, ...answers.keys] }, ...scored(object, answers)],
	};
}

/** TRL's and OpenAI's preference rows: https://huggingface.co/docs/trl/dataset_formats, https://platform.openai.com/docs/guides/direct-preference-optimization */
function ofAnswers(object: Row): Conversation | undefined {
	const answers = answersIn(object);
	if (!answers) return undefined;
	const { input, prompt } = object;
	const { keys } = answers;
	if (isRow(input) && Array.isArray(input.messages)) {
		const around = [
			{ object: input, used: ['messages'] },
			{ object, used: ['input', ...keys] },
		];
		return { messages: input.messages, answers, around };
	}
	const messages = isEmpty(prompt) ? [] : messagesOf(prompt, 'user');
	return { messages, answers, around: [{ object, used: ['prompt', ...keys] }] };
}

function answersIn(object: Row): Answers | undefined {
	const { chosen, rejected, preferred_output: better, non_preferred_output: worse, completions } = object;
	if (!isEmpty(chosen) && !isEmpty(rejected))
		return { better: chosen, worse: rejected, keys: ['chosen', 'rejected'] };
	if (!isEmpty(better) && !isEmpty(worse))
		return { better, worse, keys: ['preferred_output', 'non_preferred_output'] };
	return Array.isArray(completions) && completions.length > 0 ? ofCompletions(completions) : undefined;
}

/** Vertex AI's preference examples: two completions; the one with the higher score is chosen. */
function ofCompletions(completions: readonly unknown[]): Answers {
	const [one, other, third] = completions;
	const keys = ['completions'] as const;
	if (!isRow(one) || !isRow(other) || third !== undefined)
		return { better: undefined, worse: undefined, keys };
	const [score, otherScore] = [scoreOf(one), scoreOf(other)];
	if (score > otherScore) return { better: one.completion, worse: other.completion, keys };
	if (score < otherScore) return { better: other.completion, worse: one.completion, keys };
	return { better: undefined, worse: undefined, keys };
}

function scoreOf({ score }: Row): number {
	return typeof score === 'number' || typeof score === 'string' ? Number(score) : Number.NaN;
}

/** Fields beside a score and its completion. */
function scored({ completions }: Row, { keys }: Answers): Around[] {
	if (keys[0] !== 'completions' || !Array.isArray(completions)) return [];
	return completions.filter(isRow).map((object) => ({ object, used: ['score', 'completion'] }));
}

/** The messages of a value: a message, a list of messages or its JSON, otherwise one message with the value as content. */
export function messagesOf(value: unknown, role: Role): readonly unknown[] {
	const list = asList(value);
	if (list?.some(isMessage)) return list;
	return [isMessage(value) ? value : { role, content: value }];
}

/** A list, or its JSON from a table or CSV file. */
function asList(value: unknown): readonly unknown[] | undefined {
	const held = typeof value === 'string' ? parsed(value) : value;
	return Array.isArray(held) ? held : undefined;
}

function parsed(text: string): unknown {
	if (!/^\s*[[{]/.test(text)) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
