import type { Server } from 'node:http';
import { createServer } from 'node:http';

/** Answers for `sheets.googleapis.com` with one sheet, so far as n8n's Google Sheets node asks. */
export interface SheetsStandIn {
	/** Its requests arrive below `/sheets.googleapis.com`. */
	url: string;
	stop(): Promise<void>;
}

/** @param rows the first one holds the column names */
export async function startSheetsStandIn(rows: unknown[][]): Promise<SheetsStandIn> {
	const title = 'Sheet1';
	const server = createServer(({ url = '' }, response) => {
		const isValues = url.includes('/values/');
		const sheet = { properties: { sheetId: 0, title, index: 0, gridProperties: { rowCount: 1000, columnCount: 26 } } };
		const answer = isValues
			? { range: `${title}!A1:Z1000`, majorDimension: 'ROWS', values: rows }
			: { sheets: [sheet] };
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The stand-in has no port');
	return { url: `http://127.0.0.1:${address.port}`, stop: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
	const closed = new Promise((resolve) => server.close(resolve));
	server.closeAllConnections();
	await closed;
}
