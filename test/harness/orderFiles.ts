import { writeFileSync } from 'node:fs';
import writeXlsxFile from 'write-excel-file/node';
import type { Order } from '../fixtures/orders.ts';
import { orders } from '../fixtures/orders.ts';
import type { SheetCell } from './sheetsStandIn.ts';

const columns = [
	'id',
	'question',
	'size',
	'quantity',
	'price',
	'ordered',
	'delivered',
	'gift',
	'note',
	'answer',
] as const satisfies ReadonlyArray<keyof Order>;

const msPerDay = 86_400_000;
const dayZero = Date.UTC(1899, 11, 30);

/** A date in the form of spreadsheets: days since December 30, 1899. */
const serial = (time: string) => (Date.parse(time) - dayZero) / msPerDay;

/** The displayed text of a cell with such a date. */
const shownMoment = (time: string) => time.replace('T', ' ').replace('Z', '');

/** A text that looks like a number becomes a number when a user types it. */
const typed = (text: string) => (/^[1-9]\d*$/.test(text) ? Number(text) : text);

/** The orders as users would enter them in a sheet; the first row contains the column names. */
export function sheetOfOrders(): SheetCell[][] {
	return [[...columns], ...orders.map((order) => columns.map((column) => cellsOf(order)[column]))];
}

function cellsOf({ price, ordered, delivered, ...order }: Order): Record<keyof Order, SheetCell> {
	return {
		...order,
		size: typed(order.size),
		price: price === null ? null : { number: Number(price), shown: price },
		ordered: ordered && { number: serial(ordered), shown: ordered, date: true },
		delivered: delivered && { number: serial(delivered), shown: shownMoment(delivered), date: true },
		note: order.note || null,
	};
}

export async function writeOrdersXlsx(file: string): Promise<void> {
	const rows = sheetOfOrders().map((row) =>
		row.map((cell) =>
			cell !== null && typeof cell === 'object'
				? { value: cell.number, type: Number, ...(cell.date && { format: 'yyyy-mm-dd' }) }
				: cell,
		),
	);
	await writeXlsxFile(rows).toFile(file);
}

export function writeOrdersCsv(file: string): void {
	const lines = [columns, ...orders.map((order) => columns.map((column) => csvCell(order[column])))];
	writeFileSync(file, lines.map((cells) => cells.join(',')).join('\r\n'));
}

function csvCell(value: string | number | boolean | null): string {
	return typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value ?? '');
}

export function writeOrdersJsonl(file: string): void {
	writeFileSync(file, orders.map((order) => `${JSON.stringify(order)}\n`).join(''));
}
