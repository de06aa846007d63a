import type { ExampleColumns, Finding } from './checks';
import { describeItems } from './checks';
import type { Example } from './dataset';

export interface ReadExamples {
	examples: Example[];
	/** Rows that lack a column; they are not among the examples. */
	findings: Finding[];
}

type Row = Record<string, unknown>;

/**
 * Turns rows into examples without changing them. A column may be a path such as `fields.Question`; a column of that very
 * name goes first. Null and undefined become an empty text, dates ISO 8601, objects and lists JSON.
 */
export function readExamples(rows: Row[], columns: ExampleColumns): ReadExamples {
	const wanted: string[] = Object.values(columns);
	const findings = wanted
		.map((column) => missingColumn(rows, column))
		.filter((finding) => finding !== undefined);
	const missing = new Set(findings.flatMap(({ items }) => items));
	const examples = rows.flatMap((row, item) => (missing.has(item) ? [] : [toExample(row, item, columns)]));
	return { examples, findings };
}

function toExample(row: Row, item: number, columns: ExampleColumns): Example {
	const { input, output, rejected, systemInstruction } = columns;
	const instruction = systemInstruction === undefined ? '' : toText(cell(row, systemInstruction));
	return {
		item,
		input: toText(cell(row, input)),
		output: toText(cell(row, output)),
		...(rejected !== undefined && { rejected: toText(cell(row, rejected)) }),
		...(instruction.trim() !== '' && { systemInstruction: instruction }),
	};
}

/** Words by which a row says that the model is measured by it; a cell of a sheet may hold any. */
const yes: ReadonlySet<string> = new Set(['true', '1', 'yes', 'validation']);

/** Takes the examples apart whose rows say so in a column; a row without the column is one to learn from. */
export function takeApart(
	examples: Example[],
	rows: Row[],
	column: string,
): { training: Example[]; validation: Example[] } {
	const isApart = ({ item }: Example) =>
		yes.has(
			toText(cell(rows[item] ?? {}, column))
				.trim()
				.toLowerCase(),
		);
	return {
		training: examples.filter((example) => !isApart(example)),
		validation: examples.filter(isApart),
	};
}

function missingColumn(rows: Row[], column: string): Finding | undefined {
	const items = rows.flatMap((row, item) => (hasCell(row, column) ? [] : [item]));
	if (items.length === 0) return undefined;
	const known = [...new Set(rows.flatMap((row) => Object.keys(row)))].map((name) => `'${name}'`).join(', ');
	return {
		message: `There is no column '${column}' in ${describeItems(items)}. Pick one of the columns that arrive: ${known || 'none'}.`,
		items,
	};
}

function hasCell(row: Row, column: string): boolean {
	return cell(row, column) !== undefined;
}

function cell(row: Row, column: string): unknown {
	if (Object.hasOwn(row, column)) return row[column];
	return column.split('.').reduce<unknown>((value, key) => (isRow(value) ? value[key] : undefined), row);
}

function isRow(value: unknown): value is Row {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toText(value: unknown): string {
	if (typeof value === 'string') return value;
	if (value === null || value === undefined) return '';
	if (value instanceof Date) return value.toISOString();
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
