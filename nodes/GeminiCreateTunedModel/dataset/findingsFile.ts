import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { Put } from '../../shared/domain/pieces';
import { piecesOf } from '../../shared/domain/pieces';
import { storeFile } from '../../shared/runtime/binary';
import type { RowsFinding } from './findings';
import type { Place } from './rowSource';
import { numberOf, unitOf } from './rowSource';

const pieceSize = 256 * 1024;

/**
 * All findings with all of their rows as a CSV file, one line per finding and row. Items have `item`; rows of files have `file` and
 * `line`, `row` or `record`.
 */
export async function storeFindings(ctx: IExecuteFunctions, findings: RowsFinding[]): Promise<IBinaryData> {
	const pieces = piecesOf(linesOf(findings), putLine, Buffer.allocUnsafe(pieceSize));
	return await storeFile(ctx, pieces, 'findings.csv', 'text/csv');
}

/** A row of a finding. All rows share one object, because there can be a million. */
interface Line {
	finding: RowsFinding;
	/** Undefined for the headings. */
	index: number | undefined;
}

function* linesOf([first, ...others]: RowsFinding[]): Generator<Line> {
	if (!first) return;
	const line: Line = { finding: first, index: undefined };
	yield line;
	for (const finding of [first, ...others]) {
		line.finding = finding;
		for (let index = 0; index < finding.placeCount; index++) {
			line.index = index;
			yield line;
		}
	}
}

function putLine({ finding, index }: Line, put: Put): void {
	if (index === undefined) return put('check,action,item,file,line,row,record\n');
	put(finding.check);
	put(',');
	put(finding.action);
	put(',');
	putPlace(finding.placeAt(index), put);
	put('\n');
}

function putPlace(place: Place, put: Put): void {
	if ('item' in place) {
		put(String(place.item));
		put(',,,,');
		return;
	}
	put(`,"${harmless(place.file).replaceAll('"', '""')}"`);
	const unit = unitOf(place);
	for (const column of units) put(column === unit ? `,${numberOf(place)}` : ',');
}

const units = ['line', 'row', 'record'] as const;

/** Spreadsheets run cells with these first characters as formulas, and a file can have any name. */
function harmless(name: string): string {
	return /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
}
