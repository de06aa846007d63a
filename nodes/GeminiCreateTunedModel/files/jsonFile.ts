import type { Row } from '../../shared/domain/dataset/preparation';
import type { JsonPiece } from './jsonSplitter';
import { splitJson } from './jsonSplitter';
import { readJsonRow } from './jsonValue';
import { nestedRowsOf } from './nestedRows';
import type { FileNote, FileReading, FileRecord, TextFile } from './rowsFile';

/** The form of a JSON text: one value per line, one value after another, or the entries of a list. */
type Shape = 'lines' | 'values' | 'array';

/**
 * Reads a row from each JSON object: one object per line, one after another, the entries of a list, or the only list of objects in a
 * single object. Other values are records without a row.
 */
export function readJson(file: TextFile): FileReading {
	const shape = shapeOf(file);
	const notes = {
		longNumbers: note(
			'has numbers with more digits than JavaScript keeps',
			'They are read as texts, digit by digit.',
		),
		encodedTwice: note(
			'has JSON inside a JSON text',
			'It was encoded twice; the rows are read from the inner JSON.',
		),
		commas: note('has a comma after an object', 'The commas are ignored.'),
	};

	function note(what: string, handling: string): FileNote {
		const describe = (rows: string) => `'${file.name}' ${what} in ${rows || 'its only object'}. ${handling}`;
		return { check: 'fileFormat', describe, numbers: [] };
	}

	const reading: FileReading = {
		unit: shape === 'array' ? 'record' : 'line',
		facts: { name: file.name, format: shape === 'lines' ? 'JSON Lines' : 'JSON' },
		notes: [],
		records: records(),
	};

	let isNested = false;

	function read({ text, line, isCut }: JsonPiece, number: number): FileRecord {
		if (text === '')
			return { number, reason: "the file ends before its list closes with ']'; it is cut off" };
		const result = readJsonRow(text);
		if (!('row' in result)) {
			const at = reading.unit === 'record' ? ` (line ${line})` : '';
			return { number, reason: `${result.reason}${at}${isCut ? '; the file ends there' : ''}` };
		}
		if (result.hasLongNumber) notes.longNumbers.numbers.push(number);
		if (result.isEncodedTwice) notes.encodedTwice.numbers.push(number);
		return { number, row: result.row };
	}

	async function* pieces(): AsyncGenerator<FileRecord> {
		let count = 0;
		const numberOf = ({ line }: JsonPiece) => (shape === 'array' ? ++count : line);
		if (shape === 'lines') {
			for await (const { text, line, hasComma } of linesOf(file.text)) {
				if (hasComma) notes.commas.numbers.push(line);
				const record = read({ text, line }, line);
				if ('row' in record) yield record;
				else for (const piece of valuesIn(text)) yield read({ ...piece, line }, line);
			}
			return;
		}
		const splitter = splitJson(shape === 'array');
		for await (const text of file.text)
			for (const piece of splitter.add(text)) yield read(piece, numberOf(piece));
		for (const piece of splitter.end()) yield read(piece, numberOf(piece));
	}

	async function* records(): AsyncGenerator<FileRecord> {
		let first: FileRecord | undefined;
		let isMore = false;
		for await (const record of pieces()) {
			if (isMore || shape === 'array') yield record;
			else if (!first) first = record;
			else {
				isMore = true;
				yield first;
				yield record;
			}
		}
		if (first && !isMore) yield* 'row' in first ? only(first.number, first.row) : [first];
		const found = Object.values(notes).filter(({ numbers }) => numbers.length > 0);
		// The object with the rows isn't a record itself, so it has no number.
		reading.notes.push(...found.map((one) => (isNested ? { ...one, numbers: [] } : one)));
	}

	function* only(number: number, row: Row): Generator<FileRecord> {
		const nested = nestedRowsOf(row);
		if (!nested) yield { number, row };
		else if ('reason' in nested) yield { number, reason: nested.reason };
		else {
			const { key, rows } = nested;
			isNested = true;
			reading.unit = 'record';
			reading.facts.format = 'JSON';
			reading.notes.push({
				check: 'fileFormat',
				describe: () =>
					`'${file.name}' contains one object with a list. The rows are read from its field '${key}'; its other fields are ignored.`,
				numbers: [],
			});
			for (const [index, entry] of rows.entries()) yield { number: index + 1, row: entry };
		}
	}

	return reading;
}

function shapeOf({ head, isWhole }: TextFile): Shape {
	const lines = head.split(/\r\n|\n|\r/).map(cleaned);
	if (!isWhole) lines.pop();
	const [first = cleaned(head), second] = lines.filter((line) => line !== '');
	const starts = /^[[{]/.exec(first)?.[0];
	if (starts === undefined) return 'lines';
	const splitter = splitJson(false);
	const isComplete = [...splitter.add(first), ...splitter.end()].every(({ isCut }) => !isCut);
	if (starts === '[') return isComplete && second !== undefined && !/^[\],]/.test(second) ? 'lines' : 'array';
	if (isComplete && (isWhole || lines.length > 0)) return 'lines';
	return second?.startsWith('{') && first !== '{' ? 'lines' : 'values';
}

const behind = /[\s,]+$/;

/** A line without padding. */
function cleaned(line: string): string {
	return line.replace(/^[\s\p{Cc}\ufeff]+/u, '').replace(/[\s\p{Cc}]+$/u, '');
}

/** Splits a line with several objects; any other line stays whole. */
function valuesIn(line: string): JsonPiece[] {
	const splitter = splitJson(false);
	const pieces = [...splitter.add(line), ...splitter.end()];
	const isSure =
		pieces.length > 1 && pieces.every(({ text, isCut }) => !isCut && text.startsWith('{') && isJson(text));
	return isSure ? pieces : [{ text: line, line: 1 }];
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

interface Line {
	text: string;
	/** From 1. */
	line: number;
	/** Whether a comma followed it. */
	hasComma: boolean;
}

/** The lines that aren't blank, without padding and without a comma after an object. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<Line> {
	let rest = '';
	let number = 0;
	const toLine = (raw: string): Line => {
		number++;
		const line = cleaned(raw);
		const hasComma = /[}"]\s*,$/.test(line);
		return { text: hasComma ? line.replace(behind, '') : line, line: number, hasComma };
	};
	for await (const piece of text) {
		// CR and LF of one line break can be in different pieces.
		const held = rest.endsWith('\r') ? '\r' : '';
		const lines = (held + piece).split(/\r\n|\n|\r(?!$)/);
		lines[0] = rest.slice(0, rest.length - held.length) + lines[0];
		rest = lines.pop() ?? '';
		for (const raw of lines) {
			const line = toLine(raw);
			if (line.text !== '') yield line;
		}
	}
	const last = toLine(rest);
	if (last.text !== '') yield last;
}
