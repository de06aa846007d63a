import { damaged } from './workbookFault';
import type { NumberFormat } from './numberFormat';
import { numberFormat } from './numberFormat';
import { isTrue, localName, readPart } from './workbookXml';
import type { Attributes } from './workbookXml';
import type { WorkbookZip } from './workbookZip';

/** A sheet in the workbook's list. */
export interface SheetEntry {
	name: string;
	isHidden: boolean;
	/** `worksheet` contains cells; also `chartsheet`, `dialogsheet`, `xlMacrosheet` and more. */
	kind: string;
	part: string;
}

/** The workbook's main part and the parts that it refers to. */
export interface WorkbookParts {
	/** In the order of the tabs. */
	sheets: SheetEntry[];
	/** Whether day 0 is January 1, 1904. */
	is1904: boolean;
	strings: string[];
	/** By a cell's `s`. */
	formats: NumberFormat[];
}

interface Relationship {
	/** The last part of its type, which is the same in transitional and strict files: `worksheet`. */
	kind: string;
	part: string;
}

/** Reads all but the cells (ECMA-376 part 1, 18.2). */
export async function readWorkbookParts(zip: WorkbookZip): Promise<WorkbookParts> {
	const roots = await relationshipsOf(zip, '');
	const main = [...roots.values()].find(({ kind }) => kind === 'officeDocument')?.part ?? 'xl/workbook.xml';
	const targets = await relationshipsOf(zip, main);
	const partOf = (kind: string) => {
		const part = [...targets.values()].find((target) => target.kind === kind)?.part;
		return part !== undefined && zip.has(part) ? part : undefined;
	};
	const { sheets, is1904 } = await readMain(zip, main, targets);
	return {
		sheets,
		is1904,
		strings: await readStrings(zip, partOf('sharedStrings')),
		formats: await readFormats(zip, partOf('styles')),
	};
}

async function relationshipsOf(zip: WorkbookZip, part: string): Promise<Map<string, Relationship>> {
	const [, folder = '', file = ''] = /^(.*\/)?([^/]*)$/.exec(part) ?? [];
	const from = `${folder}_rels/${file}.rels`;
	const relationships = new Map<string, Relationship>();
	if (!zip.has(from)) return relationships;
	await readPart(zip, from, {
		open(element, { Id, Type, Target, TargetMode }) {
			if (element !== 'Relationship' || Id === undefined || Target === undefined) return;
			if (TargetMode?.toLowerCase() === 'external') return;
			zip.budget.keep(1);
			relationships.set(Id, { kind: Type?.split('/').at(-1) ?? '', part: resolve(folder, Target) });
		},
	});
	return relationships;
}

/** A target is a path from the part that contains it, or from the root if it begins with a slash. */
function resolve(folder: string, target: string): string {
	return decodeURIComponent(new URL(target.replaceAll('\\', '/'), `part:///${folder}`).pathname).slice(1);
}

async function readMain(
	zip: WorkbookZip,
	main: string,
	targets: ReadonlyMap<string, Relationship>,
): Promise<Pick<WorkbookParts, 'sheets' | 'is1904'>> {
	const sheets: SheetEntry[] = [];
	let is1904 = false;
	await readPart(zip, main, {
		open(element, attributes) {
			// An extension's element with the same local name has no such attribute.
			if (element === 'workbookPr') is1904 ||= isTrue(attributes['date1904']);
			if (element !== 'sheet') return;
			zip.budget.keep(1);
			const target = targets.get(relationshipId(attributes) ?? '');
			if (!target) return;
			const { name = '', state = 'visible' } = attributes;
			sheets.push({ name, isHidden: state !== 'visible', ...target });
		},
	});
	if (sheets.length === 0) throw damaged(zip.name, 'it lists no sheets');
	return { sheets, is1904 };
}

/** `r:id`, with any prefix for the namespace of relationships. */
function relationshipId(attributes: Attributes): string | undefined {
	return Object.entries(attributes).find(([name]) => name.includes(':') && localName(name) === 'id')?.[1];
}

async function readStrings(zip: WorkbookZip, part: string | undefined): Promise<string[]> {
	const strings: string[] = [];
	if (part === undefined) return strings;
	const collected = richText();
	await readPart(zip, part, {
		open(element) {
			if (element === 'si') collected.take();
			else collected.open(element);
		},
		text: collected.text,
		close(element) {
			if (element !== 'si') return collected.close(element);
			const text = collected.take();
			zip.budget.keep(1);
			zip.budget.keepText(text.length);
			strings.push(text);
		},
	});
	return strings;
}

/** Collects the runs of a text without its phonetic hints (`rPh`), which Excel shows above the text. */
export interface RichText {
	open: (element: string) => void;
	text: (text: string) => void;
	close: (element: string) => void;
	/** Returns the text so far and starts a new one. */
	take: () => string;
}

export function richText(): RichText {
	let collected = '';
	let isHint = false;
	let isRun = false;
	return {
		open(element) {
			if (element === 'rPh') isHint = true;
			else if (element === 't') isRun = true;
		},
		text(text) {
			if (isRun && !isHint) collected += text;
		},
		close(element) {
			if (element === 'rPh') isHint = false;
			else if (element === 't') isRun = false;
		},
		take() {
			const taken = unescape(collected);
			collected = '';
			return taken;
		},
	};
}

/** `_x000D_` stands for a character that XML can't contain (ECMA-376 part 1, 22.9.2.19). */
export function unescape(text: string): string {
	if (!text.includes('_x')) return text;
	return text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) =>
		String.fromCharCode(Number.parseInt(code, 16)),
	);
}

async function readFormats(zip: WorkbookZip, part: string | undefined): Promise<NumberFormat[]> {
	const ids: number[] = [];
	const codes = new Map<number, string>();
	if (part === undefined) return [];
	let isInCells = false;
	await readPart(zip, part, {
		open(element, { numFmtId = '0', formatCode }) {
			if (element === 'cellXfs') isInCells = true;
			const id = Number(numFmtId);
			if (element === 'numFmt' && formatCode !== undefined) codes.set(id, formatCode);
			if (element !== 'xf' || !isInCells) return;
			zip.budget.keep(1);
			ids.push(id);
		},
		close(element) {
			if (element === 'cellXfs') isInCells = false;
		},
	});
	const formats = new Map([...new Set(ids)].map((id) => [id, numberFormat(id, codes.get(id))]));
	return ids.flatMap((id) => formats.get(id) ?? []);
}
