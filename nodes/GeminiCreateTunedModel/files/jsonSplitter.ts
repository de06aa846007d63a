import { ConfigurationError } from '../../shared/google/http/googleErrors';

/** A JSON value as it stands in a text, not yet parsed. */
export interface JsonPiece {
	text: string;
	/** Where it starts, from 1. */
	line: number;
	/** Whether the text ends inside it. */
	isCut?: boolean;
}

/** A longer value is no row, and would need too much memory. */
const longest = 128 * 1024 ** 2;

const between = /[\s,\p{Cc}\ufeff]*/uy;
const marks = /["{}[\]]/g;
const stringEnd = /["\\]/g;
const scalarEnd = /[\s,{[\]}]/g;

/** Cuts a text into its JSON values, whatever is between them, and counts lines. */
export interface JsonSplitter {
	/** The values that end in a further piece of the text. */
	add: (piece: string) => Generator<JsonPiece>;
	/** What is left when the text ends. */
	end: () => Generator<JsonPiece>;
}

/** @param isArray whether the values are the entries of lists at the top level */
export function splitJson(isArray: boolean): JsonSplitter {
	let text = '';
	let line = 1;
	let isOpen = false;
	/** Not looked at until there is as much as of the value under way: long texts are costly to join. */
	let waiting: string[] = [];
	let waitingLength = 0;
	/** Of the value under way: how far it was looked through, how deep it is, and whether a string is open. */
	let scan = { at: 0, depth: 0, isString: false };

	function join(isEnd: boolean): void {
		const joined = text + waiting.join('');
		// CR and LF of one line break may arrive apart.
		const held = !isEnd && joined.endsWith('\r') ? '\r' : '';
		text = joined.slice(0, joined.length - held.length);
		waiting = held === '' ? [] : [held];
		waitingLength = held.length;
	}

	/** Takes the beginning of the text. */
	function take(length: number): string {
		const taken = text.slice(0, length);
		text = text.slice(length);
		line += lineBreaks(taken);
		return taken;
	}

	/** The length of the value at the beginning of the text; undefined when it goes on. */
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
					'Write one row a line (JSON Lines).',
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

/** Line breaks as editors count them: LF, CRLF or CR. */
export function lineBreaks(text: string): number {
	return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
