import type { Row } from '../../shared/domain/prepare/recipe';
import type { Bytes, FileRecord, RowsFile } from './rowsFile';

/** One row for each line with a JSON object; blank lines are passed over, but counted. */
export async function* readJsonLines({ content }: RowsFile): AsyncGenerator<FileRecord> {
	let number = 0;
	for await (const line of linesOf(content)) {
		number += 1;
		if (line.trim() !== '') yield { number, ...readLine(line) };
	}
}

function readLine(line: string): { row: Row } | { reason: string } {
	const value = parse(line);
	if (value instanceof SyntaxError) return { reason: 'it is no JSON' };
	return isRow(value) ? { row: value } : { reason: 'it holds no JSON object' };
}

function parse(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch (error) {
		return error;
	}
}

function isRow(value: unknown): value is Row {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A byte order mark is passed over, and what is no UTF-8 becomes the replacement character, which the checks then find. */
async function* linesOf(content: Bytes): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = '';
	for await (const bytes of content) {
		const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
		rest = lines.pop() ?? '';
		yield* lines;
	}
	yield rest + decoder.decode();
}
