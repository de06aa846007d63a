import type { Check } from '../check';
import { advice } from '../check';
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

export const wrongType: Check = {
	title: 'Wrong Type',
	description: "Values that don't have the type of their column",
	actions: ['stop', 'drop', 'report'],
	default: 'stop',
};

export const objectCell: Check = {
	title: 'Objects in Columns',
	description: 'Objects and lists that become JSON text, in columns without a type',
	actions: ['stop', 'drop', 'report', 'off'],
	default: 'report',
};

export const mixedColumn: Check = {
	title: 'Mixed Columns',
	description:
		'Columns without a type whose values are of several kinds, or look like dates written as numbers',
	actions: ['stop', 'report', 'off'],
	default: 'report',
};

/** A column, read row by row. */
export interface Column {
	readonly name: string;
	/** The cell as text; empty if it has no value, undefined if the row lacks the column. */
	read: (row: Row, item: number) => string | undefined;
	/** The last row's value if it is a message, a list of messages or parts of one, and the reader accepts these. */
	messages: () => unknown;
	/** Whether a row so far has the column. */
	isKnown: () => boolean;
	/** Adds findings that depend on all rows. */
	finish: () => void;
}

const asIs: ColumnRule = { type: 'asIs', emptyMeansNull: false };

/** Undefined if the value doesn't have the type. */
const writers: Record<ColumnType, (value: unknown) => string | undefined> = {
	asIs: toText,
	text: toText,
	number: numberText,
	date: (value) => dateText(value) ?? (isObject(value) ? dateText(toText(value)) : undefined),
	boolean: booleanText,
};

const typeNames: Record<ColumnType, string> = {
	asIs: 'value',
	text: 'text',
	number: 'number',
	date: 'date such as 2026-03-31',
	boolean: 'boolean such as true or yes',
};

/** @param takesMessages whether the reader takes messages from `messages`; otherwise they are noted */
export function openColumn(name: string, ledger: Ledger, rule = asIs, takesMessages = false): Column {
	const cell = cellReader(name);
	const write = writers[rule.type];
	const wrong = ledger.trail(
		'wrongType',
		(rows, action) =>
			`The column '${name}' contains no ${typeNames[rule.type]} in ${rows}. ${advice(action, 'Correct the cells, filter these rows out before this node or choose another type for the column.')}`,
	);
	const isCounted = rule.type === 'asIs' && ledger.actionOf('mixedColumn') !== 'off';
	const kinds = isCounted ? countKinds() : undefined;
	const object = ledger.trail(
		'objectCell',
		(rows, action) =>
			`The column '${name}' contains an object or a list in ${rows}. ${advice(action, "It is used as JSON text. If that is right, choose the type Text for the column. Otherwise name a field inside, such as 'address.city'.")}`,
	);
	const unsupported = ledger.trail(
		'unsupported',
		(rows, action) =>
			`The column '${name}' contains messages or media in ${rows}, which can't be used here. ${advice(action, "Set 'Example Format' to 'Conversations' for messages, name a field with text, or filter these rows out before this node. To train the JSON itself, choose the type Text for the column.")}`,
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
			ledger.trail('mixedColumn', (rows) => mixedMessage(name, odd.kinds, rows)).items.push(...odd.items);
		},
	};
}

function mixedMessage(name: string, kinds: string, rows: string): string {
	const todo = 'Choose a type for the column, so that the same rows give the same texts from every source.';
	if (kinds === 'serial')
		return `The column '${name}' contains numbers in ${rows} that look like dates in Excel and Google Sheets. ${todo}`;
	return `The column '${name}' contains ${kinds}. In ${rows}, the kind differs from most rows. ${todo}`;
}

function isObject(value: unknown): boolean {
	return typeof value === 'object';
}
