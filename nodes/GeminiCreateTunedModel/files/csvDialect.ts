import { parse } from 'csv-parse/sync';
import { ConfigurationError } from '../../shared/google/http/googleErrors';

/** The form of a CSV file. */
export interface CsvDialect {
	/** One character; undefined if each row is one cell. */
	delimiter: string | undefined;
	/** Number of characters before the first row: `sep=;` and its line break. */
	skip: number;
}

/** By precedence: a character that is rare in prose is more likely a delimiter. */
const delimiters = ['\t', ';', '|', ','] as const;
const mostRecords = 200;

/**
 * Finds the delimiter from the first rows: the one that gives the most rows the same number of cells.
 *
 * @param head the first characters, without a byte order mark
 * @param isWhole whether they are the whole text
 * @throws ConfigurationError for lines without cells above the headings, such as a title
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

/** A delimiter gives at least this share of rows the same width. */
const fewestShare = 0.5;

/** For rows of different widths: the most frequent delimiter in the first line. */
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
	/** The most frequent number of cells. */
	width: number;
	/** Share of rows with this width, 0 to 1; 0 for a width of 1. */
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
		// The head can end inside a quoted cell. The records before it are complete.
	}
	// The last one can be cut.
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

/** Delimiters at the end of a row add empty cells beyond the headings. */
function widthOf(cells: readonly string[], headingWidth: number): number {
	const last = cells.findLastIndex((cell) => cell !== '') + 1;
	return Math.max(last, Math.min(cells.length, headingWidth));
}

/** A title above the headings has fewer cells than the rows below. */
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
