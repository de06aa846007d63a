import { ConfigurationError } from '../../shared/google/http/googleErrors';
import { count } from '../../shared/domain/count';
import { lineBreaks } from './jsonSplitter';
import { detectLegacyEncoding } from './legacyEncoding';
import type { Bytes } from './rowsFile';
import { scanUtf8 } from './utf8Scan';

/** The encoding of a text, and its evidence. */
export interface TextEncoding {
	/** A label of both iconv-lite and the WHATWG Encoding Standard. */
	name: string;
	/** `mark`: a byte order mark. `valid`: all bytes are valid UTF-8. `declared`: the MIME type. `detected`: the bytes. */
	by: 'mark' | 'valid' | 'declared' | 'detected';
	/** A declared encoding that the bytes contradict. */
	contradicts?: string;
}

const marks: ReadonlyArray<[name: string, bytes: readonly number[]]> = [
	['utf-32le', [0xff, 0xfe, 0, 0]],
	['utf-32be', [0, 0, 0xfe, 0xff]],
	['utf-8', [0xef, 0xbb, 0xbf]],
	['utf-16le', [0xff, 0xfe]],
	['utf-16be', [0xfe, 0xff]],
];

const saveAsUtf8 =
	"Save the file as UTF-8 and run the node again: in Excel 'CSV UTF-8', in text editors 'Save with Encoding'.";

/**
 * Finds the encoding of a text from all of its bytes. Checks in this order: byte order marks, UTF-16 and UTF-32 by their zeros, UTF-8,
 * a declared charset, and legacy encodings.
 *
 * @param head the first bytes of the content, at most 64 KiB
 * @throws ConfigurationError with the first byte that isn't UTF-8, if the encoding isn't certain
 */
export async function findEncoding(
	{ name, mimeType, content }: { name: string; mimeType: string; content: Bytes },
	head: Uint8Array,
): Promise<TextEncoding> {
	const declared = await declaredIn(mimeType, name);
	const mark = marks.find(([, bytes]) => bytes.every((byte, index) => head[index] === byte));
	const wide = mark?.[0] ?? wideByZeros(head);
	if (mark && wide !== undefined && wide !== 'utf-8') return { name: wide, by: 'mark' };
	if (wide !== undefined && wide !== 'utf-8') return { name: wide, by: 'detected' };
	if (await isUtf8(content)) {
		const isContradicted = declared !== undefined && declared !== 'utf-8' && !(await isAscii(content));
		return { name: 'utf-8', by: mark ? 'mark' : 'valid', ...(isContradicted && { contradicts: declared }) };
	}
	const scan = await scanUtf8(content);
	if (declared !== undefined && declared !== 'utf-8' && !mark) return { name: declared, by: 'declared' };
	const isDamaged = mark !== undefined || scan.valid >= scan.invalid;
	const legacy = isDamaged ? undefined : await detectLegacyEncoding(scan.sample);
	if (legacy !== undefined) return { name: legacy, by: 'detected' };
	const { offset, line, byte } = scan.first;
	const where = `byte ${count(offset + 1)} (line ${count(line)}) is 0x${byte.toString(16).toUpperCase()}`;
	throw new ConfigurationError(
		isDamaged
			? `'${name}' is damaged UTF-8: ${where}, and ${count(scan.invalid)} of its sequences aren't UTF-8`
			: `'${name}' isn't UTF-8 and its encoding isn't certain: ${where}`,
		isDamaged ? `Export the file again, or fix that line. ${saveAsUtf8}` : saveAsUtf8,
	);
}

/** Undefined without a declaration. US-ASCII is part of UTF-8. */
async function declaredIn(mimeType: string, name: string): Promise<string | undefined> {
	const label = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(mimeType)?.[1]?.toLowerCase();
	if (label === undefined || ['utf-8', 'utf8', 'us-ascii', 'ascii'].includes(label)) return label && 'utf-8';
	// Browsers and the WHATWG Encoding Standard read Latin-1 as its superset.
	if (['iso-8859-1', 'latin1', 'iso8859-1'].includes(label)) return 'windows-1252';
	const { encodingExists } = await import('iconv-lite');
	const isBinary = ['base64', 'hex', 'binary'].includes(label);
	if (!isBinary && encodingExists(label)) return label;
	throw new ConfigurationError(
		`'${name}' declares the unknown charset '${label}' in its MIME type`,
		saveAsUtf8,
	);
}

/** UTF-16 and UTF-32 without a mark: texts have no zeros, and the high bytes of ASCII characters are zero. */
function wideByZeros(head: Uint8Array): string | undefined {
	const zeros = [0, 0, 0, 0];
	for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 4] = (zeros[index % 4] ?? 0) + 1;
	const quarter = Math.floor(head.length / 4);
	const [one = 0, two = 0, three = 0, four = 0] = zeros;
	// No character is above U+10FFFF, and few texts have many above U+FFFF.
	const isHigh = (highest: number, high: number, lowest: number) =>
		quarter >= 2 && highest >= quarter && high >= quarter * 0.7 && lowest < quarter * 0.3;
	if (isHigh(one, two, four)) return 'utf-32be';
	if (isHigh(four, three, one)) return 'utf-32le';
	const decoder = new TextDecoder('utf-8', { fatal: true });
	const isUtf8Head = decodes(() => decoder.decode(head, { stream: true }));
	// UTF-8 can have zeros as padding. ASCII in UTF-16 is UTF-8 with a zero for each character.
	if (isUtf8Head && one + two + three + four < head.length * 0.3) return undefined;
	const [little, big] = [countStructure(head, 0), countStructure(head, 1)];
	if (little >= 2 && little > big * 2) return 'utf-16le';
	return big >= 2 && big > little * 2 ? 'utf-16be' : undefined;
}

const structure = new Set([...'\t\n\r ",:;[{'].map((character) => character.charCodeAt(0)));

/** Line breaks, quotes and similar as pairs of bytes with the zero at the other place. */
function countStructure(head: Uint8Array, at: 0 | 1): number {
	let found = 0;
	for (let index = 0; index + 1 < head.length; index += 2)
		if (head[index + 1 - at] === 0 && structure.has(head[index + at] ?? 0)) found++;
	return found;
}

async function isUtf8(content: Bytes): Promise<boolean> {
	const decoder = new TextDecoder('utf-8', { fatal: true });
	const isValid = (bytes?: Uint8Array) =>
		decodes(() => decoder.decode(bytes, { stream: bytes !== undefined }));
	for await (const bytes of content) if (!isValid(bytes)) return false;
	return isValid();
}

function decodes(decode: () => string): boolean {
	try {
		decode();
		return true;
	} catch {
		return false;
	}
}

async function isAscii(content: Bytes): Promise<boolean> {
	for await (const bytes of content) if (bytes.some((byte) => byte > 0x7f)) return false;
	return true;
}

/**
 * Decodes a text and drops its byte order mark.
 *
 * @throws ConfigurationError with the line, for bytes that aren't in the encoding
 */
export async function* decodeText(
	name: string,
	content: Bytes,
	encoding: TextEncoding,
): AsyncGenerator<string> {
	const decoder = await decoderOf(encoding.name);
	let lines = 1;
	let isStart = true;
	const check = (text: string | undefined): string => {
		const lost = decoder.isStrict ? -1 : (text?.indexOf('\ufffd') ?? -1);
		if (text === undefined || lost >= 0)
			throw undecodable(name, encoding, lines + lineBreaks(text?.slice(0, lost) ?? ''));
		lines += lineBreaks(text);
		if (!isStart || text === '') return text;
		const rest = text.replace(/^\ufeff+/, '');
		isStart = rest === '';
		return rest;
	};
	for await (const bytes of content) yield check(decoder.write(bytes));
	yield check(decoder.end());
}

function undecodable(name: string, encoding: TextEncoding, line: number): ConfigurationError {
	const how = { mark: 'marked', valid: 'read', declared: 'declared', detected: 'detected' }[encoding.by];
	return new ConfigurationError(
		`'${name}' is ${how} as ${labelOf(encoding.name)}, but has bytes near line ${count(line)} that aren't`,
		saveAsUtf8,
	);
}

/** Both return undefined, or a text with U+FFFD, for bytes that aren't in the encoding. */
interface Decoder {
	/** Whether the bytes themselves contain U+FFFD. */
	isStrict: boolean;
	write: (bytes: Uint8Array) => string | undefined;
	end: () => string | undefined;
}

async function decoderOf(name: string): Promise<Decoder> {
	if (/^utf-(8|16)/.test(name)) {
		const decoder = new TextDecoder(name, { fatal: true, ignoreBOM: true });
		const decode = (bytes?: Uint8Array) => {
			try {
				return decoder.decode(bytes, { stream: bytes !== undefined });
			} catch {
				return undefined;
			}
		};
		return { isStrict: true, write: decode, end: decode };
	}
	const { getDecoder } = await import('iconv-lite');
	const decoder = getDecoder(name, { stripBOM: false });
	return {
		isStrict: false,
		write: (bytes) => decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
		end: () => decoder.end() ?? '',
	};
}

/** The usual spelling: `UTF-16LE`, `windows-1252`, `Shift_JIS`. */
export function labelOf(name: string): string {
	if (name === 'shift_jis') return 'Shift_JIS';
	return /^(windows|mac)/.test(name) ? name : name.toUpperCase();
}
