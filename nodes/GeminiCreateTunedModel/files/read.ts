import type { Row } from '../../shared/domain/prepare/recipe';
import type { Place, RowsNote, Source, Unreadable } from '../dataset/source';
import { describePlaces } from '../dataset/source';
import { readCsv } from './csv';
import { readExcel } from './excel';
import { readJsonLines } from './jsonLines';
import type { FileKind } from './kind';
import { otherSheetsAdvice } from './otherSheets';
import type { FileFacts, FileReading, RowsFile } from './rowsFile';

type Reader = (file: RowsFile) => FileReading | Promise<FileReading>;

const readers: Readonly<Record<FileKind, Reader>> = {
	csv: (file) => ({ unit: 'row', records: readCsv(file), notes: [] }),
	excel: readExcel,
	jsonl: (file) => ({ unit: 'line', records: readJsonLines(file), notes: [] }),
};

/**
 * The rows of several files, one after the other.
 *
 * @throws ConfigurationError for a file that is not of its kind
 */
export async function readFiles(files: AsyncIterable<RowsFile>): Promise<Source> {
	const rows: Row[] = [];
	const numbers: number[] = [];
	const parts: Array<{ from: number; toPlace: (number: number) => Place }> = [];
	const unreadable: Unreadable[] = [];
	const readings: FileReading[] = [];
	const notes: RowsNote[] = [];
	for await (const file of files) {
		const reading = await readers[file.kind](file);
		readings.push(reading);
		const toPlace = placesIn(file.name, reading);
		parts.push({ from: rows.length, toPlace });
		for await (const record of reading.records) {
			if ('row' in record) {
				rows.push(record.row);
				numbers.push(record.number);
			} else {
				unreadable.push({ place: toPlace(record.number), reason: record.reason });
			}
		}
		for (const { numbers: noted, ...note } of reading.notes)
			if (noted.length > 0) notes.push({ ...note, places: noted.map(toPlace) });
	}
	const advice = otherSheetsAdvice(readings);
	return {
		rows,
		placeOf(index) {
			const part = parts.findLast(({ from }) => from <= index);
			const number = numbers[index];
			if (!part || number === undefined) throw new RangeError(`There is no row ${index}`);
			return part.toPlace(number);
		},
		unreadable,
		notes,
		files: readings.flatMap(({ facts }): FileFacts[] => (facts ? [facts] : [])),
		...(advice !== undefined && { advice }),
		describe: (places, total = places.length) => describePlaces(places, total, parts.length),
	};
}

function placesIn(file: string, { unit, facts }: FileReading): (number: number) => Place {
	if (unit === 'line') return (line) => ({ file, line });
	return facts ? (row) => ({ file, sheet: facts.sheet, row }) : (row) => ({ file, row });
}
