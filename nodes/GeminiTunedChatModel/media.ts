/**
 * Converts pictures and files from n8n's agents and chains. The SDK of n8n 2.41 silently drops pictures in LangChain's format
 * and loses the type of a file.
 */

import { isObject } from '../shared/domain/guards';

/** The methods of n8n's chat model adapter that receive messages. */
interface Adapter {
	_generate(messages: unknown[], ...rest: unknown[]): Promise<unknown>;
	_streamResponseChunks(messages: unknown[], ...rest: unknown[]): AsyncGenerator<unknown>;
	bindTools(...tools: unknown[]): unknown;
}

interface Message {
	content: unknown[];
}

type Block = Readonly<Record<string, unknown>>;

/** @param model the SDK's adapter, changed in place; any other value stays unchanged */
export function takingMedia<T>(model: T): T {
	if (!isAdapter(model)) return model;
	const generate = model._generate.bind(model);
	const stream = model._streamResponseChunks.bind(model);
	const bind = model.bindTools.bind(model);
	return Object.assign(model, {
		_generate: async (messages: unknown[], ...rest: unknown[]) =>
			await generate(messages.map(known), ...rest),
		_streamResponseChunks: (messages: unknown[], ...rest: unknown[]) => stream(messages.map(known), ...rest),
		bindTools: (...tools: unknown[]) => takingMedia(bind(...tools)),
	});
}

function isAdapter(model: unknown): model is Adapter {
	return ['_generate', '_streamResponseChunks', 'bindTools'].every(
		(name) => isObject(model) && typeof model[name] === 'function',
	);
}

function known(message: unknown): unknown {
	if (!isMessage(message)) return message;
	const content = message.content.map((block) => (isObject(block) ? toKnown(block) : block));
	return Object.assign(Object.create(Object.getPrototypeOf(message)), message, { content });
}

function toKnown(block: Block): Block {
	const { image_url: image, mime_type: mimeType } = block;
	if (block.type === 'image_url') return toPicture(isObject(image) ? image.url : image) ?? block;
	return typeof mimeType === 'string' ? { mimeType, ...block } : block;
}

/** @param url a data URL or the address of a picture */
function toPicture(url: unknown): Block | undefined {
	if (typeof url !== 'string') return undefined;
	const [, mimeType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
	return data === undefined ? { type: 'image', url, ...typeOf(url) } : { type: 'image', mimeType, data };
}

/** Google requires the MIME type, and only the file extension shows it. */
function typeOf(url: string): { mimeType?: string } {
	const [, ending] = /\.(gif|hei[cf]|jpe?g|png|webp)(?:[?#]|$)/i.exec(url) ?? [];
	return ending === undefined ? {} : { mimeType: `image/${ending.toLowerCase().replace('jpg', 'jpeg')}` };
}

function isMessage(message: unknown): message is Message {
	return isObject(message) && Array.isArray(message.content);
}
