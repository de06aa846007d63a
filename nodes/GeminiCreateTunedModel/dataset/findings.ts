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
	/** Where the rows are, each made when it is asked for; none when it concerns the data as a whole. */
	places: Iterable<Place>;
}

export function toRowsFinding({ items, ...finding }: RowFinding, { placeOf }: Source): RowsFinding {
	function* places(): Generator<Place> {
		for (const item of items) yield placeOf(item);
	}
	return { ...finding, places: { [Symbol.iterator]: places } };
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
	return { check: 'unreadableRow', treatment, message, count: places.length, places };
}

/** The first places of a finding. */
export function firstPlaces({ places }: RowsFinding, most: number): Place[] {
	const found: Place[] = [];
	for (const place of places) {
		if (found.length === most) break;
		found.push(place);
	}
	return found;
}
