/** Kinds of files that rows are read from. */
export type FileKind = 'csv' | 'excel' | 'jsonl';

const byExtension: ReadonlyMap<string, FileKind> = new Map([
	['csv', 'csv'],
	['tsv', 'csv'],
	['txt', 'csv'],
	['xlsx', 'excel'],
	['xlsm', 'excel'],
	['jsonl', 'jsonl'],
	['ndjson', 'jsonl'],
	['json', 'jsonl'],
]);

const byMimeType: ReadonlyMap<string, FileKind> = new Map([
	['text/csv', 'csv'],
	['text/tab-separated-values', 'csv'],
	['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'excel'],
	['application/vnd.ms-excel.sheet.macroenabled.12', 'excel'],
	['application/jsonl', 'jsonl'],
	['application/x-ndjson', 'jsonl'],
	['application/jsonlines', 'jsonl'],
	['application/json', 'jsonl'],
]);

/** What a file is by its name or else by its MIME type; undefined when neither tells. */
export function kindOf(fileName: string, mimeType: string): FileKind | undefined {
	const extension = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
	return byExtension.get(extension) ?? byMimeType.get(mimeType.split(';')[0]?.trim().toLowerCase() ?? '');
}
