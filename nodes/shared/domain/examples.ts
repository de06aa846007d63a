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
 * Turns rows into examples without changing them. A column may be a path such as `fields.Question` or `fields["My question"]`;
 * a column of that very name goes first. Null, undefined and what is no number or date become an empty text, dates ISO 8601,
 * objects and lists JSON.
 */
export function readExamples(rows: Row[], columns: ExampleColumns): ReadExamples {
	const wanted: string[] = Object.values(columns);
	const findings = wanted
		.map((column) => missingColumn(rows, column))
		.filter((finding) => finding !== undefined);
	const missing = new Set(findings.flatMap(({ items }) => items));
	const toExample = exampleReader(columns);
	const examples = rows.flatMap((row, item) => (missing.has(item) ? [] : [toExample(row, item)]));
	return { examples, findings };
}

function exampleReader(columns: ExampleColumns): (row: Row, item: number) => Example {
	const [input, output] = [cellReader(columns.input), cellReader(columns.output)];
	const [rejected, instruction] = [columns.rejected, columns.systemInstruction].map(
		(column) => column !== undefined && cellReader(column),
	);
	return (row, item) => {
		const told = instruction ? toText(instruction(row)) : '';
		return {
			item,
			input: toText(input(row)),
			output: toText(output(row)),
			...(rejected && { rejected: toText(rejected(row)) }),
			...(told.trim() !== '' && { systemInstruction: told }),
		};
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
	const cell = cellReader(column);
	const isApart = ({ item }: Example) =>
		yes.has(
			toText(cell(rows[item] ?? {}))
				.trim()
				.toLowerCase(),
		);
	return {
		training: examples.filter((example) => !isApart(example)),
		validation: examples.filter(isApart),
	};
}

function missingColumn(rows: Row[], column: string): Finding | undefined {
	const cell = cellReader(column);
	const items = rows.flatMap((row, item) => (cell(row) === undefined ? [item] : []));
	if (items.length === 0) return undefined;
	const known = [...new Set(rows.flatMap((row) => Object.keys(row)))].map((name) => `'${name}'`).join(', ');
	return {
		message: `There is no column '${column}' in ${describeItems(items)}. Pick one of the columns that arrive: ${known || 'none'}.`,
		items,
	};
}

function cellReader(column: string): (row: Row) => unknown {
	const [plain, bracketed] = [column.split('.'), pathOf(column)];
	return (row) => {
		if (Object.hasOwn(row, column)) return row[column];
		const value = plain.reduce<unknown>(child, row);
		return value === undefined ? bracketed.reduce<unknown>(child, row) : value;
	};
}

/** What n8n's editor writes when a field is dragged: `fields["My question"]`, `list[0].text`. */
function pathOf(column: string): string[] {
	return [...column.matchAll(/\["(.*?)"\]|\['(.*?)'\]|[^.[\]]+/g)].map(
		([text, quoted, singleQuoted]) => quoted ?? singleQuoted ?? text,
	);
}

function child(value: unknown, key: string): unknown {
	return isRow(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isRow(value: unknown): value is Row {
	return typeof value === 'object' && value !== null;
}

function toText(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
	if (typeof value !== 'object') return value === undefined ? '' : String(value);
	const json = JSON.stringify(value, bigIntAsText);
	// A date writes itself as a text, and as null when it is none.
	const plain: unknown = /^"|^null$/.test(json) ? JSON.parse(json) : json;
	return typeof plain === 'string' ? plain : '';
}

function bigIntAsText(_key: string, value: unknown): unknown {
	return typeof value === 'bigint' ? String(value) : value;
}
