import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { ChainNode } from './chain.ts';
import type { N8n } from './n8n.ts';
import { writeOrdersCsv, writeOrdersJsonl, writeOrdersXlsx } from './orderFiles.ts';
import { makeDataTable } from './orderTables.ts';
import type { CredentialFile } from './rest.ts';

/** Columns with a finding: values of several kinds, or dates as serial numbers. */
type Doubtful = 'size' | 'ordered' | 'delivered';

/** Nodes that return the orders, or a file of them. */
export interface OrderSource {
	nodes: ChainNode[];
	/** The name of the file, if the rows are in one. */
	file?: string;
	/** Columns with a finding as long as they have no type. */
	doubtful: Doubtful[];
}

/** A spreadsheet reads a size of digits as a number. */
const typed: Doubtful[] = ['size'];
const counted: Doubtful[] = ['size', 'ordered', 'delivered'];

/** Reads the orders' table with SQL. */
export function sqlSource(type: string, typeVersion: number, credential: CredentialFile): OrderSource {
	const parameters = { operation: 'executeQuery', query: 'SELECT * FROM orders ORDER BY id', options: {} };
	return { nodes: [node('Read Rows', type, typeVersion, parameters, credential)], doubtful: [] };
}

/** n8n's Google Sheets node with default options, with dates as numbers, and with all values as displayed. */
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

/** Files that n8n's Extract From File reads, and files that this package reads. */
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
