import type { Row } from '../../shared/domain/dataset/preparation';
import type { Place, Source, SourceNote, Unreadable } from '../dataset/rowSource';
import { at, describePlaces } from '../dataset/rowSource';
import { contentKindOf, namedKindOf, textKindOf } from './contentKind';
import type { Bytes, FileReading, RowsFile, TextFile } from './rowsFile';
import type { TextEncoding } from './textEncoding';
import { decodeText, findEncoding, labelOf } from './textEncoding';

/**
 * Reads the rows of several files, one file after the other. Detects each format from the content.
 *
 * @throws ConfigurationError for a file that can't be read, or whose encoding isn't certain
 */
export async function readFiles(files: AsyncIterable<RowsFile>): Promise<Source> {
	const rows: Row[] = [];
	const numbers: number[] = [];
	const parts: Array<{ from: number; toPlace: (number: number) => Place }> = [];
	const unreadable: Unreadable[] = [];
	const readings: FileReading[] = [];
	const notes: SourceNote[] = [];
	for await (const file of files) {
		const from = rows.length;
		const broken: Array<{ number: number; reason: string }> = [];
		const reading = await openReading(file);
		readings.push(reading);
		for await (const record of reading.records) {
			if ('row' in record) {
				rows.push(record.row);
				numbers.push(record.number);
			} else broken.push(record);
		}
		const toPlace = placeIn(file.name, reading);
		parts.push({ from, toPlace });
		for (const { number, reason } of broken) unreadable.push({ place: toPlace(number), reason });
		for (const { check, describe, numbers: concerned } of reading.notes)
			notes.push({
				check,
				describe,
				placeCount: concerned.length,
				placeAt: (index) => toPlace(at(concerned, index)),
			});
	}
	const advice = otherSheetsAdvice(readings);
	return {
		rows,
		placeOf(index) {
			const part = parts.findLast(({ from }) => from <= index);
			if (!part) throw new RangeError(`There is no row ${index}`);
			return part.toPlace(at(numbers, index));
		},
		unreadable,
		notes,
		files: readings.map(({ facts }) => facts),
		...(advice !== undefined && { advice }),
		describe: (places, total = places.length) => describePlaces(places, total, parts.length),
	};
}

function placeIn(file: string, { unit, facts: { sheet } }: FileReading): (number: number) => Place {
	switch (unit) {
		case 'line':
			return (line) => ({ file, line });
		case 'row':
			return sheet === undefined ? (row) => ({ file, row }) : (row) => ({ file, sheet, row });
		case 'record':
			return (record) => ({ file, record });
	}
}

const headSize = 64 * 1024;

async function openReading(file: RowsFile): Promise<FileReading> {
	const head = await headOf(file.content);
	const kind = contentKindOf(file.name, head);
	if (kind === 'gzip') {
		const { gunzip } = await import('./gunzip');
		return await openReading({
			...file,
			name: file.name.replace(/\.gz$/i, ''),
			content: gunzip(file.name, file.content),
		});
	}
	if (kind === 'excel') {
		const { readExcel } = await import('./excel');
		return await readExcel(file);
	}
	const encoding = await findEncoding(file, head);
	const text: AsyncIterable<string> = {
		[Symbol.asyncIterator]: () => decodeText(file.name, file.content, encoding),
	};
	const textFile: TextFile = { name: file.name, text, ...(await headOfText(text)) };
	const reading = await readText(file, textFile);
	reading.facts.encoding = labelOf(encoding.name);
	const note = encodingNote(file.name, encoding);
	return note === undefined ? reading : withEncodingNote(reading, note);
}

async function readText(file: RowsFile, textFile: TextFile): Promise<FileReading> {
	const kind = textKindOf(file, textFile.head);
	const reading =
		kind === 'csv'
			? (await import('./csv')).readCsv(textFile)
			: (await import('./jsonFile')).readJson(textFile);
	const named = namedKindOf(file.name, file.mimeType);
	if (file.sheet)
		reading.notes.push({
			check: 'fileFormat',
			describe: () => `'Sheet' has no effect on '${file.name}', because it isn't an Excel workbook.`,
			numbers: [],
		});
	const isExcelName = /\.xls[xm]?$/i.test(file.name);
	if (isExcelName || (named !== undefined && named !== kind)) {
		const [name, format] = [file.name, reading.facts.format];
		reading.notes.push({
			check: 'fileFormat',
			describe: () =>
				`'${name}' contains ${format}, although its name suggests another format. It is read as ${format}.`,
			numbers: [],
		});
	}
	return reading;
}

async function headOf(content: Bytes): Promise<Uint8Array> {
	const pieces: Uint8Array[] = [];
	let size = 0;
	for await (const piece of content) {
		pieces.push(piece);
		size += piece.length;
		if (size >= headSize) break;
	}
	return Buffer.concat(pieces).subarray(0, headSize);
}

async function headOfText(text: AsyncIterable<string>): Promise<{ head: string; isWhole: boolean }> {
	let head = '';
	for await (const piece of text) {
		head += piece;
		if (head.length > headSize) return { head: head.slice(0, headSize), isWhole: false };
	}
	return { head, isWhole: true };
}

/** Warns of an encoding that isn't UTF-8 and has no byte order mark. */
function encodingNote(name: string, { name: encoding, by, contradicts }: TextEncoding): string | undefined {
	const label = labelOf(encoding);
	if (contradicts !== undefined)
		return `'${name}' declares ${labelOf(contradicts)}, but is UTF-8. It is read as UTF-8.`;
	if (by === 'declared') return `'${name}' is read as ${label}, which its MIME type declares.`;
	return by === 'detected'
		? `'${name}' isn't UTF-8. Its encoding was detected as ${label}; check a few of its texts, or save it as UTF-8.`
		: undefined;
}

/** Counts the rows whose texts depend on the encoding. */
function withEncodingNote(reading: FileReading, message: string): FileReading {
	const numbers: number[] = [];
	async function* records() {
		for await (const record of reading.records) {
			if ('row' in record && isBeyondAscii(record.row)) numbers.push(record.number);
			yield record;
		}
		const describe = (rows: string) =>
			rows === '' ? message : `${message} Characters beyond ASCII are in ${rows}.`;
		reading.notes.unshift({ check: 'fileEncoding', describe, numbers });
	}
	return {
		...reading,
		get unit() {
			return reading.unit;
		},
		records: records(),
	};
}

function isBeyondAscii(value: unknown): boolean {
	if (typeof value === 'string') return /[^\0-\x7f]/.test(value);
	return typeof value === 'object' && value !== null && Object.values(value).some(isBeyondAscii);
}

/**
 * Advice for unexpected rows from a workbook with several sheets: which sheet was read and how to select another one. Undefined if no
 * workbook has other visible worksheets.
 */
function otherSheetsAdvice(readings: readonly FileReading[]): string | undefined {
	const sentences = readings.flatMap(({ facts, otherSheets = [] }) => {
		if (otherSheets.length === 0) return [];
		const others = otherSheets.map((name) => `'${name}'`).join(', ');
		return [`The rows come from the sheet '${facts.sheet}' of '${facts.name}', which also has ${others}.`];
	});
	if (sentences.length === 0) return undefined;
	const named = sentences.slice(0, 3).join(' ');
	return `${named} To read another sheet, enter its name in 'Sheet'.`;
}
