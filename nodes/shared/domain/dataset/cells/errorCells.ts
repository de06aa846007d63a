import type { Check } from '../check';
import { advice } from '../check';
import type { Ledger } from '../ledger';
import { isErrorCell } from './sheetCell';

export const errorCell: Check = {
	title: 'Error Cells',
	description: 'Excel cells with an error such as #N/A, or with a formula that has no stored value',
	actions: ['stop', 'drop'],
	default: 'stop',
	where: 'files',
};

/** Finds cells of spreadsheets that contain an error. */
export interface ErrorCells {
	/** Whether the value is an error, which is then noted. */
	note: (value: unknown, item: number) => boolean;
}

/** @param place as in messages: `The column 'price'` */
export function openErrorCells(ledger: Ledger, place: string): ErrorCells {
	let first = '';
	const trail = ledger.trail(
		'errorCell',
		(rows, action) =>
			`${place} contains an error in ${rows}: ${first}. ${advice(action, 'Correct the formulas in the spreadsheet, save it there so that it stores their values, or delete these rows.')}`,
	);
	return {
		note(value, item) {
			if (!isErrorCell(value)) return false;
			first ||= value.text;
			ledger.noteUnusable(trail, item);
			return true;
		},
	};
}
