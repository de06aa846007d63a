import { isRow } from '../cells/cellReader';
import type { Turn } from '../../dataset';
import type { Conversation } from './conversation';
import { messageText } from './messageText';
import { roleOf } from './roles';

/** What a conversation comes to. */
export interface Turns {
	/** In the order in which they were said. */
	turns: Turn[];
	instruction?: string;
	better?: string;
	worse?: string;
}

/** Undefined where a message is by nobody known or holds more than text. */
export function turnsOf({ messages, instruction, answers }: Conversation): Turns | undefined {
	const instructions = typeof instruction === 'string' ? [instruction] : [];
	const turns: Turn[] = [];
	for (const message of messages) {
		const role = isRow(message) ? roleOf(message.role ?? message.from ?? 'user') : undefined;
		const text = messageText(message);
		if (role === undefined || text === undefined) return undefined;
		if (role === 'system') instructions.push(text);
		else turns.push({ role, text });
	}
	const told = instructions.length > 0 && { instruction: instructions.join('\n\n') };
	if (!answers) return { turns, ...told };
	const [better, worse] = answers.map(messageText);
	return better === undefined || worse === undefined ? undefined : { turns, ...told, better, worse };
}

/** Turns of one role that follow each other become one. */
export function merged(turns: readonly Turn[]): Turn[] {
	const result: Turn[] = [];
	for (const { role, text } of turns) {
		const last = result.at(-1);
		if (last?.role === role) result[result.length - 1] = { role, text: `${last.text}\n\n${text}` };
		else result.push({ role, text });
	}
	return result;
}

/** Whether user and model speak by turns, the user first and the given role last. */
export function isInOrder(turns: readonly Turn[], last: Turn['role']): boolean {
	if (turns.length === 0 || turns.at(-1)?.role !== last) return false;
	return turns.every(({ role }, index) => role === (index % 2 === 0 ? 'user' : 'model'));
}
