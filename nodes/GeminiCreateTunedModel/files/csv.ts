import { parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { ConfigurationError } from '../../shared/backend/errors';
import { findDialect } from './csvDialect';
import { columnNames, describeRenaming, toRow } from './headings';
import type { FileNote, FileReading, FileRecord, TextFile } from './rowsFile';

/**
 * One row for each record below the headings, all cells being texts; blank records are passed over, but counted. The delimiter is
 * a comma, semicolon, tab or vertical bar, or what a first line `sep=` names.
 *
 * @throws ConfigurationError for a title above the headings
 */
export function readCsv(file: TextFile): FileReading {
	const { delimiter, skip } = findDialect(file.name, file.head, file.isWhole);
	const short: FileNote = {
		check: 'fileFormat',
		tell: (rows) =>
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
		for await (const cells of recordsOf(file, delimiter, skip)) {
			number += 1;
			if (cells.every(isBlank)) continue;
			if (names) {
				if (cells.length < names.length) short.numbers.push(number);
				yield { number, ...readRecord(names, cells) };
				continue;
			}
			names = columnNames(cells);
			reading.facts.headings = names;
			const renaming = describeRenaming(file.name, cells, names);
			if (renaming !== undefined)
				reading.notes.push({ check: 'fileFormat', tell: () => renaming, numbers: [] });
		}
		if (short.numbers.length > 0) reading.notes.push(short);
	}

	return reading;
}

/** Zeros pad files that were preallocated. */
function isBlank(cell: string): boolean {
	return cell === '' || /^\0+$/.test(cell);
}

function readRecord(names: readonly string[], cells: readonly string[]) {
	const isFilled = cells.findLastIndex((cell) => cell !== '') >= names.length;
	if (isFilled)
		return {
			reason: `it has ${cells.length} cells under ${names.length} ${names.length === 1 ? 'heading' : 'headings'}; put cells that contain the delimiter in quotes`,
		};
	return { row: toRow(names, cells, '') };
}

/** In no text, so that a row is one cell. */
const noDelimiter = '\x1f';

async function* recordsOf(
	file: TextFile,
	delimiter: string | undefined,
	skip: number,
): AsyncGenerator<string[]> {
	const parser = parse({
		delimiter: delimiter ?? noDelimiter,
		relax_column_count: true,
		// Inches and the like: spreadsheets take a quote within a cell for what it is.
		relax_quotes: true,
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
