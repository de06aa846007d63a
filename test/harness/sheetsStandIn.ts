import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { CredentialFile } from './rest.ts';

/**
 * The content of a cell. A number or a date also has its displayed text. A date's number counts the days since December 30,
 * 1899. Null is an empty cell.
 */
export type SheetCell = string | number | boolean | null | { number: number; shown: string; date?: boolean };

/** For Google Sheets nodes; the stand-in accepts every caller. */
export const sheetsCredential: CredentialFile = {
	id: 'sheets',
	name: 'Google Sheets account',
	type: 'googleSheetsOAuth2Api',
	data: {
		clientId: 'client',
		clientSecret: 'secret',
		oauthTokenData: { access_token: 'valid', token_type: 'Bearer' },
	},
};

/** Responds for `sheets.googleapis.com` with one sheet, as far as n8n's Google Sheets node needs. */
export interface SheetsStandIn {
	/** Its requests arrive below `/sheets.googleapis.com`. */
	url: string;
	stop(): Promise<void>;
}

/** @param rows the first one contains the column names */
export async function startSheetsStandIn(rows: SheetCell[][]): Promise<SheetsStandIn> {
	const title = 'Sheet1';
	const server = createServer((request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
		const sheet = {
			properties: { sheetId: 0, title, index: 0, gridProperties: { rowCount: 1000, columnCount: 26 } },
		};
		const answer = pathname.includes('/values/')
			? { range: `${title}!A1:Z1000`, majorDimension: 'ROWS', values: valuesOf(rows, searchParams) }
			: { sheets: [sheet] };
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The stand-in has no port');
	return { url: `http://127.0.0.1:${address.port}`, stop: () => stop(server) };
}

/** Empty cells are empty texts. They are omitted at a row's end, as empty rows are at the sheet's end. */
function valuesOf(rows: SheetCell[][], options: URLSearchParams): unknown[][] {
	const values = rows.map((row) =>
		withoutEnd(
			row.map((cell) => valueOf(cell, options)),
			(value) => value === '',
		),
	);
	return withoutEnd(values, (row) => row.length === 0);
}

function withoutEnd<T>(list: T[], isEmpty: (one: T) => boolean): T[] {
	return list.slice(0, list.findLastIndex((one) => !isEmpty(one)) + 1);
}

/** The values for ValueRenderOption and DateTimeRenderOption of the Sheets API v4, with its defaults. */
function valueOf(cell: SheetCell, options: URLSearchParams): string | number | boolean {
	const isFormatted = (options.get('valueRenderOption') ?? 'FORMATTED_VALUE') === 'FORMATTED_VALUE';
	if (cell === null) return '';
	if (typeof cell === 'object') {
		const showsDate = cell.date === true && options.get('dateTimeRenderOption') === 'FORMATTED_STRING';
		return isFormatted || showsDate ? cell.shown : cell.number;
	}
	if (!isFormatted || typeof cell === 'string') return cell;
	return String(cell).toUpperCase();
}

async function stop(server: Server): Promise<void> {
	const closed = new Promise((resolve) => server.close(resolve));
	server.closeAllConnections();
	await closed;
}
