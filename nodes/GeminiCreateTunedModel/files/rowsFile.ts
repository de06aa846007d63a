import type { CheckName } from '../../shared/domain/dataset/checkList';
import type { Row } from '../../shared/domain/dataset/preparation';

/** The content of a file, piece by piece. Each iteration starts at the first byte. */
export type Bytes = AsyncIterable<Uint8Array>;

/** A file with rows. */
export interface RowsFile {
	/** The file name, for messages. */
	name: string;
	/** The declared type, such as `text/csv; charset=windows-1252`; can be empty. */
	mimeType: string;
	/** Of Excel workbooks: the name of the sheet. If empty, the first visible worksheet with cells. */
	sheet?: string;
	content: Bytes;
}

/** The text of a file, piece by piece, without a byte order mark. */
export interface TextFile {
	name: string;
	text: AsyncIterable<string>;
	/** The first characters, at most 64 Ki. */
	head: string;
	/** Whether `head` is the whole text. */
	isWhole: boolean;
}

/** A row, or the reason why it can't be read, with its number in the file. */
export type FileRecord = { number: number; row: Row } | { number: number; reason: string };

/** A property of a file that its reader handled, for the report. */
export interface FileNote {
	check: CheckName;
	/** @param rows the records in words, such as `lines 1, 4 and 9`; empty when the note concerns the whole file */
	describe: (rows: string) => string;
	/** Numbers of the records concerned, in their order; empty when the note concerns the whole file. */
	numbers: number[];
}

/** The unit of record numbers: lines of a text, rows of a table, or entries of a JSON array. */
type NumberUnit = 'line' | 'row' | 'record';

/** The records of a file, and how they were read. */
export interface FileReading {
	unit: NumberUnit;
	records: AsyncIterable<FileRecord>;
	/** Complete when `records` ends. */
	notes: FileNote[];
	/** Facts for the summary, such as the encoding, the delimiter and the headings. Complete when `records` ends. */
	facts: FileFacts;
	/** Of Excel workbooks: names of the visible worksheets that aren't read. */
	otherSheets?: string[];
}

/** How a file was read, for the output. */
export interface FileFacts {
	name: string;
	format: 'CSV' | 'Excel' | 'JSON' | 'JSON Lines';
	/** Of texts, such as `UTF-8` or `windows-1252`. */
	encoding?: string;
	/** Of CSV; `none` when each row is one cell. */
	delimiter?: string;
	/** Of CSV: the names of the columns. */
	headings?: string[];
	/** Of Excel workbooks: the sheet that was read. */
	sheet?: string;
}
