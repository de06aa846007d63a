import { ConfigurationError } from '../../shared/google/http/googleErrors';

const exportRows = 'Export the rows as JSON Lines, CSV or .xlsx.';
const unpack = 'Unpack it first, for example with the Compression node.';

/** Unsupported formats, by their first bytes as Latin-1. */
const signatures: ReadonlyArray<[starts: readonly string[], what: string, todo: string]> = [
	[['%PDF-'], 'a PDF document', exportRows],
	[['PAR1'], 'a Parquet file', exportRows],
	[['ARROW1', 'FEA1'], 'an Arrow file', exportRows],
	[['Obj\x01'], 'an Avro file', exportRows],
	[['ORC'], 'an ORC file', exportRows],
	[['SQLite format 3\0'], 'an SQLite database', exportRows],
	[['\x89HDF'], 'an HDF5 file', exportRows],
	[['\x93NUMPY'], 'a NumPy array', exportRows],
	[['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'], 'a Python pickle', exportRows],
	[['{\\rtf'], 'an RTF document', exportRows],
	[['\x89PNG', '\xff\xd8\xff', 'GIF87a', 'GIF89a'], 'an image', exportRows],
	[['BZh'], 'a bzip2 archive', unpack],
	[['\xfd7zXZ\0'], 'an XZ archive', unpack],
	[['\x28\xb5\x2f\xfd'], 'a Zstandard archive', unpack],
	[['7z\xbc\xaf\x27\x1c'], 'a 7-Zip archive', unpack],
	[['Rar!'], 'a RAR archive', unpack],
];

/** ZIP archives, also empty and spanned ones, and OLE files, the format of old and encrypted Office documents. */
const likeWorkbooks = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'];

/**
 * Detects a gzip archive, a text, or `excel`: an Excel workbook or a similar file, which only its reader can distinguish.
 *
 * @param head the first bytes, at most 64 KiB
 * @throws ConfigurationError for other known formats, with the format and the fix
 */
export function contentKindOf(name: string, head: Uint8Array): 'excel' | 'gzip' | 'text' {
	const start = Buffer.from(head).toString('latin1');
	if (start.startsWith('\x1f\x8b')) return 'gzip';
	if (likeWorkbooks.some((one) => start.startsWith(one))) return 'excel';
	const known = signatures.find(([starts]) => starts.some((one) => start.startsWith(one)));
	if (known) throw new ConfigurationError(`'${name}' is ${known[1]}`, known[2]);
	if (start.startsWith('ustar', 257)) throw new ConfigurationError(`'${name}' is a tar archive`, unpack);
	// Its reader explains that an empty file isn't a workbook.
	return start === '' && /\.xls[xm]$/i.test(name) ? 'excel' : 'text';
}

/** The content of a text: JSON values or delimited cells. */
export type TextKind = 'csv' | 'json';

const byExtension: ReadonlyMap<string, TextKind> = new Map([
	['csv', 'csv'],
	['tsv', 'csv'],
	['tab', 'csv'],
	['jsonl', 'json'],
	['ndjson', 'json'],
	['json', 'json'],
]);

const byMimeType: ReadonlyMap<string, TextKind> = new Map([
	['text/csv', 'csv'],
	['text/tab-separated-values', 'csv'],
	['application/jsonl', 'json'],
	['application/x-ndjson', 'json'],
	['application/jsonlines', 'json'],
	['application/json', 'json'],
]);

/** The kind by the file's name, otherwise by its MIME type; undefined if neither shows it. */
export function namedKindOf(name: string, mimeType: string): TextKind | undefined {
	const extension = /\.([^.]+?)(\.txt)?(\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? '';
	return byExtension.get(extension) ?? byMimeType.get(mimeType.split(';')[0]?.trim().toLowerCase() ?? '');
}

const markup =
	/^<(!doctype|!--|\?xml|html|head|body|table|svg|rss|feed|workbook)\b|^<[a-z][\w:.-]*(\s[^<>]*)?>\s*<[a-z]/i;
/** The beginning of a JSON object or list, also of one that is encoded twice. */
const jsonStart = /^(\{\s*(["'}]|$)|\[\s*([[{"\]]|$)|"\s*[{[]\s*\\")/;

/**
 * Detects the kind from the content. The name decides only if the content fits both.
 *
 * @param head the first characters, at most 64 Ki
 * @throws ConfigurationError for HTML and XML, and for a text that by content and name is neither JSON nor delimited
 */
export function textKindOf({ name, mimeType }: { name: string; mimeType: string }, head: string): TextKind {
	const named = namedKindOf(name, mimeType);
	const lines = head
		.split(/\r\n|\n|\r/)
		.map((line) => line.replace(/^[\s\p{Cc}]+/u, ''))
		.filter(Boolean)
		.slice(0, 50);
	const [first = ''] = lines;
	if (markup.test(head.trimStart())) {
		const isHtml = /<(!doctype html|html|head|body|table)\b/i.test(head);
		throw new ConfigurationError(`'${name}' is ${isHtml ? 'an HTML page' : 'an XML file'}`, exportRows);
	}
	if (jsonStart.test(first)) return 'json';
	const starts = lines.filter((line) => jsonStart.test(line)).length;
	if (starts > lines.length / 2 && named !== 'csv') return 'json';
	const isTable = /[,;\t|]/.test(first) && starts === 0 && !/^[{[]/.test(first) && !isJson(first);
	if (named === 'json') return isTable || lines.length === 0 ? 'csv' : 'json';
	if (named === 'csv' || /\.txt(\.gz)?$/i.test(name) || /[,;\t|]/.test(first) || lines.length === 0)
		return 'csv';
	throw new ConfigurationError(
		`'${name}' is neither JSON nor a table with delimiters`,
		'Save it as JSON Lines (.jsonl), CSV (.csv, .tsv) or an Excel workbook (.xlsx).',
	);
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
