import { advice } from '../advice';
import type { Ledger } from '../ledger';
import type { ColumnRule, ColumnType, Row } from '../recipe';
import { booleanText } from './booleanText';
import { cellReader } from './cellReader';
import { dateText } from './dateText';
import { openErrorCells } from './errorCells';
import { countKinds } from './kinds';
import { numberText } from './numberText';
import { toText } from './toText';

/** A column, read row by row. */
export interface Column {
	readonly name: string;
	/** The cell as text; empty where it has no value, undefined where the row lacks the column. */
	read: (row: Row, item: number) => string | undefined;
	/** Whether some row had the column. */
	isKnown: () => boolean;
	/** Writes down what only all rows together show. */
	finish: () => void;
}

const asIs: ColumnRule = { type: 'asIs', emptyMeansNull: false };

/** Undefined where the value is not of the type. */
const writers: Record<ColumnType, (value: unknown) => string | undefined> = {
	asIs: toText,
	text: toText,
	number: numberText,
	date: (value) => dateText(value) ?? (isObject(value) ? dateText(toText(value)) : undefined),
	boolean: booleanText,
};

const wanted: Record<ColumnType, string> = {
	asIs: 'value',
	text: 'text',
	number: 'number',
	date: 'date such as 2026-03-31',
	boolean: 'true or false',
};

export function openColumn(name: string, ledger: Ledger, rule = asIs): Column {
	const cell = cellReader(name);
	const write = writers[rule.type];
	const wrong = ledger.trail(
		'wrongType',
		(rows, treatment) =>
			`The column '${name}' holds no ${wanted[rule.type]} in ${rows}. ${advice(treatment, 'Correct the cells, filter these rows out before this node or choose another type for the column.')}`,
	);
	const isCounted = rule.type === 'asIs' && ledger.treatmentOf('mixedColumn') !== 'off';
	const kinds = isCounted ? countKinds() : undefined;
	const errors = openErrorCells(ledger, `The column '${name}'`);
	let isKnown = false;

	return {
		name,
		isKnown: () => isKnown,
		read(row, item) {
			const value = cell(row);
			kinds?.add(value);
			if (value === undefined) return rule.emptyMeansNull ? '' : undefined;
			isKnown = true;
			if (value === null || (rule.emptyMeansNull && value === '')) return '';
			if (errors.note(value, item)) return toText(value);
			const text = write(value);
			if (text !== undefined) return text;
			ledger.note(wrong, item);
			return toText(value);
		},
		finish() {
			const odd = kinds?.oddity();
			if (!odd) return;
			ledger.trail('mixedColumn', (rows) => tellMixed(name, odd.kinds, rows)).items.push(...odd.items);
		},
	};
}

function tellMixed(name: string, kinds: string, rows: string): string {
	const rest =
		'Choose a type for the column, so that the same rows are the same texts wherever they come from.';
	if (kinds === 'serial')
		return `The column '${name}' holds numbers in ${rows} that look like dates as Excel and Google Sheets count them. ${rest}`;
	return `The column '${name}' holds ${kinds}, in ${rows} other than in the rest. ${rest}`;
}

function isObject(value: unknown): boolean {
	return typeof value === 'object';
}
