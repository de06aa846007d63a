import { isRow } from '../cells/cellReader';

/** The text of a message, whoever's form it has; undefined where it holds anything else: an image, a call of a tool. */
export function messageText(message: unknown): string | undefined {
	if (!isRow(message)) return undefined;
	if (isFilled(message.tool_calls) || isFilled(message.function_call) || message.weight === 0)
		return undefined;
	return textOf(message.content ?? message.value ?? message.parts ?? message.text);
}

/** A text, or parts that are texts. */
export function textOf(content: unknown): string | undefined {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return isRow(content) ? textOf(content.parts ?? content.text) : undefined;
	const texts = content.map(partText);
	return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
}

function partText(part: unknown): string | undefined {
	if (typeof part === 'string') return part;
	return isRow(part) && typeof part.text === 'string' ? part.text : undefined;
}

function isFilled(value: unknown): boolean {
	return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
}
