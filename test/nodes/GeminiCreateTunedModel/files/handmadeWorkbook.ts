/** Workbooks written by hand, for what no library writes. */
import { crc32 } from 'node:zlib';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006/relationships';

export interface HandmadeSheet {
	name: string;
	/** Rows as XML: `<row><c><v>1</v></c></row>`. */
	rows?: string;
	state?: string;
	kind?: string;
	/** XML after the rows. */
	after?: string;
}

export interface Handmade {
	sheets: HandmadeSheet[];
	/** Attributes, such as `date1904="1"`. */
	workbookPr?: string;
	/** Format codes; a cell with `s="1"` has the first one. */
	formats?: string[];
	/** `<si>` elements as XML. */
	strings?: string;
	/** Parts that replace or join the others. */
	parts?: Record<string, string | Buffer>;
	streamed?: boolean;
}

/** A row of texts, in cells without `r`. */
export const texts = (...cells: string[]) =>
	`<row>${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`;

export function handmade({
	sheets,
	workbookPr = '',
	formats = [],
	strings,
	parts,
	streamed,
}: Handmade): Buffer {
	const kindOf = ({ kind = 'worksheet' }: HandmadeSheet) => kind;
	// The parts are numbered backwards, since their order means nothing.
	const fileOf = (sheet: HandmadeSheet) =>
		`${kindOf(sheet)}s/sheet${sheets.length - sheets.indexOf(sheet)}.xml`;
	const tabs = sheets.map(
		({ name, state = 'visible' }, index) =>
			`<sheet name="${name}" sheetId="${index + 1}" state="${state}" r:id="rId${index}"/>`,
	);
	const targets = [
		...sheets.map((sheet) => [kindOf(sheet), fileOf(sheet)] as const),
		['styles', '/xl/styles.xml'] as const,
		['sharedStrings', 'sharedStrings.xml'] as const,
	].map(
		([kind, target], index) => `<Relationship Id="rId${index}" Type="${office}/${kind}" Target="${target}"/>`,
	);
	const codes = formats.map((code, index) => `<numFmt numFmtId="${index + 164}" formatCode='${code}'/>`);
	const styles = formats.map((_, index) => `<xf numFmtId="${index + 164}"/>`);
	return zip(
		{
			'[Content_Types].xml': '<Types/>',
			'_rels/.rels': `<Relationships xmlns="${packaged}"><Relationship Id="a" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
			'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr ${workbookPr}/><sheets>${tabs.join('')}</sheets></workbook>`,
			'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packaged}">${targets.join('')}</Relationships>`,
			'xl/styles.xml': `<styleSheet xmlns="${main}"><numFmts>${codes.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${styles.join('')}</cellXfs></styleSheet>`,
			...(strings !== undefined && { 'xl/sharedStrings.xml': `<sst xmlns="${main}">${strings}</sst>` }),
			...Object.fromEntries(
				sheets.map((sheet) => [
					`xl/${fileOf(sheet)}`,
					`<${kindOf(sheet)} xmlns="${main}"><sheetData>${sheet.rows ?? ''}</sheetData>${sheet.after ?? ''}</${kindOf(sheet)}>`,
				]),
			),
			...parts,
		},
		streamed,
	);
}

/** @param streamed whether sizes follow the content, in 64 bits, as Apache POI writes them */
export function zip(parts: Record<string, string | Buffer>, streamed = false): Buffer {
	const bodies: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const [part, text] of Object.entries(parts)) {
		const [name, content] = [Buffer.from(part), Buffer.from(text)];
		const extra = streamed ? Buffer.from('0100100000000000000000000000000000000000', 'hex') : Buffer.alloc(0);
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50);
		local.writeUInt16LE(streamed ? 45 : 20, 4);
		local.writeUInt16LE(streamed ? 8 : 0, 6);
		const sizes = { crc: crc32(content), size: content.length };
		if (!streamed) putSizes(local, 14, sizes);
		else local.fill(0xff, 18, 26);
		local.writeUInt16LE(name.length, 26);
		local.writeUInt16LE(extra.length, 28);
		const descriptor = Buffer.alloc(streamed ? 24 : 0);
		if (streamed) {
			descriptor.writeUInt32LE(0x08074b50);
			descriptor.writeUInt32LE(sizes.crc, 4);
			descriptor.writeBigUInt64LE(BigInt(content.length), 8);
			descriptor.writeBigUInt64LE(BigInt(content.length), 16);
		}
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50);
		entry.writeUInt16LE(local.readUInt16LE(4), 6);
		entry.writeUInt16LE(local.readUInt16LE(6), 8);
		putSizes(entry, 16, sizes);
		entry.writeUInt16LE(name.length, 28);
		entry.writeUInt32LE(offset, 42);
		directory.push(entry, name);
		const body = [local, name, extra, content, descriptor];
		bodies.push(...body);
		offset += body.reduce((sum, { length }) => sum + length, 0);
	}
	const listed = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50);
	end.writeUInt16LE(directory.length / 2, 8);
	end.writeUInt16LE(directory.length / 2, 10);
	end.writeUInt32LE(listed.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...bodies, listed, end]);
}

function putSizes(header: Buffer, at: number, { crc, size }: { crc: number; size: number }): void {
	header.writeUInt32LE(crc, at);
	header.writeUInt32LE(size, at + 4);
	header.writeUInt32LE(size, at + 8);
}
