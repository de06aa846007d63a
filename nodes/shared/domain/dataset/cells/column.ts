import { advice } from '../advice';
import type { Ledger } from '../ledger';
import type { ColumnRule, ColumnType, Row } from '../preparation';
import { booleanText } from './booleanText';
import { cellReader } from './cellReader';
import { dateText } from './dateText';
import { openErrorCells } from './errorCells';
import { countKinds } from './cellKinds';
import { numberText } from './numberText';
import { structureOf } from './cellStructure';
import { toText } from './toText';

/** A column, read row by row. */
export interface Column {
	readonly name: string;
	/** The cell as text; empty where it has no value, undefined where the row lacks the column. */
	read: (row: Row, item: number) => string | undefined;
	/** The value of the row read last, if it is a message, a list of messages or parts of one; only where the reader takes them. */
	messages: () => unknown;
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

/** @param takesMessages whether the reader takes messages from `messages`; otherwise they are noted */
export function openColumn(name: string, ledger: Ledger, rule = asIs, takesMessages = false): Column {
	const cell = cellReader(name);
	const write = writers[rule.type];
	const wrong = ledger.trail(
		'wrongType',
		(rows, action) =>
			`The column '${name}' holds no ${wanted[rule.type]} in ${rows}. ${advice(action, 'Correct the cells, filter these rows out before this node or choose another type for the column.')}`,
	);
	const isCounted = rule.type === 'asIs' && ledger.actionOf('mixedColumn') !== 'off';
	const kinds = isCounted ? countKinds() : undefined;
	const object = ledger.trail(
		'objectCell',
		(rows, action) =>
			`The column '${name}' holds an object or a list in ${rows}. ${advice(action, "It is used as JSON text. Choose the type Text for the column if that is right, or name a field inside, such as 'address.city'.")}`,
	);
	const unsupported = ledger.trail(
		'unsupported',
		(rows, action) =>
			`The column '${name}' holds messages or media in ${rows}, which can't be used here. ${advice(action, "Set 'Example Format' to 'Conversations' for messages, name a field with text, or filter these rows out before this node. To train the JSON itself, choose the type Text for the column.")}`,
	);
	const errors = openErrorCells(ledger, `The column '${name}'`);
	let isKnown = false;
	let messages: unknown;

	/** Returns whether the value is for `messages`. */
	function isMessages(value: unknown, item: number): boolean {
		const structure = structureOf(value);
		if (structure === undefined) return false;
		if (structure === 'messages' && takesMessages) return true;
		if (structure !== 'object') ledger.note(unsupported, item);
		else if (object.action !== 'off') ledger.note(object, item);
		return false;
	}

	return {
		name,
		messages: () => messages,
		isKnown: () => isKnown,
		read(row, item) {
			const value = cell(row);
			messages = undefined;
			kinds?.add(value);
			if (value === undefined) return rule.emptyMeansNull ? '' : undefined;
			isKnown = true;
			if (value === null || (rule.emptyMeansNull && value === '')) return '';
			if (errors.note(value, item)) return toText(value);
			if (rule.type === 'asIs' && isMessages(value, item)) {
				messages = value;
				return '';
			}
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
