import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { ChainNode } from './chain.ts';
import type { N8n } from './n8n.ts';
import { writeOrdersCsv, writeOrdersJsonl, writeOrdersXlsx } from './orderFiles.ts';
import { makeDataTable } from './orderTables.ts';
import type { CredentialFile } from './rest.ts';

/** Columns of which a check says that their values are of several kinds, or dates as spreadsheets count them. */
type Doubtful = 'size' | 'ordered' | 'delivered';

/** Nodes that put out the orders, or a file of them. */
export interface OrderSource {
	nodes: ChainNode[];
	/** The name of the file that the rows are still in. */
	file?: string;
	/** What is doubtful as long as it has no type. */
	doubtful: Doubtful[];
}

/** A spreadsheet takes a size of digits for a number. */
const typed: Doubtful[] = ['size'];
const counted: Doubtful[] = ['size', 'ordered', 'delivered'];

/** Reads the orders' table with SQL. */
export function sqlSource(type: string, typeVersion: number, credential: CredentialFile): OrderSource {
	const parameters = { operation: 'executeQuery', query: 'SELECT * FROM orders ORDER BY id', options: {} };
	return { nodes: [node('Read Rows', type, typeVersion, parameters, credential)], doubtful: [] };
}

/** n8n's Google Sheets node with its options as they are, with dates as numbers, and with all as it is shown. */
export function sheetSources(credential: CredentialFile): Record<string, OrderSource> {
	const source = (doubtful: Doubtful[], options: INodeParameters): OrderSource => {
		const parameters = {
			documentId: { __rl: true, mode: 'id', value: 'your-document-id' },
			sheetName: { __rl: true, mode: 'name', value: 'Sheet1' },
			options,
		};
		return { nodes: [node('Read Rows', 'googleSheets', 4.7, parameters, credential)], doubtful };
	};
	const formatting = (general: string, date: string) => ({ outputFormatting: { values: { general, date } } });
	return {
		'Google Sheets': source(typed, {}),
		'Google Sheets with serial numbers': source(counted, formatting('UNFORMATTED_VALUE', 'SERIAL_NUMBER')),
		'Google Sheets as shown': source([], formatting('FORMATTED_VALUE', 'FORMATTED_STRING')),
	};
}

export async function dataTableSource(n8n: N8n): Promise<OrderSource> {
	const value = await makeDataTable(n8n);
	const parameters = {
		operation: 'get',
		dataTableId: { __rl: true, mode: 'id', value },
		returnAll: true,
	};
	return { nodes: [node('Read Rows', 'dataTable', 1.1, parameters)], doubtful: [] };
}

/** Files that n8n's Extract From File takes apart, and files that stay as they are. */
export async function fileSources({ files }: N8n): Promise<Record<string, OrderSource>> {
	const file = (kind: string) => join(files, `orders.${kind}`);
	await writeOrdersXlsx(file('xlsx'));
	writeOrdersCsv(file('csv'));
	writeOrdersJsonl(file('jsonl'));
	const read = (kind: string) =>
		node('Read File', 'readWriteFile', 1.1, { fileSelector: file(kind), options: {} });
	const extract = (kind: string) =>
		node('Read Rows', 'extractFromFile', 1.1, { operation: kind, options: {} });
	return {
		'Extract From File, xlsx': { nodes: [read('xlsx'), extract('xlsx')], doubtful: counted },
		'Extract From File, CSV': { nodes: [read('csv'), extract('csv')], doubtful: [] },
		'an xlsx file': { nodes: [read('xlsx')], file: 'orders.xlsx', doubtful: typed },
		'a CSV file': { nodes: [read('csv')], file: 'orders.csv', doubtful: [] },
		'a JSONL file': { nodes: [read('jsonl')], file: 'orders.jsonl', doubtful: [] },
	};
}

function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
	credential?: CredentialFile,
): ChainNode {
	return {
		name,
		type: `n8n-nodes-base.${type}`,
		typeVersion,
		parameters,
		...(credential && { credentials: { [credential.type]: { id: credential.id, name: credential.name } } }),
	};
}
