import { count } from '../../shared/domain/count';
import { toText } from '../../shared/domain/dataset/cells/toText';
import { columnNames, describeRenaming, toRow } from './headings';
import type { FileNote, FileReading, FileRecord, RowsFile } from './rowsFile';
import type { MergedRows, SheetRow } from './excel/sheetRows';
import { chooseSheet } from './excel/chooseSheet';
import { mostHeadings, tooLarge } from './excel/workbookLimits';
import { readWorkbookParts } from './excel/workbookParts';
import type { WorkbookZip } from './excel/workbookZip';
import { openWorkbookZip } from './excel/workbookZip';

/**
 * Reads a row from each row with cells below the headings. The headings are the first row with cells. Empty cells are null; `cellValue`
 * reads all others. Merged cells have their value in the first cell, as in the file.
 *
 * @throws ConfigurationError for a file that isn't an .xlsx workbook, is damaged or too large, and for a sheet that doesn't exist
 */
export async function readExcel(file: RowsFile): Promise<FileReading> {
	const zip = await openWorkbookZip(file);
	const parts = await readWorkbookParts(zip);
	const { sheet, rows, merged, others } = await chooseSheet(zip, parts, file.sheet ?? '');
	const notes: FileNote[] = [];
	return {
		unit: 'row',
		records: recordsOf(zip, rows, merged, notes),
		notes,
		facts: { name: file.name, format: 'Excel', sheet: sheet.name },
		otherSheets: others,
	};
}

async function* recordsOf(
	{ name: file, budget }: WorkbookZip,
	rows: AsyncIterable<SheetRow>,
	merged: readonly MergedRows[],
	notes: FileNote[],
): AsyncGenerator<FileRecord> {
	let names: string[] | undefined;
	const [numbers, hidden, beyond]: [number[], number[], number[]] = [[], [], []];
	for await (const { number, isHidden, cells } of rows) {
		if (!names) {
			if (cells.length > mostHeadings) throw tooLarge(file, `more than ${count(mostHeadings)} columns`);
			const headings = Array.from(cells, headingOf);
			names = columnNames(headings);
			const renaming = describeRenaming(file, headings, names);
			if (renaming !== undefined) notes.push({ check: 'fileFormat', describe: () => renaming, numbers: [] });
			continue;
		}
		// A row has a cell in each column, even if the file contains fewer.
		budget.keep(names.length);
		if (isHidden) hidden.push(number);
		if (hasCellBeyond(cells, names.length)) beyond.push(number);
		numbers.push(number);
		yield { number, row: toRow(names, cells, null) };
	}
	if (hidden.length > 0) notes.push(hiddenNote(hidden));
	if (beyond.length > 0) notes.push(beyondNote(beyond));
	const inMerged = within(numbers, merged);
	if (inMerged.length > 0) notes.push(mergedNote(inMerged));
}

function headingOf(value: unknown): string {
	return value === undefined ? '' : toText(value);
}

function hasCellBeyond(cells: readonly unknown[], width: number): boolean {
	for (let index = width; index < cells.length; index++)
		if (cells[index] !== undefined && cells[index] !== null && cells[index] !== '') return true;
	return false;
}

function beyondNote(numbers: number[]): FileNote {
	return {
		check: 'fileFormat',
		numbers,
		describe: (rows) =>
			`Cells to the right of the last heading aren't used in ${rows}. Give their columns a heading, or delete them.`,
	};
}

function hiddenNote(numbers: number[]): FileNote {
	return {
		check: 'hiddenRow',
		numbers,
		describe: (rows) =>
			`The sheet hides ${rows}, by a filter or by hand, and they are read like all others. If they don't belong to the dataset, delete them or copy the visible rows to another sheet.`,
	};
}

function mergedNote(numbers: number[]): FileNote {
	return {
		check: 'mergedCell',
		numbers,
		describe: (rows) =>
			`Cells are merged across several rows in ${rows}. Only the first of these rows has the value, and the cells below it are empty. Unmerge the cells and fill in the value in each row.`,
	};
}

/** The numbers within any of the spans. */
function within(numbers: readonly number[], spans: readonly MergedRows[]): number[] {
	const sorted = spans.toSorted((one, other) => one.first - other.first);
	const found: number[] = [];
	let [next, end] = [0, 0];
	for (const number of numbers.toSorted((one, other) => one - other)) {
		for (; (sorted[next]?.first ?? Infinity) <= number; next++) end = Math.max(end, sorted[next]?.last ?? 0);
		if (number <= end) found.push(number);
	}
	return found;
}
