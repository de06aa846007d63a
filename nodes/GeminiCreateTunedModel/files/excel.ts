import { ConfigurationError } from '../../shared/backend/errors';
import { columnNames, toRow } from './headings';
import type { FileRecord, RowsFile } from './rowsFile';

/** One row for each row below the headings of the first sheet; dates are dates, empty cells null. */
export async function* readExcel(file: RowsFile): AsyncGenerator<FileRecord> {
	let names: string[] | undefined;
	for (const [index, cells] of (await sheetOf(file)).entries()) {
		if (cells.every((cell) => cell === null)) continue;
		if (!names) names = columnNames(cells);
		else yield { number: index + 1, row: toRow(names, cells.map(toCell), null) };
	}
}

/**
 * Excel keeps 14:30:00 as a fraction of a day that may be 14:29:59.9999999, and the library cuts off what is less than a
 * millisecond: a whole second is meant.
 */
function toCell(value: unknown): unknown {
	if (!(value instanceof Date)) return value;
	const second = Math.round(value.getTime() / 1000) * 1000;
	return Math.abs(value.getTime() - second) <= 1 ? new Date(second) : value;
}

async function sheetOf({ name, content }: RowsFile): Promise<unknown[][]> {
	const { readSheet } = await import('read-excel-file/node');
	const pieces: Uint8Array[] = [];
	for await (const piece of content) pieces.push(piece);
	const sheet = await readSheet(Buffer.concat(pieces), { trim: false }).catch(() => undefined);
	if (sheet) return sheet;
	throw new ConfigurationError(
		`'${name}' is no Excel workbook that can be read`,
		'Save it as .xlsx, without a password.',
	);
}
