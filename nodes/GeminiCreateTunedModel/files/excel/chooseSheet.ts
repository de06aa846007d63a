import type { MergedRows, SheetRow } from './sheetRows';
import { readSheet } from './sheetRows';
import { workbookFault } from './workbookFault';
import type { SheetEntry, WorkbookParts } from './workbookParts';
import type { WorkbookZip } from './workbookZip';

/** The sheet to read. */
export interface ChosenSheet {
	sheet: SheetEntry;
	rows: AsyncIterable<SheetRow>;
	merged: readonly MergedRows[];
	/** Names of the other visible worksheets. */
	others: string[];
}

/**
 * Finds the worksheet with a name, also a hidden one, without regard to case, as in Excel. Without a name, finds the first visible
 * worksheet with cells.
 *
 * @throws ConfigurationError with a list of the sheets, if there is no such worksheet
 */
export async function chooseSheet(
	zip: WorkbookZip,
	parts: WorkbookParts,
	wanted: string,
): Promise<ChosenSheet> {
	const visible = parts.sheets.filter(({ kind, isHidden }) => kind === 'worksheet' && !isHidden);
	const open = (sheet: SheetEntry): ChosenSheet => ({
		sheet,
		...readSheet(zip, sheet, parts),
		others: visible.filter((other) => other !== sheet).map(({ name }) => name),
	});
	if (wanted !== '') return open(find(zip.name, parts.sheets, wanted));
	for (const sheet of visible) {
		const chosen = await withCells(open(sheet));
		if (chosen) return chosen;
	}
	const [first] = visible;
	if (first) return open(first);
	throw workbookFault(
		zip.name,
		'the workbook has no visible worksheet',
		`Enter the name of one of its sheets in 'Sheet': ${listOf(parts.sheets.filter(isWorksheet))}.`,
	);
}

/** The same sheet if it has a cell. */
async function withCells(chosen: ChosenSheet): Promise<ChosenSheet | undefined> {
	const rows = chosen.rows[Symbol.asyncIterator]();
	const first = await rows.next();
	if (first.done) return undefined;
	async function* all(): AsyncGenerator<SheetRow> {
		yield first.value;
		yield* { [Symbol.asyncIterator]: () => rows };
	}
	return { ...chosen, rows: all() };
}

function find(file: string, sheets: readonly SheetEntry[], wanted: string): SheetEntry {
	const fold = (name: string) => name.trim().toLowerCase();
	const found =
		sheets.find(({ name }) => name === wanted) ?? sheets.find(({ name }) => fold(name) === fold(wanted));
	if (found && isWorksheet(found)) return found;
	const what = found ? `the sheet '${wanted}' has no cells (${found.kind})` : `there is no sheet '${wanted}'`;
	const choice = listOf(sheets.filter(isWorksheet));
	throw workbookFault(file, what, `Enter the name of one of the workbook's sheets in 'Sheet': ${choice}.`);
}

function isWorksheet({ kind }: SheetEntry): boolean {
	return kind === 'worksheet';
}

function listOf(sheets: readonly SheetEntry[]): string {
	return sheets.map(({ name, isHidden }) => `'${name}'${isHidden ? ' (hidden)' : ''}`).join(', ');
}
