import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { piecesOf } from '../../shared/domain/pieces';
import { storeFile } from '../../shared/n8n/binary';
import type { RowsFinding } from './findings';
import type { Place } from './source';

const pieceSize = 256 * 1024;

/**
 * All findings with all of their rows as a CSV file, one line for each finding and row: items are told by `item`, rows of
 * files by `file` and `line` or `row`. Rows of a treatment `drop` were left out.
 */
export async function storeFindings(ctx: IExecuteFunctions, findings: RowsFinding[]): Promise<IBinaryData> {
	const pieces = piecesOf(linesOf(findings), (line, put) => put(line), Buffer.allocUnsafe(pieceSize));
	return await storeFile(ctx, pieces, 'findings.csv', 'text/csv');
}

function* linesOf(findings: RowsFinding[]): Generator<string> {
	yield 'check,treatment,item,file,line,row\n';
	for (const { check, treatment, places } of findings) {
		for (const place of places) yield `${check},${treatment},${cellsOf(place)}\n`;
	}
}

function cellsOf(place: Place): string {
	if ('item' in place) return `${place.item},,,`;
	const file = quoted(place.file);
	return 'line' in place ? `,${file},${place.line},` : `,${file},,${place.row}`;
}

function quoted(text: string): string {
	return `"${text.replaceAll('"', '""')}"`;
}
