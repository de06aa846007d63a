/** Splits a streamed response into its JSON texts, in any format of Google or gateways. */
import { OversizedResponseError } from './googleErrors';

/** Limit of one line or piece, in characters or bytes: 16 Mi. A response with an image has about 3 Mi. */
export const longestPiece = 16 * 1024 * 1024;

/** Takes lines and returns the complete JSON texts so far. */
export interface PieceReader {
	take(line: string): string[];
	/** Ends the input. Returns an incomplete text unchanged. */
	end(): string[];
	/** Whether the server sent its end marker. */
	readonly isDone: boolean;
}

/**
 * Reads server-sent events (`data: {…}`, WHATWG HTML, 9.2), or plain JSON on any number of lines: an object, or the members of a
 * list. From the first line that begins with a brace or bracket, the input is plain JSON.
 *
 * @throws OversizedResponseError while taking lines
 */
export function createPieceReader(): PieceReader {
	let json: JsonSplitter | undefined;
	let data: string[] = [];
	let length = 0;
	let isDone = false;

	function endEvent(): string[] {
		const event = data.join('\n').trim();
		[data, length] = [[], 0];
		if (event === '[DONE]') isDone = true;
		return event === '' || isDone ? [] : [event];
	}

	return {
		get isDone() {
			return isDone;
		},
		take(line) {
			if (json === undefined && /^\s*[[{]/.test(line)) {
				json = createJsonSplitter();
				return [...endEvent(), ...json.take(line)];
			}
			if (json) return json.take(line);
			if (line === '') return endEvent();
			if (!line.startsWith('data:')) return [];
			length += line.length;
			if (length > longestPiece) throw new OversizedResponseError('piece', longestPiece);
			data.push(line.slice('data:'.length));
			return [];
		},
		end: () => [...endEvent(), ...(json?.end() ?? [])],
	};
}

interface JsonSplitter {
	take(line: string): string[];
	end(): string[];
}

const [quote, backslash, leftBrace, rightBrace] = [0x22, 0x5c, 0x7b, 0x7d];

/** Splits a JSON text into its outermost objects. */
function createJsonSplitter(): JsonSplitter {
	let begun: string[] = [];
	let length = 0;
	let depth = 0;
	let isInString = false;
	let isEscaped = false;

	function cut(text: string): string {
		const whole = [...begun, text].join('\n');
		[begun, length] = [[], 0];
		return whole;
	}

	function take(line: string): string[] {
		const found: string[] = [];
		let start = 0;
		for (let i = 0; i < line.length; i++) {
			const code = line.charCodeAt(i);
			if (isInString) {
				if (isEscaped) isEscaped = false;
				else if (code === backslash) isEscaped = true;
				else if (code === quote) isInString = false;
			} else if (code === quote) isInString = true;
			else if (code === leftBrace && depth++ === 0) start = i;
			else if (code === rightBrace && depth > 0 && --depth === 0) found.push(cut(line.slice(start, i + 1)));
		}
		if (depth === 0) return found;
		const rest = line.slice(begun.length === 0 ? start : 0);
		length += rest.length;
		if (length > longestPiece) throw new OversizedResponseError('piece', longestPiece);
		begun.push(rest);
		return found;
	}

	return { take, end: () => (begun.length === 0 ? [] : [cut('')]) };
}
