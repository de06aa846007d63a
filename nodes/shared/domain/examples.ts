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
	const findings = [columns.input, columns.output]
		.map((column) => missingColumn(rows, column))
		.filter((finding) => finding !== undefined);
	const missing = new Set(findings.flatMap(({ items }) => items));
	const examples = rows.flatMap((row, item) =>
		missing.has(item)
			? []
			: [{ item, input: toText(cell(row, columns.input)), output: toText(cell(row, columns.output)) }],
	);
	return { examples, findings };
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
