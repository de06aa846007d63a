import type { Row } from '../../shared/domain/prepare/recipe';
import type { FileCheck } from '../checkFields';
import type { FileKind } from './kind';

/** The content of a file, piece by piece. */
export type Bytes = AsyncIterable<Uint8Array>;

/** A file with rows. */
export interface RowsFile {
	/** As the user knows it. */
	name: string;
	kind: FileKind;
	/** Of Excel workbooks: the name of the sheet. When empty, the first visible worksheet with cells. */
	sheet?: string;
	content: Bytes;
}

/** A row, or why there is none, with its number in the file. */
export type FileRecord = { number: number; row: Row } | { number: number; reason: string };

/** A property of a file that its reader handled and that the user must know of. */
export interface FileNote {
	check: FileCheck;
	/** @param rows the records in words, such as `rows 1, 4 and 9` */
	tell: (rows: string) => string;
	/** Numbers of the records concerned, in their order. */
	numbers: number[];
}

/** A file as its reader understands it. */
export interface FileReading {
	/** How the numbers of the records count: lines of a text, or rows of a table. */
	unit: 'line' | 'row';
	records: AsyncIterable<FileRecord>;
	/** Complete when `records` ends. */
	notes: FileNote[];
	/** Undefined where there is nothing to list. */
	facts?: FileFacts;
	/** Of Excel workbooks: names of the visible worksheets that aren't read. */
	otherSheets?: string[];
}

/** How a file was read, as the output lists it. */
export interface FileFacts {
	name: string;
	format: 'Excel';
	/** The sheet that was read. */
	sheet: string;
}
