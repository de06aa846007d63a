import { ConfigurationError } from '../../shared/backend/errors';
import { columnNames, toRow } from './headings';
import type { FileRecord, RowsFile } from './read';

/** One row for each row below the headings of the first sheet; dates are dates, empty cells null. */
export async function* readExcel(file: RowsFile): AsyncGenerator<FileRecord> {
	let names: string[] | undefined;
	for (const [index, cells] of (await sheetOf(file)).entries()) {
		if (cells.every((cell) => cell === null)) continue;
		if (!names) names = columnNames(cells);
		else yield { number: index + 1, row: toRow(names, cells, null) };
	}
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
