import type { Column } from '../cells/column';
import { openColumn } from '../cells/column';
import type { Ledger, Trail } from '../ledger';
import type { ExampleColumns, Recipe, Row } from '../recipe';
import { seeColumns } from './knownColumns';
import { missingEverywhere, missingTrail } from './missing';
import type { Reader } from './reader';
import { exampleOf } from './reader';

/** Reads each part of an example from a column of its own. */
export function readColumns(columns: ExampleColumns, types: Recipe['types'], ledger: Ledger): Reader {
	const known = seeColumns();
	const open = (name: string): { column: Column; missing: Trail } => ({
		missing: missingTrail(ledger, name, known),
		column: openColumn(name, ledger, types.get(name)),
	});
	const [input, output] = [open(columns.input), open(columns.output)];
	const rejected = columns.rejected === undefined ? undefined : open(columns.rejected);
	const instruction =
		columns.systemInstruction === undefined
			? undefined
			: openColumn(columns.systemInstruction, ledger, types.get(columns.systemInstruction));
	const all = [input.column, output.column, rejected?.column, instruction];
	let rows = 0;

	function required({ column, missing }: typeof input, row: Row, item: number): string | undefined {
		const text = column.read(row, item);
		if (text !== undefined) return text;
		known.see(row);
		ledger.noteUnusable(missing, item);
		return undefined;
	}

	return {
		read(row, item) {
			if (rows++ === 0) known.see(row);
			const asked = required(input, row, item);
			const answered = required(output, row, item);
			const worse = rejected && required(rejected, row, item);
			const told = instruction?.read(row, item);
			if (asked === undefined || answered === undefined) return undefined;
			if (rejected && worse === undefined) return undefined;
			return exampleOf(item, asked, answered, worse, told);
		},
		finish() {
			if (instruction) missingEverywhere(ledger, instruction, known, rows);
			all.forEach((column) => column?.finish());
		},
		subjects: {
			input: `The column '${columns.input}'`,
			output: `The column '${columns.output}'`,
			rejected: `The column '${columns.rejected}'`,
			systemInstruction: `The column '${columns.systemInstruction}'`,
			earlier: 'The conversation',
		},
	};
}
