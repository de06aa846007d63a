import type { RowFinding } from '../../shared/domain/dataset/prepared';
import type { Action } from '../../shared/domain/dataset/preparation';
import type { AnyCheck, FileCheck } from '../checkFields';
import type { Place, Source } from './rowSource';
import { at } from './rowSource';

/** What a check found, told by where the user finds the rows. */
export interface RowsFinding {
	check: AnyCheck;
	action: Action;
	message: string;
	count: number;
	/** How many rows can be named: none when it concerns the data as a whole. */
	placeCount: number;
	/** Where a row is, counted from 0; made when it is asked for. */
	placeAt: (index: number) => Place;
}

export function toRowsFinding({ items, ...finding }: RowFinding, { placeOf }: Source): RowsFinding {
	return { ...finding, placeCount: items.length, placeAt: (index) => placeOf(at(items, index)) };
}

/** Undefined when all records of the files are rows. */
export function unreadableFinding(
	{ unreadable, describe }: Source,
	action: Action,
): RowsFinding | undefined {
	const [first] = unreadable;
	if (!first) return undefined;
	const places = unreadable.map(({ place }) => place);
	const wayOut =
		action === 'drop'
			? 'They are dropped.'
			: "Fix the file, or set 'Unreadable Rows' to 'Drop' in 'Checks'.";
	const message = `No row can be read from ${describe(places)}. The first reason: ${first.reason}. ${wayOut}`;
	const { length: count } = places;
	return {
		check: 'unreadableRow',
		action,
		message,
		count,
		placeCount: count,
		placeAt: (index) => at(places, index),
	};
}

/** What the user must know of the files, as long as its check isn't off. */
export function fileFindings(
	{ notes, describe }: Source,
	actions: Readonly<Record<FileCheck, Action>>,
): RowsFinding[] {
	return notes
		.filter(({ check }) => actions[check] !== 'off')
		.map(({ check, placeCount, placeAt, ...note }) => {
			const few = Array.from({ length: Math.min(placeCount, described) }, (_, index) => placeAt(index));
			const message = note.describe(placeCount === 0 ? '' : describe(few, placeCount));
			return { check, action: actions[check], message, count: placeCount, placeCount, placeAt };
		});
}

/** More places aren't named in a message. */
const described = 5;

/** The first places of a finding. */
export function firstPlaces({ placeCount, placeAt }: RowsFinding, most: number): Place[] {
	return Array.from({ length: Math.min(placeCount, most) }, (_, index) => placeAt(index));
}
