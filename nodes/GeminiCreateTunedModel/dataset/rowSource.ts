import { count } from '../../shared/domain/count';
import type { CheckName } from '../../shared/domain/dataset/checkList';
import type { FileFacts } from '../files/rowsFile';
import type { Row } from '../../shared/domain/dataset/preparation';

/**
 * The place of a row, for users. Items count from 0 as in n8n, lines and entries of a JSON list from 1. In a table the headings
 * are row 1. A row of a workbook has its sheet.
 */
export type Place =
	| { item: number }
	| { file: string; line: number }
	| { file: string; sheet?: string; row: number }
	| { file: string; record: number };

/** A record of a file that isn't a row, with the reason. */
export interface Unreadable {
	place: Place;
	reason: string;
}

/** A finding about a file. */
export interface SourceNote {
	check: CheckName;
	/** @param rows such as `lines 1, 4 and 9`; empty if the finding concerns the whole file */
	describe: (rows: string) => string;
	/** 0 if the finding concerns the whole file. */
	placeCount: number;
	/** The place of a row, counted from 0. */
	placeAt: (index: number) => Place;
}

/** The rows with their places. */
export interface Source {
	rows: Row[];
	/** What to do if there are no rows, or not the expected columns. */
	advice?: string;
	/** @param index of one of the rows */
	placeOf(index: number): Place;
	unreadable: Unreadable[];
	notes: SourceNote[];
	/** How each file was read; empty for items. */
	files: FileFacts[];
	/** Names places in a sentence: `item 3`, `lines 1, 4 and 9`, `1,203 rows (2, 5, 9, 10, 13 and more)`. */
	describe(places: Place[], total?: number): string;
}

const named = 5;

/** @param fileCount number of files. With more than one, each place includes its file */
export function describePlaces(places: Place[], total: number, fileCount: number): string {
	const [first] = places;
	if (!first) return 'no row';
	const unit = unitOf(first);
	const labels = places.slice(0, named).map((place) => labelOf(place, fileCount));
	const sheet = fileCount > 1 ? '' : sheetOf(first);
	if (total === 1) return `${unit} ${labels[0]}${sheet}`;
	if (total <= labels.length)
		return `${unit}s ${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}${sheet}`;
	return `${count(total)} ${unit}s${sheet} (${labels.join(', ')} and more)`;
}

function sheetOf(place: Place): string {
	return 'sheet' in place ? ` of sheet '${place.sheet}'` : '';
}

export function unitOf(place: Place): 'item' | 'line' | 'record' | 'row' {
	if ('item' in place) return 'item';
	if ('line' in place) return 'line';
	return 'record' in place ? 'record' : 'row';
}

/** The number of a place. */
export function numberOf(place: Place): number {
	if ('item' in place) return place.item;
	if ('line' in place) return place.line;
	return 'record' in place ? place.record : place.row;
}

/** @throws RangeError if the list has no such entry */
export function at<T>(list: readonly T[], index: number): T {
	const found = list[index];
	if (found === undefined) throw new RangeError(`There is no row ${index}`);
	return found;
}

function labelOf(place: Place, fileCount: number): string {
	const number = String(numberOf(place));
	return 'file' in place && fileCount > 1 ? `${number} of ${place.file}${sheetIn(place)}` : number;
}

function sheetIn(place: Place): string {
	return 'sheet' in place ? ` ('${place.sheet}')` : '';
}

export function sourceOfItems(rows: Row[]): Source {
	return {
		rows,
		placeOf: (index) => ({ item: index }),
		unreadable: [],
		notes: [],
		files: [],
		describe: (places, total = places.length) => describePlaces(places, total, 0),
	};
}
