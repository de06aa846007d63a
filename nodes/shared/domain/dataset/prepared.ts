import type { Dataset } from './dataset';
import type { CheckName, Action } from './preparation';

/** What a check found in the rows. */
export interface RowFinding {
	check: CheckName;
	/** What was done about it: the user's choice, or the nearest that the check allows. */
	action: Action;
	/** What is wrong, with the limit and the way out, in sentences a user can act on. */
	message: string;
	/** How many rows have it. */
	count: number;
	/** The rows, counted from 0; empty when it concerns the data as a whole. */
	items: number[];
}

export interface DroppedRow {
	item: number;
	/** The first check that had it left out. */
	check: CheckName;
}

/** A dataset and all that was found on the way to it. `rows` = training + validation + dropped. */
export interface Prepared {
	rows: number;
	data: Dataset;
	dropped: DroppedRow[];
	/** In the order in which a user should read them: what stops first. */
	findings: RowFinding[];
}
