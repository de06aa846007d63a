import type { Row } from '../../shared/domain/prepare/recipe';
import type { Place, Source, Unreadable } from '../dataset/source';
import { describePlaces } from '../dataset/source';
import { readCsv } from './csv';
import { readExcel } from './excel';
import { readJsonLines } from './jsonLines';
import type { FileKind } from './kind';
import type { FileRecord, RowsFile } from './rowsFile';

type Reader = (file: RowsFile) => AsyncIterable<FileRecord>;

const readers: Readonly<Record<FileKind, Reader>> = { csv: readCsv, excel: readExcel, jsonl: readJsonLines };

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
	for await (const file of files) {
		const { name, kind } = file;
		const toPlace = (number: number): Place =>
			kind === 'jsonl' ? { file: name, line: number } : { file: name, row: number };
		parts.push({ from: rows.length, toPlace });
		for await (const record of readers[kind](file)) {
			if ('row' in record) {
				rows.push(record.row);
				numbers.push(record.number);
			} else {
				unreadable.push({ place: toPlace(record.number), reason: record.reason });
			}
		}
	}
	return {
		rows,
		placeOf(index) {
			const part = parts.findLast(({ from }) => from <= index);
			const number = numbers[index];
			if (!part || number === undefined) throw new RangeError(`There is no row ${index}`);
			return part.toPlace(number);
		},
		unreadable,
		describe: (places, total = places.length) => describePlaces(places, total, parts.length),
	};
}
