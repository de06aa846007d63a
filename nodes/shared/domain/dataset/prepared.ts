import type { Action } from './check';
import type { CheckName } from './checkList';
import type { Dataset } from './dataset';

/** What a check found in the rows. */
export interface RowFinding {
	check: CheckName;
	/** What happened to the rows. */
	action: Action;
	/** The problem, with the limit and what to do, for users. */
	message: string;
	/** Number of rows. */
	count: number;
	/** The rows, counted from 0. Empty if the finding concerns the data as a whole. */
	items: number[];
}

export interface DroppedRow {
	item: number;
	/** The first check that dropped the row. */
	check: CheckName;
}

/** A dataset and all findings. `rows` = training + validation + dropped. */
export interface Prepared {
	rows: number;
	data: Dataset;
	dropped: DroppedRow[];
	/** Those that stop first. */
	findings: RowFinding[];
}
