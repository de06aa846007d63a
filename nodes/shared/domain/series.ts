/** Jobs that retrain one model are a series; whether its next one is worth its price depends on what changed since its last. */

import { creationKey, modelIdFor } from './creationId';
import type { Changes } from './rowDigest';

/** What is noted with a job beside its settings. It is no part of what makes a creation the same creation again. */
export interface Trace {
	/** As `seriesId` answers it. */
	series?: string;
	/** Of the execution that creates the job, so that its own retry is not taken for the next one of the series. */
	run?: string;
	/** Whether the rows will be compared with later ones, so that what this takes is noted, too. */
	comparable: boolean;
}

/** An ID for a series of that name: at most 40 lower-case letters, digits and dashes. */
export function seriesId(name: string): string {
	return modelIdFor(name, creationKey({ series: name }));
}

/** Rows that cannot be compared, and why not, in a sentence. */
export interface Missing {
	missing: string;
}

export interface RetrainingRule {
	/** So many new and changed rows are worth a job. */
	minimumRows: number;
	ifMissing: 'create' | 'skip';
}

/** How it was decided whether a job is worth it, as it is put out. Null stands for what is not known. */
export interface Decision {
	/** True where no job was asked for. */
	skipped: boolean;
	reason: string;
	newRows: number | null;
	changedRows: number | null;
	removedRows: number | null;
	/** Of new and changed rows together, where they are an estimate: the error that it stays within with a probability of 95 %. */
	plusMinus: number | null;
}

/**
 * @param compared undefined where the series has no job yet
 * @param previous the last job's name, for the reason
 */
export function decide(
	rule: RetrainingRule,
	compared: Changes | Missing | undefined,
	previous: string,
): Decision {
	if (compared === undefined)
		return { ...unknown, skipped: false, reason: 'The series has no job yet that this one could repeat.' };
	if ('missing' in compared) return withoutEarlierRows(rule, compared.missing, previous);
	const { newRows, changedRows, plusMinus } = compared;
	const found = `${describeCount(newRows + changedRows, plusMinus)} new or changed since '${previous}'`;
	const skipped = newRows + changedRows < rule.minimumRows;
	const reason = skipped
		? `${found}, and 'Minimum Rows' asks for ${rule.minimumRows}. Nothing was created.`
		: `${found}, and 'Minimum Rows' asks for ${rule.minimumRows}.`;
	return { ...compared, skipped, reason };
}

const unknown = { newRows: null, changedRows: null, removedRows: null, plusMinus: null };

function withoutEarlierRows({ ifMissing }: RetrainingRule, why: string, previous: string): Decision {
	const skipped = ifMissing === 'skip';
	const outcome = skipped ? 'nothing was created' : 'a job was asked for';
	const choice = skipped ? 'Skip' : 'Create';
	return {
		...unknown,
		skipped,
		reason: `The rows of '${previous}' cannot be compared: ${why} As 'If Earlier Data Is Missing' is '${choice}', ${outcome}.`,
	};
}

function describeCount(rows: number, plusMinus: number | null): string {
	const are = rows === 1 ? 'row is' : 'rows are';
	return plusMinus === null ? `${rows} ${are}` : `An estimated ${rows} ± ${plusMinus} (95 %) ${are}`;
}
