import type { Action } from '../../shared/domain/dataset/check';
import type { CheckName } from '../../shared/domain/dataset/checkList';
import { actionOf } from '../../shared/domain/dataset/checkList';
import type { Prepared, RowFinding } from '../../shared/domain/dataset/prepared';
import type { Recipe, Row } from '../../shared/domain/dataset/preparation';
import { nestedRowsOf } from '../files/nestedRows';
import type { Place, Source } from './rowSource';
import { at } from './rowSource';

/** A finding with the places of its rows. */
export interface RowsFinding {
	check: CheckName;
	action: Action;
	message: string;
	/** Number of rows. */
	count: number;
	/** Number of places; 0 if the finding concerns the data as a whole. */
	placeCount: number;
	/** The place of a row, counted from 0. Computed on each call. */
	placeAt: (index: number) => Place;
}

export function toRowsFinding({ items, ...finding }: RowFinding, { placeOf }: Source): RowsFinding {
	return { ...finding, placeCount: items.length, placeAt: (index) => placeOf(at(items, index)) };
}

/** Records of files that aren't rows. Undefined if there are none. */
export function unreadableFinding(
	{ unreadable, describe }: Source,
	{ unreadableRow }: Recipe['actions'],
): RowsFinding | undefined {
	const [first] = unreadable;
	if (!first) return undefined;
	const places = unreadable.map(({ place }) => place);
	const action = actionOf('unreadableRow', unreadableRow);
	const todo =
		action === 'drop' ? 'They are dropped.' : "Fix the file, or set 'Unreadable Rows' to 'Drop' in 'Checks'.";
	const message = `No row can be read from ${describe(places)}. The first reason: ${first.reason}. ${todo}`;
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

/** Findings about the files, unless their check is off. */
export function fileFindings({ notes, describe }: Source, actions: Recipe['actions']): RowsFinding[] {
	return notes.flatMap(({ check, placeCount, placeAt, ...note }) => {
		const action = actionOf(check, actions[check]);
		if (action === 'off') return [];
		const few = Array.from({ length: Math.min(placeCount, described) }, (_, index) => placeAt(index));
		const message = note.describe(placeCount === 0 ? '' : describe(few, placeCount));
		return [{ check, action, message, count: placeCount, placeCount, placeAt }];
	});
}

/**
 * Items that contain rows in a list, as *Extract from File* and HTTP requests return them. Undefined unless all items have the same
 * list and lack a column.
 */
export function nestedFinding(rows: readonly Row[], { findings }: Prepared): RowsFinding | undefined {
	const isMissing = findings.some(({ check, count }) => check === 'missingCell' && count === rows.length);
	const [first] = rows;
	if (!isMissing || !first) return undefined;
	const nested = nestedRowsOf(first);
	if (!nested || !('key' in nested)) return undefined;
	const { key } = nested;
	if (!rows.every((row) => Array.isArray(row[key]))) return undefined;
	const lists = rows.map((row) => row[key]).filter(Array.isArray);
	const count = lists.reduce((sum, { length }) => sum + length, 0);
	const subject = rows.length === 1 ? 'The only row contains' : `The ${rows.length} rows contain`;
	return {
		check: 'noExamples',
		action: 'stop',
		message: `${subject} a list of ${count} objects in the field '${key}'. Add a Split Out node before this node, with '${key}' in 'Fields To Split Out'.`,
		count: rows.length,
		placeCount: 0,
		placeAt: (index) => at([], index),
	};
}

/** Places in a message. */
const described = 5;

/** The first places of a finding. */
export function firstPlaces({ placeCount, placeAt }: RowsFinding, most: number): Place[] {
	return Array.from({ length: Math.min(placeCount, most) }, (_, index) => placeAt(index));
}
