import type { RowFinding } from '../../shared/domain/prepare/prepared';
import type { Treatment } from '../../shared/domain/prepare/recipe';
import type { AnyCheck } from '../checkFields';
import type { Place, Source } from './source';

/** What a check found, told by where the user finds the rows. */
export interface RowsFinding {
	check: AnyCheck;
	treatment: Treatment;
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

function at<T>(list: readonly T[], index: number): T {
	const found = list[index];
	if (found === undefined) throw new RangeError(`There is no row ${index}`);
	return found;
}

/** Undefined when all of the files could be read. */
export function unreadableFinding(
	{ unreadable, describe }: Source,
	treatment: Treatment,
): RowsFinding | undefined {
	const [first] = unreadable;
	if (!first) return undefined;
	const places = unreadable.map(({ place }) => place);
	const wayOut = treatment === 'drop' ? 'They are left out.' : 'Mend the file, or let such rows be left out.';
	const message = `Nothing can be read in ${describe(places)}, at first because ${first.reason}. ${wayOut}`;
	const { length: count } = places;
	return {
		check: 'unreadableRow',
		treatment,
		message,
		count,
		placeCount: count,
		placeAt: (index) => at(places, index),
	};
}

/** @returns a finding for each note whose check isn't off */
export function noteFindings(
	{ notes, describe }: Source,
	treatments: Readonly<Record<AnyCheck, Treatment>>,
): RowsFinding[] {
	return notes.flatMap(({ check, tell, places }) => {
		const treatment = treatments[check];
		if (treatment === 'off') return [];
		const { length: count } = places;
		const placeAt = (index: number) => at(places, index);
		return [{ check, treatment, message: tell(describe(places)), count, placeCount: count, placeAt }];
	});
}

/** The first places of a finding. */
export function firstPlaces({ placeCount, placeAt }: RowsFinding, most: number): Place[] {
	return Array.from({ length: Math.min(placeCount, most) }, (_, index) => placeAt(index));
}
