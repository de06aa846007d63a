/** Columns besides those of the examples. */

import { booleanText } from './cells/booleanText';
import { cellReader } from './cells/cellReader';
import { openErrorCells } from './cells/errorCells';
import { toText } from './cells/toText';
import type { Ledger } from './ledger';
import type { Reading, Recipe, Row } from './preparation';
import { parseTemplate } from './reading/templates';

/** Reads the validation column, row by row. */
export interface MarkReader {
	name: string;
	/** Whether the row belongs to the validation set: true, yes or 1 in any form, or the word `validation`. */
	isMarked: (row: Row, item: number) => boolean;
	/** Whether a row so far has the column. */
	isKnown: () => boolean;
}

export function markReader(column: string, ledger: Ledger): MarkReader {
	const cell = cellReader(column);
	const errors = openErrorCells(ledger, `The column '${column}'`);
	let isKnown = false;
	return {
		name: column,
		isKnown: () => isKnown,
		isMarked(row, item) {
			const value = cell(row);
			isKnown ||= value !== undefined;
			if (errors.note(value, item)) return false;
			return booleanText(value) === 'true' || toText(value).trim().toLowerCase() === 'validation';
		},
	};
}

/** A column with a type. */
export interface TypedColumn {
	name: string;
	see: (row: Row) => void;
	/** Whether a row so far has the column. */
	isKnown: () => boolean;
}

/** The columns in 'Column Types' that nothing else reads. The reader of any other column reports that no row has it. */
export function typedColumns({ types, reading, validationColumn }: Recipe): TypedColumn[] {
	const others = new Set([...columnsOf(reading), validationColumn]);
	return [...types.keys()].filter((name) => !others.has(name)).map(typedColumn);
}

function typedColumn(name: string): TypedColumn {
	const cell = cellReader(name);
	let isKnown = false;
	return {
		name,
		see: (row) => (isKnown ||= cell(row) !== undefined),
		isKnown: () => isKnown,
	};
}

function columnsOf(reading: Reading): string[] {
	switch (reading.form) {
		case 'columns':
			return Object.values(reading.columns);
		case 'templates':
			return Object.values(reading.templates).flatMap((template: string) => parseTemplate(template).columns);
		case 'messages':
			return [reading.column];
	}
}
