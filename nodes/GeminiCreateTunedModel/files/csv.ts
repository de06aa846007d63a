import { ConfigurationError } from '../../shared/backend/errors';
import { columnNames, toRow } from './headings';
import type { Bytes, FileRecord, RowsFile } from './rowsFile';

/**
 * One row for each record below the headings, all cells being texts; blank records are passed over, but counted. What stands
 * between cells is what the headings hold most of: commas, semicolons or tabs.
 */
export async function* readCsv(file: RowsFile): AsyncGenerator<FileRecord> {
	let names: string[] | undefined;
	let number = 0;
	for await (const cells of recordsOf(file)) {
		number += 1;
		if (cells.every((cell) => cell === '')) continue;
		if (!names) names = columnNames(cells);
		else yield { number, ...readRecord(names, cells) };
	}
}

function readRecord(names: readonly string[], cells: readonly string[]) {
	if (cells.length <= names.length) return { row: toRow(names, cells, '') };
	return {
		reason: `it has ${cells.length} cells under ${names.length} headings; a cell that holds what stands between cells must be quoted`,
	};
}

async function* recordsOf({ name, content }: RowsFile): AsyncGenerator<string[]> {
	const [{ parse }, { Readable }] = await Promise.all([import('csv-parse'), import('node:stream')]);
	const { head, all } = await peek(content);
	const parser = parse({
		bom: true,
		delimiter: delimiterOf(head),
		relax_column_count: true,
		// Inches and the like: spreadsheets take a quote within a cell for what it is.
		relax_quotes: true,
	});
	const input = Readable.from(all, { objectMode: false });
	input.on('error', (error) => parser.destroy(error));
	const records = input.pipe(parser)[Symbol.asyncIterator]();
	try {
		for (;;) {
			const { done, value } = await records.next().catch(refusing(name));
			if (done) return;
			yield value;
		}
	} finally {
		input.destroy();
	}
}

function refusing(name: string): (error: unknown) => never {
	return (error) => {
		if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('CSV_'))
			throw error;
		throw new ConfigurationError(
			`'${name}' is broken: ${error.message}`,
			'Where a cell holds quotes, commas or line breaks, it must stand in quotes, and quotes within it be doubled. Export the file again.',
		);
	};
}

/** The beginning of a file, and the file as a whole. */
async function peek(content: Bytes): Promise<{ head: string; all: Bytes }> {
	const pieces = content[Symbol.asyncIterator]();
	const first = await pieces.next();
	const head = first.done ? '' : new TextDecoder().decode(first.value);
	async function* all() {
		if (first.done) return;
		yield first.value;
		yield* { [Symbol.asyncIterator]: () => pieces };
	}
	return { head, all: all() };
}

const delimiters = [',', ';', '\t'] as const;

function delimiterOf(head: string): string {
	const line = head.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1)[0] ?? '';
	const count = (delimiter: string) => line.split(delimiter).length;
	return delimiters.reduce<string>((best, one) => (count(one) > count(best) ? one : best), ',');
}
