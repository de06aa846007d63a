import { parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { ConfigurationError } from '../../shared/google/http/googleErrors';
import { findDialect } from './csvDialect';
import { columnNames, describeRenaming, toRow } from './headings';
import type { FileNote, FileReading, FileRecord, TextFile } from './rowsFile';

/**
 * Reads a row from each record below the headings. All cells are texts. Blank records are skipped but counted. The delimiter is a comma,
 * semicolon, tab or vertical bar, or the character in a first line `sep=`.
 *
 * @throws ConfigurationError for a title above the headings
 */
export function readCsv(file: TextFile): FileReading {
	const { delimiter, skip } = findDialect(file.name, file.head, file.isWhole);
	const short: FileNote = {
		check: 'fileFormat',
		describe: (rows) =>
			`'${file.name}' has fewer cells than headings in ${rows}. The missing cells at the end are read as empty.`,
		numbers: [],
	};
	const reading: FileReading = {
		unit: 'row',
		facts: { name: file.name, format: 'CSV', delimiter: delimiter ?? 'none' },
		notes: [],
		records: records(),
	};

	async function* records(): AsyncGenerator<FileRecord> {
		let names: string[] | undefined;
		let number = 0;
		for await (const { record: cells, raw } of recordsOf(file, delimiter, skip)) {
			number += 1;
			if (cells.every(isBlank)) continue;
			if (names) {
				const result = hasRunTogether(cells, raw, delimiter, names.length)
					? {
							reason:
								'it has a quote without a closing quote, which joins several rows; double or delete the quote',
						}
					: readRecord(names, cells);
				if ('row' in result && cells.length < names.length) short.numbers.push(number);
				yield { number, ...result };
				continue;
			}
			if (hasRunTogether(cells, raw, delimiter, cells.length))
				throw new ConfigurationError(
					`The headings of '${file.name}' have a quote without a closing quote`,
					'Double or delete that quote, or export the file again.',
				);
			names = columnNames(cells);
			reading.facts.headings = names;
			const renaming = describeRenaming(file.name, cells, names);
			if (renaming !== undefined)
				reading.notes.push({ check: 'fileFormat', describe: () => renaming, numbers: [] });
		}
		if (short.numbers.length > 0) reading.notes.push(short);
	}

	return reading;
}

/** Preallocated files are padded with zeros. */
function isBlank(cell: string): boolean {
	return cell === '' || /^\0+$/.test(cell);
}

/** Occurs in no text, so each row is one cell. */
const noDelimiter = '\x1f';

const lineBreak = /\r\n|\n|\r/;

/**
 * Whether an open quote joined several rows: the record isn't strict CSV, or the lines within a cell look like rows.
 *
 * @param width number of cells in a row
 */
function hasRunTogether(
	cells: readonly string[],
	raw: string,
	delimiter: string | undefined,
	width: number,
): boolean {
	if (!lineBreak.test(raw.trim())) return false;
	const looksLikeRows = cells.some((cell) => {
		const inner = cell.split(lineBreak).slice(1, -1);
		return (
			width > 1 &&
			inner.length > 0 &&
			inner.every((line) => line.split(delimiter ?? noDelimiter).length === width)
		);
	});
	return looksLikeRows || !isStrict(raw, delimiter ?? noDelimiter);
}

/** Whether quotes are only around cells, or doubled within quoted ones (RFC 4180). */
function isStrict(raw: string, delimiter: string): boolean {
	for (let at = 0; at < raw.length; at++) {
		if (raw[at] === '"') {
			do {
				at = raw.indexOf('"', at + 1) + 1;
				if (at === 0) return false;
			} while (raw[at] === '"');
			if (at < raw.length && raw[at] !== delimiter && !lineBreak.test(raw.charAt(at))) return false;
		} else {
			const next = raw.indexOf(delimiter, at);
			const end = next < 0 ? raw.length : next;
			if (raw.slice(at, end).includes('"')) return false;
			at = end;
		}
	}
	return true;
}

function readRecord(names: readonly string[], cells: readonly string[]) {
	const isFilled = cells.findLastIndex((cell) => cell !== '') >= names.length;
	if (isFilled)
		return {
			reason: `it has ${cells.length} cells under ${names.length} ${names.length === 1 ? 'heading' : 'headings'}; put cells that contain the delimiter in quotes`,
		};
	return { row: toRow(names, cells, '') };
}

interface CsvRecord {
	record: string[];
	/** The text in the file. */
	raw: string;
}

async function* recordsOf(
	file: TextFile,
	delimiter: string | undefined,
	skip: number,
): AsyncGenerator<CsvRecord> {
	const parser = parse({
		delimiter: delimiter ?? noDelimiter,
		relax_column_count: true,
		// Spreadsheets keep a quote within a cell, such as the sign for inches.
		relax_quotes: true,
		raw: true,
	});
	const input = Readable.from(without(file.text, skip), { objectMode: false });
	input.on('error', (error) => parser.destroy(error));
	const records = input.pipe(parser)[Symbol.asyncIterator]();
	try {
		for (;;) {
			const { done, value } = await records.next().catch(refusing(file.name));
			if (done) return;
			yield value;
		}
	} finally {
		input.destroy();
	}
}

async function* without(text: AsyncIterable<string>, characters: number): AsyncGenerator<string> {
	let rest = characters;
	for await (const piece of text) {
		const kept = piece.slice(rest);
		rest -= piece.length - kept.length;
		if (kept !== '') yield kept;
	}
}

function refusing(name: string): (error: unknown) => never {
	return (error) => {
		if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('CSV_'))
			throw error;
		throw new ConfigurationError(
			`'${name}' is broken: ${error.message}`,
			'Put cells that contain quotes, delimiters or line breaks in quotes, and double the quotes within. Export the file again.',
		);
	};
}
