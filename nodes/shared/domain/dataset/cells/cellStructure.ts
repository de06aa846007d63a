import { typeMeaning, partMeaning } from '../reading/fieldNames';
import { roleOf } from '../reading/roles';
import type { Row } from '../preparation';
import { isRow } from './cellReader';
import { classOf } from './classOf';

/**
 * Content of a cell that isn't plain text: `messages` (a conversation, a message or parts of one, also as JSON), `unsupported` (a
 * file, an image, bytes, a data URL, or messages in Python's syntax) or another `object` or list.
 */
export type Structure = 'messages' | 'unsupported' | 'object';

/** `d` as in `data:`, `[`, `{` and the last white space. */
const [letter, bracket, brace, space] = [0x64, 0x5b, 0x7b, 0x20];
const dataUrl = /^data:[\w.+-]+\/[\w.+-]+[;,]/;
/** The first message in JSON or in Python's syntax. */
const written = /^\s*[[{][^]{0,200}?["'](?:role|from|messages|conversations|contents)["']\s*:/;

/** Undefined for texts, numbers, dates and other values that become one text. */
export function structureOf(value: unknown): Structure | undefined {
	if (typeof value === 'string') return ofText(value);
	if (!isRow(value)) return undefined;
	if (ArrayBuffer.isView(value) || classOf(value) === 'ArrayBuffer') return 'unsupported';
	if (typeof value.toJSON === 'function') return undefined;
	if (isConversation(value) || isMessage(value) || areParts(value)) return 'messages';
	const list: readonly unknown[] = Array.isArray(value) ? value : [value];
	return list.length > 0 && list.every(isMedia) ? 'unsupported' : 'object';
}

/** The first character decides for most texts. */
function ofText(text: string): Structure | undefined {
	const first = text.charCodeAt(0);
	if (first === letter) return dataUrl.test(text) ? 'unsupported' : undefined;
	if ((first !== bracket && first !== brace && first > space) || !written.test(text)) return undefined;
	try {
		const value: unknown = JSON.parse(text);
		return isConversation(value) || isMessage(value) ? 'messages' : undefined;
	} catch {
		return /^\s*\[\s*\{\s*'(?:role|from|content|value)'\s*:/.test(text) ? 'unsupported' : undefined;
	}
}

/** Whether a value is a list with messages, or an object with such a list. */
export function isConversation(value: unknown): boolean {
	if (Array.isArray(value)) return value.some(isMessage);
	if (!isRow(value)) return false;
	return [value.messages, value.conversations, value.contents].some(
		(list) => Array.isArray(list) && list.some(isMessage),
	);
}

const toolRoles: ReadonlySet<unknown> = new Set([
	'tool',
	'function',
	'observation',
	'function_call',
	'tool_call',
]);

/** Whether a value is a message by a known role. */
export function isMessage(value: unknown): boolean {
	if (!isRow(value) || Array.isArray(value)) return false;
	const by = value.role ?? value.from;
	if (roleOf(by) === undefined && !toolRoles.has(by)) return false;
	return ['content', 'value', 'parts', 'text', 'tool_calls'].some((key) => Object.hasOwn(value, key));
}

function areParts(value: Row): boolean {
	if (Array.isArray(value.parts)) return value.parts.length > 0 && value.parts.every(isPart);
	if (!Array.isArray(value)) return isTypedPart(value) || isGeminiPart(value);
	return value.length > 0 && value.every(isPart);
}

function isPart(value: unknown): boolean {
	if (!isRow(value)) return false;
	return isTypedPart(value) || isGeminiPart(value) || isPlainPart(value);
}

/** `{type: 'text', text}`, `{type: 'image_url', image_url}`, `{type: 'image', source}` and the like. */
function isTypedPart(part: Row): boolean {
	const { type } = part;
	if (typeof type !== 'string') return false;
	if (typeMeaning(type) !== undefined)
		return ['text', 'value', type].some((key) => typeof part[key] === 'string');
	const isInput = type.startsWith('input_') && partMeaning(type.slice('input_'.length)) !== undefined;
	if (partMeaning(type) === undefined && !isInput) return false;
	return [type, 'source', 'value', 'image_url', 'file_id', 'input', 'content', 'url'].some(
		(key) => part[key] !== undefined,
	);
}

const geminiKeys = ['inlineData', 'inline_data', 'fileData', 'file_data', 'functionCall', 'functionResponse'];

function isGeminiPart(part: Row): boolean {
	return geminiKeys.some((key) => isRow(part[key]));
}

/** `{text}`, with `thought: true` for a thought of Gemini. */
function isPlainPart(part: Row): boolean {
	if (typeof part.text !== 'string') return false;
	return Object.keys(part).every((key) => key === 'text' || partMeaning(key) !== undefined);
}

const mimeKeys = ['mimeType', 'mime_type', 'mimetype', 'mediaType', 'media_type', 'contentType', 'type'];
const dataKeys = ['data', 'url', 'uri', 'fileUri', 'file_uri', 'bytes', 'base64', 'url_private'];

/** Files in the formats of n8n, Google, Airtable and Slack, images of Hugging Face datasets, and bytes as JSON. */
function isMedia(value: unknown): boolean {
	if (!isRow(value)) return false;
	if (value.type === 'Buffer' && Array.isArray(value.data)) return true;
	if (isRow(value.bytes) || (typeof value.bytes === 'string' && 'path' in value)) return true;
	const hasMime = mimeKeys.some((key) => {
		const mime = value[key];
		return typeof mime === 'string' && /^[a-z]+\/[\w.+-]+/i.test(mime);
	});
	return hasMime && dataKeys.some((key) => value[key] !== undefined);
}
