import { parse } from 'csv-parse/sync';
import { ConfigurationError } from '../../shared/google/http/googleErrors';

/** How the cells of a table are delimited. */
export interface CsvDialect {
	/** A single character; undefined when each row is one cell. */
	delimiter: string | undefined;
	/** Characters at the start of the text, such as `sep=;` and its line break, that are no row. */
	skip: number;
}

/** In the order in which they win: the rarer one is in prose, the surer it delimits. */
const delimiters = ['\t', ';', '|', ','] as const;
const mostRecords = 200;

/**
 * Finds the delimiter from the first rows: the one with which most rows have as many cells as the first.
 *
 * @param head the first characters, without a byte order mark
 * @param isWhole whether they are all
 * @throws ConfigurationError when lines without cells, such as a title, are above the headings
 */
export function findDialect(name: string, head: string, isWhole: boolean): CsvDialect {
	const hint = /^"?sep=(.)"?[ \t,;]*(\r\n|\n|\r)/i.exec(head);
	if (hint?.[1] !== undefined) return { delimiter: hint[1], skip: hint[0].length };
	const readings = delimiters.map((delimiter) => readingOf(delimiter, head, isWhole));
	const [first, ...others] = readings;
	if (!first) throw new RangeError('There are no delimiters');
	const best = others.reduce((winner, one) => (one.share > winner.share ? one : winner), first);
	if (best.share < fewestShare) return { delimiter: undefinedOr(head), skip: 0 };
	refuseTitle(name, best);
	return { delimiter: best.delimiter, skip: 0 };
}

/** Below this share of rows of equal width, a character is no delimiter. */
const fewestShare = 0.5;

/** A table whose rows have different widths is read by what its first line has most of. */
function undefinedOr(head: string): string | undefined {
	const line = head.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1)[0] ?? '';
	const counts = delimiters.map((delimiter) => ({ delimiter, count: line.split(delimiter).length - 1 }));
	const most = counts.reduce((best, one) => (one.count > best.count ? one : best));
	return most.count > 0 ? most.delimiter : undefined;
}

interface CsvSample {
	delimiter: string;
	/** The rows that aren't blank, with their numbers from 1. */
	rows: Array<{ number: number; cells: string[] }>;
	/** Cells that most rows have. */
	width: number;
	/** 0 to 1: how many rows have as many cells; 0 when that is one cell. */
	share: number;
}

function readingOf(delimiter: string, head: string, isWhole: boolean): CsvSample {
	const records: string[][] = [];
	try {
		parse(head, {
			delimiter,
			relax_column_count: true,
			relax_quotes: true,
			to: mostRecords,
			on_record: (record: string[]) => {
				records.push(record);
				return null;
			},
		});
	} catch {
		// The head may end inside a quoted cell; the records before that one are complete.
	}
	// The last one may be cut.
	if (!isWhole && records.length < mostRecords && records.length > 1) records.pop();
	const rows = records
		.map((cells, index) => ({ number: index + 1, cells }))
		.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
	const headingWidth = rows[0]?.cells.length ?? 0;
	const widths = rows.map(({ cells }) => widthOf(cells, headingWidth));
	const counts = new Map<number, number>();
	for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
	const [width, count] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0]);
	return { delimiter, rows, width, share: width < 2 ? 0 : count / rows.length };
}

/** Empty cells beyond the headings come from a delimiter at the end of the row. */
function widthOf(cells: readonly string[], headingWidth: number): number {
	const last = cells.findLastIndex((cell) => cell !== '') + 1;
	return Math.max(last, Math.min(cells.length, headingWidth));
}

/** Lines above the headings have fewer cells than all rows below. */
function refuseTitle(name: string, { rows, width }: CsvSample): void {
	const [title] = rows;
	if (!title || rows.length < 3) return;
	const isTitle =
		title.cells.length === 1 || (width > 2 && title.cells.slice(1).every((cell) => cell === ''));
	if (!isTitle) return;
	const heading = rows.find(
		({ cells }) => cells.length >= width && cells.filter((cell) => cell !== '').length > 1,
	);
	throw new ConfigurationError(
		`Row ${title.number} of '${name}' is a title ('${title.cells[0]?.slice(0, 40)}'): it has one cell, and the rows below have ${width}`,
		`Delete the rows above the headings${heading ? `, which seem to be in row ${heading.number}` : ''}. A cell that contains the delimiter must be in quotes.`,
	);
}
