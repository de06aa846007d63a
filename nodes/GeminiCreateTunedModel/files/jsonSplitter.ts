import { ConfigurationError } from '../../shared/google/http/googleErrors';

/** The text of a JSON value. */
export interface JsonPiece {
	text: string;
	/** The line where it starts, from 1. */
	line: number;
	/** Whether the text ends inside it. */
	isCut?: boolean;
}

/** A longer value can't be a row and would take too much memory. */
const longest = 128 * 1024 ** 2;

const between = /[\s,\p{Cc}\ufeff]*/uy;
const marks = /["{}[\]]/g;
const stringEnd = /["\\]/g;
const scalarEnd = /[\s,{[\]}]/g;

/** Splits a text into its JSON values, with any characters between them, and counts lines. */
export interface JsonSplitter {
	/** Adds a piece of the text and returns the values that end in it. */
	add: (piece: string) => Generator<JsonPiece>;
	/** Returns the rest at the end of the text. */
	end: () => Generator<JsonPiece>;
}

/** @param isArray whether the values are the entries of lists at the top level */
export function splitJson(isArray: boolean): JsonSplitter {
	let text = '';
	let line = 1;
	let isOpen = false;
	/** Pieces that aren't scanned until they are as long as the current value, because joining long texts is slow. */
	let waiting: string[] = [];
	let waitingLength = 0;
	/** Of the current value: end of the scanned part, depth, and whether a string is open. */
	let scan = { at: 0, depth: 0, isString: false };

	function join(isEnd: boolean): void {
		const joined = text + waiting.join('');
		// CR and LF of one line break can be in different pieces.
		const held = !isEnd && joined.endsWith('\r') ? '\r' : '';
		text = joined.slice(0, joined.length - held.length);
		waiting = held === '' ? [] : [held];
		waitingLength = held.length;
	}

	/** Removes the beginning of the text and returns it. */
	function take(length: number): string {
		const taken = text.slice(0, length);
		text = text.slice(length);
		line += lineBreaks(taken);
		return taken;
	}

	/** The length of the value at the beginning of the text; undefined if it continues in the next piece. */
	function valueLength(): number | undefined {
		const start = text.charAt(0);
		if (scan.at === 0 && start !== '"' && start !== '{' && start !== '[') {
			scalarEnd.lastIndex = 1;
			return scalarEnd.exec(text)?.index;
		}
		for (;;) {
			const pattern = scan.isString ? stringEnd : marks;
			pattern.lastIndex = scan.at;
			const mark = pattern.exec(text);
			if (!mark) {
				scan.at = text.length;
				return undefined;
			}
			scan.at = mark.index + 1;
			if (mark[0] === '\\') {
				if (scan.at === text.length) {
					scan.at--;
					return undefined;
				}
				scan.at++;
			} else if (mark[0] === '"') scan.isString = !scan.isString;
			else scan.depth += mark[0] === '{' || mark[0] === '[' ? 1 : -1;
			if (scan.depth <= 0 && !scan.isString) return scan.at;
		}
	}

	function* values(isEnd: boolean): Generator<JsonPiece> {
		for (;;) {
			if (scan.at === 0) {
				between.lastIndex = 0;
				take(between.exec(text)?.[0].length ?? 0);
				if (text === '') return;
				if (isArray && text.startsWith(isOpen ? ']' : '[')) {
					isOpen = !isOpen;
					take(1);
					continue;
				}
			}
			const start = line;
			const length = valueLength() ?? (isEnd ? text.length : undefined);
			if (length === undefined) {
				if (text.length <= longest) return;
				throw new ConfigurationError(
					`The JSON value in line ${line} is longer than 128 Mi characters`,
					'Write one row per line (JSON Lines).',
				);
			}
			const isCut = isEnd && (scan.depth > 0 || scan.isString);
			scan = { at: 0, depth: 0, isString: false };
			yield { text: take(length), line: start, ...(isCut && { isCut }) };
		}
	}

	return {
		*add(piece) {
			waiting.push(piece);
			waitingLength += piece.length;
			if (waitingLength < text.length) return;
			join(false);
			yield* values(false);
		},
		*end() {
			join(true);
			let isCut = false;
			for (const value of values(true)) {
				isCut = value.isCut === true;
				yield value;
			}
			if (isOpen && !isCut) yield { text: '', line, isCut: true };
		},
	};
}

/** Counts line breaks as editors do: LF, CRLF or CR. */
export function lineBreaks(text: string): number {
	return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
