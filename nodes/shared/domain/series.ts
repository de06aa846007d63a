/** Decides whether enough rows changed for the next job of a series. The jobs of a series retrain one model. */

import { creationKey, modelIdFor } from './creationId';
import type { Changes } from './rowDigest';

/** Data that is stored with a job besides its settings. It isn't part of the idempotency key. */
export interface Trace {
	/** As `seriesId` returns it. */
	series?: string;
	/** ID of the execution, so that its retry doesn't count as the next job of the series. */
	run?: string;
	/** Whether later rows will be compared with these, so that a sketch of them is stored too. */
	comparable: boolean;
}

/** The ID of a series by its name: at most 40 lower-case letters, digits and dashes. */
export function seriesId(name: string): string {
	return modelIdFor(name, creationKey({ series: name }));
}

/** The reason why rows can't be compared, as a sentence. */
export interface Missing {
	missing: string;
}

export interface RetrainingRule {
	/** Number of new and changed rows that start a job. */
	minimumRows: number;
	ifMissing: 'create' | 'skip';
}

/** The decision, as an output. Unknown values are null. */
export interface Decision {
	/** Whether no job was started. */
	skipped: boolean;
	reason: string;
	newRows: number | null;
	changedRows: number | null;
	removedRows: number | null;
	/** Error of an estimated sum of new and changed rows, with a probability of 95%. */
	plusMinus: number | null;
}

/**
 * @param compared undefined if the series has no job yet
 * @param previous the last job's name, for the reason
 */
export function decide(
	rule: RetrainingRule,
	compared: Changes | Missing | undefined,
	previous: string,
): Decision {
	if (compared === undefined) return { ...unknown, skipped: false, reason: 'The series has no job yet.' };
	if ('missing' in compared) return withoutEarlierRows(rule, compared.missing, previous);
	const { newRows, changedRows, plusMinus } = compared;
	const found = `${describeCount(newRows + changedRows, plusMinus)} new or changed since '${previous}'`;
	const skipped = newRows + changedRows < rule.minimumRows;
	const reason = skipped
		? `${found}, and 'Minimum Rows' is ${rule.minimumRows}. Nothing was created.`
		: `${found}, and 'Minimum Rows' is ${rule.minimumRows}.`;
	return { ...compared, skipped, reason };
}

const unknown = { newRows: null, changedRows: null, removedRows: null, plusMinus: null };

function withoutEarlierRows({ ifMissing }: RetrainingRule, why: string, previous: string): Decision {
	const skipped = ifMissing === 'skip';
	const outcome = skipped ? 'the node created nothing' : 'the node created a job';
	const choice = skipped ? 'Skip' : 'Create';
	return {
		...unknown,
		skipped,
		reason: `The rows of '${previous}' can't be compared: ${why} Because 'If Earlier Data Is Missing' is '${choice}', ${outcome}.`,
	};
}

function describeCount(rows: number, plusMinus: number | null): string {
	const are = rows === 1 ? 'row is' : 'rows are';
	return plusMinus === null ? `${rows} ${are}` : `An estimated ${rows} ± ${plusMinus} (95%) ${are}`;
}
