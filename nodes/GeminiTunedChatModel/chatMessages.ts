/** Converts a conversation from n8n's format to Google's. */
import type { ContentFile, ContentToolResult, Message, MessageContent } from '@n8n/ai-node-sdk';
import { fieldsOf } from '../shared/domain/guards';
import type { Content, Part } from '../shared/google/generation/content';
import { toOrigin } from './callId';
import { toFunctionName } from './functions';

/** Google accepts it as the signature of another model's calls. */
const foreignSignature = 'skip_thought_signature_validator';

export interface Conversation {
	/** The system instruction; empty without one. */
	instruction: string;
	contents: Content[];
}

export function toConversation(messages: readonly Message[]): Conversation {
	const instruction = messages.filter(({ role }) => role === 'system').map(textOf);
	return {
		instruction: instruction.filter((text) => text !== '').join('\n\n'),
		contents: withoutLooseEnds(toContents(messages.filter(({ role }) => role !== 'system'))),
	};
}

/**
 * Removes calls and results at the start, because Google rejects calls without a prompt. A memory with a limited number of
 * messages can cut off the prompt before them.
 */
function withoutLooseEnds(contents: Content[]): Content[] {
	const begin = contents.findIndex(
		({ parts = [] }) => !parts.some((part) => isCall(part) || isResponse(part)),
	);
	return begin < 0 ? contents : contents.slice(begin);
}

/** Puts the instruction into the user's first message, for models without system instructions. */
export function withinContents({ instruction, contents }: Conversation): Content[] {
	if (instruction === '') return contents;
	const at = contents.findIndex(({ role, parts = [] }) => role === 'user' && !parts.some(isResponse));
	const system: Part = { text: `${instruction}\n\n` };
	if (at < 0) return [{ role: 'user', parts: [system] }, ...contents];
	return contents.map((content, index) =>
		index === at ? { ...content, parts: [system, ...(content.parts ?? [])] } : content,
	);
}

/** The contents so far, and the response that the calls in the last but one belong to. */
interface Course {
	contents: Content[];
	turn: string | undefined;
}

function toContents(messages: readonly Message[]): Content[] {
	const names = functionNames(messages);
	return messages.reduce<Course>((course, message) => add(course, message, names), {
		contents: [],
		turn: undefined,
	}).contents;
}

function add(course: Course, message: Message, names: ReadonlyMap<string, string>): Course {
	if (message.role === 'tool') return addResults(course, message, names);
	if (message.role === 'assistant') return addResponse(course, message);
	const parts = message.content.flatMap(toUserPart);
	return parts.length === 0
		? course
		: { contents: [...course.contents, { role: 'user', parts }], turn: undefined };
}

/** Puts the calls of one response into one turn. n8n lists them one by one, each with its result. */
function addResponse({ contents, turn: before }: Course, message: Message): Course {
	const calls = message.content.filter((part) => part.type === 'tool-call');
	const turn = toOrigin(calls[0]?.toolCallId ?? '')?.turn;
	const [callTurn, responseTurn] = contents.slice(-2);
	if (callTurn && responseTurn && turn !== undefined && turn === before) {
		const parts = [...(callTurn.parts ?? []), ...calls.map((call) => toCall(call, false))];
		return { contents: [...contents.slice(0, -2), { ...callTurn, parts }, responseTurn], turn };
	}
	const text = textOf(message);
	const parts = [
		...(text === '' ? [] : [{ text }]),
		...calls.map((call, index) => toCall(call, index === 0)),
	];
	return parts.length === 0
		? { contents, turn: undefined }
		: { contents: [...contents, { role: 'model', parts }], turn };
}

function addResults(
	{ contents, turn }: Course,
	message: Message,
	names: ReadonlyMap<string, string>,
): Course {
	const parts = message.content
		.filter((part) => part.type === 'tool-result')
		.map((result) => toResponse(result, names.get(result.toolCallId) ?? message.name ?? ''));
	const last = contents.at(-1);
	return last?.parts?.some(isResponse)
		? { contents: [...contents.slice(0, -1), { ...last, parts: [...last.parts, ...parts] }], turn }
		: { contents: [...contents, { role: 'user', parts }], turn };
}

/** Tool names by call ID. */
function functionNames(messages: readonly Message[]): Map<string, string> {
	const calls = messages.flatMap(({ content }) => content.filter((part) => part.type === 'tool-call'));
	return new Map(calls.map(({ toolCallId = '', toolName }) => [toolCallId, toolName]));
}

function toCall(
	{ toolCallId = '', toolName, input }: Extract<MessageContent, { type: 'tool-call' }>,
	isFirst: boolean,
): Part {
	const origin = toOrigin(toolCallId);
	const thoughtSignature = origin ? origin.thoughtSignature : isFirst ? foreignSignature : undefined;
	return {
		functionCall: {
			...(origin?.id !== undefined && { id: origin.id }),
			name: toFunctionName(toolName),
			args: withoutCallId(parseObject(input), toolCallId, origin?.idArgument),
		},
		...(thoughtSignature !== undefined && { thoughtSignature }),
	};
}

/** Restores the argument `id`, which n8n replaces with the call's ID when it sends the call back. */
function withoutCallId(
	{ id, ...args }: Record<string, unknown>,
	toolCallId: string,
	own: unknown,
): Record<string, unknown> {
	const argument = id === toolCallId ? own : id;
	return argument === undefined ? args : { id: argument, ...args };
}

function toResponse({ toolCallId, result, isError }: ContentToolResult, toolName: string): Part {
	const id = toOrigin(toolCallId)?.id;
	const value: unknown = typeof result === 'string' ? parseExactly(result) : result;
	return {
		functionResponse: {
			...(id !== undefined && { id }),
			name: toFunctionName(toolName),
			response: isError ? { error: value } : { output: value },
		},
	};
}

function toUserPart(part: MessageContent): Part[] {
	if (part.type === 'text') return part.text === '' ? [] : [{ text: part.text }];
	return part.type === 'file' ? toMedia(part) : [];
}

function toMedia({ mediaType, data, providerMetadata = {} }: ContentFile): Part[] {
	const { url, fileId = url } = providerMetadata;
	if (data === undefined && typeof fileId === 'string')
		return [{ fileData: { fileUri: fileId, ...(mediaType !== undefined && { mimeType: mediaType }) } }];
	const mimeType = mediaType ?? 'application/octet-stream';
	if (typeof data !== 'string')
		return [{ inlineData: { mimeType, data: Buffer.from(data).toString('base64') } }];
	const [, typeOfUrl, base64] = /^data:([^;,]+);base64,(.*)$/s.exec(data) ?? [];
	return [{ inlineData: { mimeType: typeOfUrl ?? mimeType, data: base64 ?? data } }];
}

function isCall({ functionCall }: Part): boolean {
	return functionCall !== undefined;
}

function isResponse({ functionResponse }: Part): boolean {
	return functionResponse !== undefined;
}

function textOf({ content }: Message): string {
	return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

function parseObject(json: string): Record<string, unknown> {
	return fieldsOf(parse(json));
}

/** Keeps the text if parsing would lose digits of a number, such as an ID. */
function parseExactly(json: string): unknown {
	return /(?<![.\d])\d{16}/.test(json) ? json : parse(json);
}

/** Keeps text that isn't JSON. */
function parse(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return json;
	}
}
