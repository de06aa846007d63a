import type { Answers } from './conversation';
import { messagesOf } from './conversation';
import type { Said } from './messageText';
import { readMessage } from './messageText';
import type { Remarks } from './remarks';
import type { Role } from './roles';

/** Reads the messages of a list. @param list its column or field, if a row has several lists */
export function readList(
	messages: readonly unknown[],
	remarks: Remarks,
	list = '',
	missingRole?: Role,
): Said[] {
	const said: Said[] = [];
	for (let index = 0; index < messages.length; index++) {
		remarks.startMessage(index + 1, list);
		const one = readMessage(messages[index], remarks, missingRole);
		if (one) said.push({ role: one.role, text: one.text, number: index + 1, list });
	}
	remarks.startMessage(0);
	return said;
}

/** A prompt and two answers to it. */
export interface Pair {
	prompt: Said[];
	better: string;
	worse: string;
}

/**
 * Reads two answers, which may begin with the prompt.
 *
 * @returns undefined unless each is one message by the model after the same prompt, which is noted
 */
export function readPair(prompt: Said[], answers: Answers, remarks: Remarks): Pair | undefined {
	const [key, otherKey = key] = answers.keys;
	const faults = remarks.faults();
	if (answers.better === undefined || answers.worse === undefined) {
		remarks.answers(key);
		return undefined;
	}
	const better = readList(messagesOf(answers.better, 'model'), remarks, key, 'model');
	const worse = readList(messagesOf(answers.worse, 'model'), remarks, otherKey, 'model');
	if (remarks.faults() > faults) return undefined;
	const shared = sharedLength(better, worse);
	const [answer, ...more] = better.slice(shared);
	const [other, ...others] = worse.slice(shared);
	const whole = promptOf(prompt, better, shared);
	if (answer?.role === 'model' && other?.role === 'model' && more.length + others.length === 0 && whole)
		return { prompt: whole, better: answer.text, worse: other.text };
	remarks.answers(key);
	if (otherKey !== key) remarks.answers(otherKey);
	return undefined;
}

/** How many messages both begin with; the last one of each is an answer. */
function sharedLength(one: readonly Said[], other: readonly Said[]): number {
	const most = Math.min(one.length, other.length) - 1;
	let length = 0;
	while (length < most && isSame(one[length], other[length])) length++;
	return length;
}

/** The prompt, whether it is before the answers, in them, or both; undefined where these differ. */
function promptOf(prompt: Said[], better: readonly Said[], shared: number): Said[] | undefined {
	const inside = better.slice(0, shared);
	if (inside.length === 0) return endsWith(prompt, better) ? prompt.slice(0, -better.length) : prompt;
	if (endsWith(inside, prompt) || endsWith(prompt, better)) return inside;
	return endsWith(prompt, inside) ? prompt : undefined;
}

/** The messages after a prompt that may begin with it. */
export function afterPrompt(prompt: readonly Said[], completion: readonly Said[]): readonly Said[] {
	return endsWith(completion.slice(0, prompt.length), prompt) ? completion.slice(prompt.length) : completion;
}

function endsWith(messages: readonly Said[], end: readonly Said[]): boolean {
	const from = messages.length - end.length;
	return from >= 0 && end.every((one, index) => isSame(one, messages[from + index]));
}

function isSame(one: Said | undefined, other: Said | undefined): boolean {
	return one?.role === other?.role && one?.text === other?.text;
}
