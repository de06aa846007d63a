import type { SheetEntry, WorkbookParts } from './workbookParts';
import { richText } from './workbookParts';
import type { CellSource } from './cellValue';
import { cellValue } from './cellValue';
import { damaged } from './workbookFault';
import type { XmlHandler } from './workbookXml';
import { isTrue, parsePart } from './workbookXml';
import type { WorkbookZip } from './workbookZip';

/** Excel's own limits. */
const [mostRows, mostColumns] = [1_048_576, 16_384];

/** A row with at least one cell. */
export interface SheetRow {
	/** From 1, as in Excel. */
	number: number;
	isHidden: boolean;
	/** By column, from 0; empty cells are missing. */
	cells: unknown[];
}

/** First and last number of merged rows. */
export interface MergedRows {
	first: number;
	last: number;
}

/** A sheet's rows, in their order. */
export interface SheetRows {
	rows: AsyncIterable<SheetRow>;
	/** Complete when `rows` ends: Excel lists merged cells after all cells. */
	merged: MergedRows[];
}

/** Reads a worksheet while unpacking it (ECMA-376 part 1, 18.3.1). */
export function readSheet(zip: WorkbookZip, sheet: SheetEntry, parts: WorkbookParts): SheetRows {
	const merged: MergedRows[] = [];
	return { rows: rowsOf(zip, sheet, parts, merged), merged };
}

async function* rowsOf(
	zip: WorkbookZip,
	{ part, name }: SheetEntry,
	parts: WorkbookParts,
	merged: MergedRows[],
): AsyncGenerator<SheetRow> {
	const inline = richText();
	let done: SheetRow[] = [];
	let row: SheetRow = { number: 0, isHidden: false, cells: [] };
	let column = -1;
	let cell: CellSource | undefined;
	let isValue = false;

	function beginRow(number: string | undefined, isHidden: boolean): void {
		const next = number === undefined ? row.number + 1 : Number(number);
		if (!Number.isInteger(next) || next < 1 || next > mostRows)
			throw damaged(zip.name, `sheet '${name}' contains a row '${number ?? next}'`);
		row = { number: next, isHidden, cells: [] };
		column = -1;
	}

	function beginCell({ r, t = 'n', s }: Readonly<Record<string, string>>): void {
		column = columnOf(r ?? '') ?? column + 1;
		if (column >= mostColumns)
			throw damaged(zip.name, `sheet '${name}' has more than ${mostColumns} columns in row ${row.number}`);
		cell = { type: t, style: Number(s ?? 0), hasFormula: false, value: undefined, inline: undefined };
	}

	function endCell({ type, style, ...rest }: CellSource): void {
		const value = cellValue({ type, style, ...rest }, parts);
		if (value === null) return;
		if (type !== 's' && typeof value === 'string') zip.budget.keepText(value.length);
		row.cells[column] = value;
	}

	const handler: XmlHandler = {
		open(element, attributes) {
			if (element === 'row') beginRow(attributes['r'], isTrue(attributes['hidden']));
			else if (element === 'c') beginCell(attributes);
			else if (element === 'mergeCell') note(attributes['ref'] ?? '');
			else if (cell && element === 'v') {
				isValue = true;
				cell.value = '';
			} else if (cell && element === 'f') cell.hasFormula = true;
			else if (cell) inline.open(element);
		},
		text(text) {
			if (isValue && cell) cell.value += text;
			else if (cell) inline.text(text);
		},
		close(element) {
			if (element === 'v') isValue = false;
			else if (element === 'is' && cell) cell.inline = inline.take();
			else if (element === 'c' && cell) {
				endCell(cell);
				cell = undefined;
			} else if (element === 'row') {
				if (row.cells.length > 0) done.push(row);
			} else if (cell) inline.close(element);
		},
	};

	function note(ref: string): void {
		const [first, last] = ref.split(':').map((one) => Number(/\d+/.exec(one)?.[0]));
		if (first === undefined || last === undefined || !(first < last)) return;
		zip.budget.keep(1);
		merged.push({ first, last });
	}

	yield* parsePart(zip, part, handler, () => {
		const taken = done;
		done = [];
		return taken;
	});
}

/** From 0; undefined without a reference: such a cell follows the previous one. */
function columnOf(reference: string): number | undefined {
	let column = 0;
	for (let index = 0; index < reference.length; index++) {
		const letter = reference.charCodeAt(index) & ~0x20;
		if (letter < 0x41 || letter > 0x5a) break;
		column = column * 26 + letter - 0x40;
	}
	return column === 0 ? undefined : column - 1;
}
