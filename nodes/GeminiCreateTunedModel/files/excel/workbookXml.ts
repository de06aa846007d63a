import { damaged } from './workbookFault';
import type { WorkbookZip } from './workbookZip';

/** Attributes of an element by their names, with prefixes. */
export type Attributes = Readonly<Record<string, string>>;

/** Receives the content of a part, in its order. Element names have no prefix, because writers choose prefixes freely. */
export interface XmlHandler {
	open?: (element: string, attributes: Attributes) => void;
	text?: (text: string) => void;
	close?: (element: string) => void;
}

/**
 * Parses a part while unpacking it.
 *
 * @param take returns the handler's results since the last call
 * @throws ConfigurationError for text that is not XML in UTF-8 or UTF-16
 */
export async function* parsePart<T>(
	zip: WorkbookZip,
	part: string,
	handler: XmlHandler,
	take: () => T[],
): AsyncGenerator<T> {
	const { SaxesParser } = await import('saxes');
	const parser = new SaxesParser();
	parser.on('error', ({ message }) => {
		throw damaged(zip.name, `${part}: ${message}`);
	});
	const { open, text, close } = handler;
	if (open) parser.on('opentag', ({ name, attributes }) => open(localName(name), attributes));
	if (text) {
		parser.on('text', text);
		parser.on('cdata', text);
	}
	if (close) parser.on('closetag', ({ name }) => close(localName(name)));
	for await (const piece of decode(zip, part)) {
		parser.write(piece);
		yield* take();
	}
	parser.close();
}

/** Parses a whole part. */
export async function readPart(zip: WorkbookZip, part: string, handler: XmlHandler): Promise<void> {
	// `take` returns nothing, so the first step is the last.
	await parsePart(zip, part, handler, () => []).next();
}

export function localName(name: string): string {
	return name.slice(name.indexOf(':') + 1);
}

/** A boolean of XML Schema, in all spellings of writers. */
export function isTrue(value: string | undefined): boolean {
	return value !== undefined && ['1', 'true', 'on', 't'].includes(value.trim().toLowerCase());
}

async function* decode(zip: WorkbookZip, part: string): AsyncGenerator<string> {
	let decoder: ReturnType<typeof decoderFor> | undefined;
	const step = (bytes?: Uint8Array) => {
		try {
			return decoder?.decode(bytes, { stream: bytes !== undefined }) ?? '';
		} catch {
			throw damaged(zip.name, `${part} is not UTF-8 text`);
		}
	};
	for await (const bytes of zip.open(part)) {
		decoder ??= decoderFor(bytes);
		yield step(bytes);
	}
	yield step();
}

/** XML in UTF-16 begins with a byte order mark, but some writers omit it. */
function decoderFor(start: Uint8Array) {
	return new TextDecoder(encodingOf(start), { fatal: true });
}

function encodingOf([first, second]: Uint8Array): string {
	if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
	if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
	return 'utf-8';
}
