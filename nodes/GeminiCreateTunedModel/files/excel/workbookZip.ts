import type { Entry, ZipFile } from 'yauzl';
import type { Bytes, RowsFile } from '../rowsFile';
import { damaged, workbookFault } from './workbookFault';
import type { WorkbookBudget } from './workbookLimits';
import { mostFileBytes, openBudget, tooLarge } from './workbookLimits';

/** The parts of an Office Open XML package (ECMA-376 part 2), by their names without a leading slash. */
export interface WorkbookZip {
	/** Of the file, for messages. */
	name: string;
	budget: WorkbookBudget;
	has: (part: string) => boolean;
	/** The unpacked bytes of a part. @throws ConfigurationError for a damaged or missing part */
	open: (part: string) => Bytes;
}

/**
 * Reads the directory at the end of the file, which streamed archives and ZIP64 also have.
 *
 * @throws ConfigurationError for a file that isn't an Excel workbook in the .xlsx format, with its format if known
 */
export async function openWorkbookZip({
	name,
	content,
}: Pick<RowsFile, 'name' | 'content'>): Promise<WorkbookZip> {
	const bytes = await readAll(name, content);
	refuseOthers(name, bytes);
	const { fromBufferPromise } = await import('yauzl');
	// Names stay bytes: some writers begin them with a slash, which the library rejects.
	const zip = await fromBufferPromise(bytes, { decodeStrings: false, lazyEntries: true }).catch(
		(error: unknown) => {
			throw cutOff(name, error);
		},
	);
	const entries = await entriesOf(name, zip);
	refuseOtherPackages(name, entries);
	const budget = openBudget(name);
	return {
		name,
		budget,
		has: (part) => entries.has(keyOf(part)),
		open: (part) => unpack(name, part, zip, entries.get(keyOf(part)), budget),
	};
}

async function readAll(name: string, content: Bytes): Promise<Buffer> {
	const pieces: Uint8Array[] = [];
	let size = 0;
	for await (const piece of content) {
		size += piece.length;
		if (size > mostFileBytes) throw tooLarge(name, 'more than 512 MB');
		pieces.push(piece);
	}
	return Buffer.concat(pieces);
}

async function entriesOf(name: string, zip: ZipFile): Promise<Map<string, Entry>> {
	const entries = new Map<string, Entry>();
	try {
		for await (const entry of zip.eachEntry()) entries.set(keyOf(entry.fileNameRaw.toString('utf8')), entry);
	} catch (error) {
		throw cutOff(name, error);
	}
	return entries;
}

/** Part names are compared without case (ECMA-376 part 2, 6.2.2.3). */
function keyOf(part: string): string {
	return part.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}

async function* unpack(
	name: string,
	part: string,
	zip: ZipFile,
	entry: Entry | undefined,
	budget: WorkbookBudget,
): AsyncGenerator<Uint8Array> {
	if (!entry) throw damaged(name, `the part ${part} is missing`);
	if (entry.isEncrypted()) throw protectedBook(name);
	const chunks = streamOf(zip, entry);
	try {
		for (;;) {
			const { done, value } = await chunks.next().catch((error: unknown) => {
				throw damaged(name, `${part}: ${textOf(error)}`);
			});
			if (done) return;
			budget.unpack(value.length);
			yield value;
		}
	} finally {
		await chunks.return(undefined);
	}
}

async function* streamOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
	const stream: AsyncIterable<Uint8Array> = await zip.openReadStreamPromise(entry);
	yield* stream;
}

function textOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

const oleMagic = 'd0cf11e0a1b11ae1';
const inUtf16 = (text: string) => Buffer.from(text, 'utf16le');

/** Files that aren't ZIP archives: empty ones, and those of old or encrypted Office documents. */
function refuseOthers(name: string, bytes: Buffer): void {
	if (bytes.length === 0) throw workbookFault(name, 'the file is empty', 'Export the workbook again.');
	if (bytes.subarray(0, 8).toString('hex') === oleMagic) {
		if (bytes.includes(inUtf16('EncryptedPackage'))) throw protectedBook(name);
		const isWorkbook = bytes.includes(inUtf16('Workbook')) || bytes.includes(inUtf16('Book'));
		throw workbookFault(
			name,
			isWorkbook ? "it's a workbook in the old .xls format" : "it's an old Office file that isn't a workbook",
			'Open the file in Excel or LibreOffice and save it as .xlsx.',
		);
	}
}

function protectedBook(name: string): Error {
	return workbookFault(
		name,
		'the workbook is protected with a password',
		"Remove the password in Excel ('File > Info > Protect Workbook > Encrypt with Password'), save the workbook and use that file.",
	);
}

function cutOff(name: string, error: unknown): Error {
	return damaged(name, `the file is incomplete: ${textOf(error)}`);
}

/** ZIP archives that aren't Office Open XML spreadsheets. */
const otherPackages: ReadonlyArray<[part: string, what: string]> = [
	['xl/workbook.bin', "it's a binary workbook (.xlsb)"],
	['content.xml', "it's an OpenDocument spreadsheet (.ods)"],
	['index/document.iwa', "it's an Apple Numbers spreadsheet"],
	['word/document.xml', "it's a Word document"],
	['ppt/presentation.xml', "it's a PowerPoint presentation"],
];

function refuseOtherPackages(name: string, entries: ReadonlyMap<string, Entry>): void {
	const [, what] = otherPackages.find(([part]) => entries.has(part)) ?? [];
	if (what === undefined && entries.has('[content_types].xml')) return;
	if (what === undefined && entries.has('_rels/.rels')) return;
	if (what === undefined)
		throw workbookFault(
			name,
			"it's a ZIP archive without an Excel workbook",
			'Unpack it first, for example with the Compression node.',
		);
	throw workbookFault(
		name,
		what,
		'Open the file in the program that wrote it and save or export it as .xlsx.',
	);
}
