/** The pieces of an answer that comes line by line, in any of the forms in which Google and gateways send them. */
import { OversizedResponseError } from './errors';

/** Characters or bytes of one line or one piece, whichever is counted: 16 Mi. A response with a picture has about 3 Mi. */
export const longestPiece = 16 * 1024 * 1024;

/** Takes lines, and returns the JSON texts that are whole by then. */
export interface PieceReader {
	take(line: string): string[];
	/** No more lines come. What isn't whole is returned as it is. */
	end(): string[];
	/** Whether the server has announced the end. */
	readonly isDone: boolean;
}

/**
 * Reads server-sent events (`data: {…}`, WHATWG HTML, 9.2), and JSON without them: an object alone, or the members of a list,
 * over any number of lines. The first line that begins with a brace or bracket decides for all that follow.
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

/** Cuts a JSON text into its outermost objects. */
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
