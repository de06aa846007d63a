import { isRow } from '../cells/cellReader';
import { textOf } from './messageText';

/** A conversation as it stands in a row. */
export interface Conversation {
	messages: readonly unknown[];
	/** What stands beside the messages, where the form has it there. */
	instruction?: unknown;
	/** Answers to the last message, the better one first. */
	answers?: readonly [better: unknown, worse: unknown];
}

/**
 * Recognises a conversation by its shape: a list of messages, or an object with `messages` (OpenAI), `conversations` (ShareGPT) or
 * `contents` (Gemini), or the JSON of one. Undefined when it is none.
 */
export function conversationOf(value: unknown): Conversation | undefined {
	if (typeof value === 'string') return parsed(value);
	if (Array.isArray(value)) return { messages: value };
	if (!isRow(value)) return undefined;
	const { messages, conversations, contents, system } = value;
	if (Array.isArray(messages)) return { messages };
	if (Array.isArray(conversations)) return { messages: conversations, instruction: system };
	if (Array.isArray(contents)) return ofGemini(contents, value);
	return ofOpenAiPreference(value);
}

function parsed(text: string): Conversation | undefined {
	if (!/^\s*[[{]/.test(text)) return undefined;
	const value = parse(text);
	return typeof value === 'string' ? undefined : conversationOf(value);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare; completions: preference tuning. */
function ofGemini(messages: unknown[], value: Readonly<Record<string, unknown>>): Conversation {
	const instruction = textOf(value.systemInstruction ?? value.system_instruction);
	const [one, other] = Array.isArray(value.completions) ? value.completions : [];
	if (!isRow(one) || !isRow(other)) return { messages, instruction };
	const [better, worse] = Number(one.score) >= Number(other.score) ? [one, other] : [other, one];
	return { messages, instruction, answers: [better.completion, worse.completion] };
}

/** https://platform.openai.com/docs/guides/direct-preference-optimization */
function ofOpenAiPreference(value: Readonly<Record<string, unknown>>): Conversation | undefined {
	const { input, preferred_output: better, non_preferred_output: worse } = value;
	if (!isRow(input) || !Array.isArray(input.messages) || !Array.isArray(better) || !Array.isArray(worse))
		return undefined;
	return { messages: input.messages, answers: [better.at(-1), worse.at(-1)] };
}
