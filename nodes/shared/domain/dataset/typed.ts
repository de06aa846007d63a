import { cellReader } from './cells/cellReader';
import { parseTemplate } from './reading/template';
import type { Reading, Recipe, Row } from './preparation';

/** A column that was given a type, looked for row by row. */
export interface TypedColumn {
	name: string;
	see: (row: Row) => void;
	/** Whether some row had the column. */
	isKnown: () => boolean;
}

/** The columns that only their type names: of any other one it is told already when no row has it. */
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
