import { isEmpty, isRow } from '../cells/cellReader';
import { isDate } from '../cells/classOf';
import type { Row } from '../preparation';
import { messageMeaning, partMeaning, typeMeaning } from './fieldNames';
import type { Remarks } from './remarks';
import type { Role } from './roles';
import { roleOf } from './roles';

/** A message, read. */
export interface Said {
	role: Role;
	text: string;
	/** Counted from 1 in its list. */
	number: number;
	/** The column or field of its list, if a row has several lists. */
	list: string;
}

const contentKeys = ['content', 'value', 'parts', 'text'] as const;
const textKeys = ['text', 'value', 'content'] as const;
const visible = /\S/;
/** Separates the parts of a system instruction. Other parts have no separator, as models read them. */
export const blankLine = '\n\n';

/**
 * Reads a message in any of the known formats. Every field is used, neutral (empty, or a weight that changes nothing) or noted.
 *
 * @param missingRole for messages without a role
 * @returns undefined for a message that is a thought as a whole, and for an unusable role or text, which is noted
 */
export function readMessage(
	message: unknown,
	remarks: Remarks,
	missingRole?: Role,
): Pick<Said, 'role' | 'text'> | undefined {
	if (!isRow(message) || Array.isArray(message)) {
		remarks.noMessage();
		return undefined;
	}
	const { type } = message;
	if (typeof type === 'string' && typeMeaning(type) === 'thought') {
		remarks.thought(type);
		return undefined;
	}
	const faults = remarks.faults();
	const roleKey = roleKeyOf(message);
	const role = roleKey === undefined ? missingRole : roleOf(message[roleKey]);
	const contentKey = contentKeys.find((key) => !isEmpty(message[key]));
	let isThought = false;
	const others: string[] = [];
	for (const key of Object.keys(message)) {
		const value = message[key];
		if (key === roleKey || key === contentKey || isEmpty(value)) continue;
		if (isContent(key)) {
			others.push(key);
			continue;
		}
		isThought = noteField(key, value, role, remarks) || isThought;
	}
	const content = contentKey && contentText(message[contentKey], remarks, role === 'system' ? blankLine : '');
	const text = isThought || content === undefined ? '' : content;
	for (const key of others) noteSecond(key, message[key], text, remarks);
	if (role === undefined && (roleKey !== undefined || remarks.faults() === faults))
		noteRole(roleKey && message[roleKey], remarks);
	if (role === undefined || remarks.faults() > faults) return undefined;
	if (role !== 'system' && !visible.test(text)) {
		remarks.emptyMessage();
		return undefined;
	}
	return { role, text };
}

function isContent(key: string): boolean {
	return key === 'content' || key === 'value' || key === 'parts' || key === 'text';
}

/** Notes a second content unless it is the same text. The AI SDK writes `content` and `parts`. */
function noteSecond(key: string, value: unknown, text: string, remarks: Remarks): void {
	const other = typeof value === 'object' ? contentText(value, remarks, '') : value;
	if (other !== text) remarks.unusedOfMessage(key);
}

function roleKeyOf(message: Row): string | undefined {
	if (!isEmpty(message.role)) return 'role';
	if (!isEmpty(message.from)) return 'from';
	return roleOf(message.type) && 'type';
}

function noteRole(role: unknown, remarks: Remarks): void {
	if (role === undefined) remarks.noRole();
	else remarks.role(typeof role === 'object' ? 'object' : String(role));
}

/** Returns whether the message as a whole is a thought. */
function noteField(key: string, value: unknown, role: Role | undefined, remarks: Remarks): boolean {
	if (key === 'type' && (value === 'message' || (role && roleOf(value) === role))) return false;
	switch (messageMeaning(key === 'type' && typeof value === 'string' ? value : key)) {
		case 'unsupported':
			remarks.unsupportedOfMessage(key === 'type' ? String(value) : key);
			return false;
		case 'thought':
			if (value !== false) remarks.thought(key);
			return value === true;
		case 'weight':
			noteWeight(key, shareOf(value), role, remarks);
			return false;
		case 'mask':
			noteWeight(key, 1 - shareOf(value), role, remarks);
			return false;
		default:
			remarks.unusedOfMessage(key);
			return false;
	}
}

/** Every answer is learned with the same weight, and nothing else is: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare */
function noteWeight(key: string, share: number, role: Role | undefined, remarks: Remarks): void {
	if (role === 'model') {
		if (share !== 1) remarks.weight(key);
	} else if (share !== 0) remarks.unusedOfMessage(key);
}

function shareOf(value: unknown): number {
	if (typeof value === 'boolean') return value ? 1 : 0;
	if (typeof value !== 'string') return typeof value === 'number' ? value : Number.NaN;
	const text = value.trim().toLowerCase();
	if (text === 'true') return 1;
	return text === 'false' ? 0 : Number(text);
}

/**
 * The text of a content: a text, a part or a list of these. What isn't text is noted; thoughts are noted and dropped.
 *
 * @param glue between parts
 */
export function contentText(content: unknown, remarks: Remarks, glue: string): string {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return partText(content, remarks, glue);
	let text = '';
	for (const part of content) {
		const more = partText(part, remarks, glue);
		text += text === '' || more === '' ? more : glue + more;
	}
	return text;
}

function partText(part: unknown, remarks: Remarks, glue: string): string {
	if (typeof part === 'string') return part;
	if (part === null || part === undefined) return '';
	if (!isRow(part) || Array.isArray(part)) {
		remarks.unsupportedPart(Array.isArray(part) ? 'list' : typeof part);
		return '';
	}
	const keys = Object.keys(part);
	if (keys.length === 0 && !isEmpty(part)) remarks.unsupportedPart(isDate(part) ? 'date' : 'object');
	const type = typeof part.type === 'string' ? part.type : '';
	const kind = type === '' ? undefined : typeMeaning(type);
	if (kind === 'thought' || part.thought === true) {
		remarks.thought(kind === 'thought' ? type : 'thought');
		return '';
	}
	if (type !== '' && kind !== 'text' && roleOf(part.role) !== 'system') {
		remarks.unsupportedPart(type);
		return '';
	}
	const nested = nestedKeyOf(part);
	const textKey = nested ?? textKeys.find((key) => typeof part[key] === 'string' && part[key] !== '');
	const hasText = textKey !== undefined || kind === 'text';
	for (const key of keys) {
		if (key === textKey || isEmpty(part[key]) || (key === 'type' && type !== '')) continue;
		if (key === 'role' && (nested !== undefined || roleOf(part.role) === 'system')) continue;
		notePartField(key, part[key], hasText, remarks);
	}
	return textKey === undefined ? '' : contentText(part[textKey], remarks, glue);
}

/** The key of parts within: of Gemini's content, or of a message in place of a part. */
function nestedKeyOf({ parts, content }: Row): 'parts' | 'content' | undefined {
	if (Array.isArray(parts) || (isRow(parts) && 'text' in parts)) return 'parts';
	return Array.isArray(content) ? 'content' : undefined;
}

function notePartField(key: string, value: unknown, hasText: boolean, remarks: Remarks): void {
	const meaning = partMeaning(key);
	if (meaning === 'thought') {
		if (value !== false) remarks.thought(key);
	} else if (meaning === 'unsupported' || (key === 'text' && typeof value !== 'string')) {
		remarks.unsupportedPart(key);
	} else if (hasText || meaning === 'marker') remarks.unusedOfPart(key);
	else remarks.unsupportedPart(key);
}
